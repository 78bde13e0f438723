ricochet_test(unit_runner_explore LABEL unit
  SOURCES runner_support.cc ${CMAKE_CURRENT_LIST_DIR}/explore/agenda_test.cc ${CMAKE_CURRENT_LIST_DIR}/explore/explore_spec_test.cc ${CMAKE_CURRENT_LIST_DIR}/explore/explored_run_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/explore/finding_test.cc ${CMAKE_CURRENT_LIST_DIR}/explore/hidden_records_test.cc
    ${CMAKE_CURRENT_LIST_DIR}/explore/plan_test.cc ${CMAKE_CURRENT_LIST_DIR}/explore/point_test.cc
  DEPENDS ricochet_runner)
