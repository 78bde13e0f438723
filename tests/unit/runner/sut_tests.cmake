# What needs no process is a unit test; real children and ports of this machine are not.
ricochet_test(unit_runner_sut LABEL unit
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/sut/exit_status_test.cc ${CMAKE_CURRENT_LIST_DIR}/sut/log_file_test.cc ${CMAKE_CURRENT_LIST_DIR}/sut/output_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/sut/watch_protocol_test.cc
  DEPENDS ricochet_runner)
add_executable(sut_watcher ${PROJECT_SOURCE_DIR}/tests/support/sut_watcher.cc)
target_link_libraries(sut_watcher PRIVATE ricochet_runner_sut ricochet_flags)
ricochet_test(net_runner_sut LABEL net
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/sut/process_test.cc ${CMAKE_CURRENT_LIST_DIR}/sut/program_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/sut/readiness_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/sut/services_test.cc ${CMAKE_CURRENT_LIST_DIR}/sut/sut_runner_test.cc
  DEPENDS ricochet_runner)
target_compile_definitions(net_runner_sut PRIVATE RICOCHET_TEST_WATCHER="$<TARGET_FILE:sut_watcher>")
add_dependencies(net_runner_sut sut_watcher)
