ricochet_test(unit_runner_scope LABEL unit
  SOURCES runner_support.cc scope/alone_test.cc scope/ended_scenarios_test.cc scope/mark_places_test.cc scope/rest_at_end_test.cc scope/scope_spec_test.cc scope/scopes_test.cc
          scope/side_by_side_test.cc scope/suite_turns_test.cc scope/turns_test.cc told/last_work_test.cc told/likely_causes_test.cc told/lost_work_test.cc told/made_of_test.cc
          told/record_words_test.cc told/send_order_test.cc told/timeline_test.cc told/trace_test.cc
  DEPENDS ricochet_runner)
