# ricochet_library(<folder> SOURCES a.cc b.cc DEPENDS ricochet_base PRIVATE_DEPENDS PkgConfig::RDKAFKA)
# One static library per folder; include paths start at the project root.
function(ricochet_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(ricochet_${name} STATIC ${ARG_SOURCES})
  target_include_directories(ricochet_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(ricochet_${name}
    PUBLIC ${ARG_DEPENDS} nlohmann_json::nlohmann_json Boost::headers Threads::Threads
    PRIVATE ricochet_flags ${ARG_PRIVATE_DEPENDS})
  ricochet_covered(ricochet_${name})
  ricochet_precompiled(ricochet_${name})
endfunction()

# Counts which lines run when the library belongs to RICOCHET_COVERAGE, a folder; ci/coverage sets it. Without optimisation,
# so that a line of the source is one of the program.
function(ricochet_covered target)
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  if(RICOCHET_COVERAGE AND "${folder}/" MATCHES "^${RICOCHET_COVERAGE}/")
    target_compile_options(${target} PRIVATE --coverage -O0)
    target_link_options(${target} PUBLIC --coverage)
  endif()
endfunction()

# For what is tested with and not handed out: -O2 costs half as much again to compile, and nobody waits for these.
function(ricochet_quickly_compiled target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# ricochet_test(<name> LABEL unit|net|kafka|e2e SOURCES a_test.cc DEPENDS ricochet_match)
# One test program per folder; each TEST becomes a ctest case with the label. LONG names the tests that wait for many seconds
# (a filter as of --gtest_filter): ctest begins with them, so that the others fill the time beside them.
function(ricochet_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT;LONG" "SOURCES;DEPENDS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  foreach(source IN LISTS ARG_SOURCES)
    get_filename_component(source ${source} ABSOLUTE)
    set_property(GLOBAL APPEND PROPERTY RICOCHET_TEST_SOURCES ${source})
  endforeach()
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} ricochet_test_support ricochet_flags GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE RICOCHET_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  ricochet_precompiled(${name} TESTS)
  ricochet_quickly_compiled(${name})
  include(GoogleTest)
  set(properties LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
  if(ARG_LONG)
    gtest_discover_tests(${name} TEST_FILTER "${ARG_LONG}" PROPERTIES ${properties} COST 100 DISCOVERY_TIMEOUT 30)
    gtest_discover_tests(${name} TEST_FILTER "-${ARG_LONG}" PROPERTIES ${properties} DISCOVERY_TIMEOUT 30)
  else()
    gtest_discover_tests(${name} PROPERTIES ${properties} DISCOVERY_TIMEOUT 30)
  endif()
endfunction()
