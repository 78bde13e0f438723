# What needs no process is a unit test; real children and ports of this machine are not.
ricochet_test(unit_runner_sut LABEL unit
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/sut/exit_status_test.cc ${CMAKE_CURRENT_LIST_DIR}/sut/output_test.cc
  DEPENDS ricochet_runner)
ricochet_test(net_runner_sut LABEL net
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/sut/process_test.cc ${CMAKE_CURRENT_LIST_DIR}/sut/program_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/sut/readiness_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/sut/sut_runner_test.cc
  DEPENDS ricochet_runner)
