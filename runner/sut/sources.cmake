# Relative to runner/, whose library includes this.
set(RUNNER_SUT_SOURCES
  sut/exit_status.cc sut/output.cc sut/probe_http.cc sut/probe_log.cc sut/probe_tcp.cc sut/process.cc
  sut/program.cc sut/readiness.cc sut/signals.cc sut/spawn.cc)
