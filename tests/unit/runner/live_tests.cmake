ricochet_test(unit_runner_live LABEL unit
  SOURCES runner_support.cc ${CMAKE_CURRENT_LIST_DIR}/live/runs_api_test.cc ${CMAKE_CURRENT_LIST_DIR}/live/touched_test.cc
  DEPENDS ricochet_runner)
