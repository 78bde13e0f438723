# ricochet_precompiled(<target> [TESTS]): the headers that nearly every source includes are compiled once. It saves a
# third of a build without optimisation. Optimised builds do without: GCC 12 then takes its false positives in libstdc++
# (bug 105651) for warnings about our code; and so do dev and clang, so that each header proves that it includes what it
# uses.
option(RICOCHET_PCH "Precompile the most used headers" OFF)

if(RICOCHET_PCH)
  # The compiler cache must be told that it may look into precompiled headers.
  if(RICOCHET_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${RICOCHET_CCACHE})
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
  set(RICOCHET_PCH_HEADERS
    <algorithm> <chrono> <cstdint> <functional> <map> <memory> <optional> <string> <string_view> <unordered_map>
    <utility> <vector> <boost/system/result.hpp> <nlohmann/json.hpp>)
endif()

# The one target that owns the compiled headers of a kind.
function(ricochet_precompiled_owner name)
  file(WRITE ${PROJECT_BINARY_DIR}/${name}.cc "// Only here to own precompiled headers.\n")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE nlohmann_json::nlohmann_json Boost::headers Threads::Threads ricochet_flags)
  target_precompile_headers(${name} PRIVATE ${RICOCHET_PCH_HEADERS})
endfunction()

function(ricochet_precompiled target)
  if(NOT RICOCHET_PCH)
    return()
  endif()
  cmake_parse_arguments(ARG "TESTS" "" "" ${ARGN})
  set(owner ricochet_precompiled)
  if(ARG_TESTS)
    set(owner ricochet_precompiled_tests)
  endif()
  if(NOT TARGET ${owner})
    ricochet_precompiled_owner(${owner})
    if(ARG_TESTS)
      target_link_libraries(${owner} PRIVATE GTest::gtest)
      target_precompile_headers(${owner} PRIVATE <gtest/gtest.h>)
    endif()
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
endfunction()
