# ricochet_flags: what every target of ours is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(ricochet_flags INTERFACE)
target_compile_options(ricochet_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion)
# Diagnostics name a JSON pointer; the macro changes nlohmann's ABI namespace, so it is set once, here.
target_compile_definitions(ricochet_flags INTERFACE JSON_DIAGNOSTICS=0)
if(RICOCHET_WERROR)
  target_compile_options(ricochet_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positive on coroutine frames at -O1 and above (GCC 12).
  target_compile_options(ricochet_flags INTERFACE -Wno-mismatched-new-delete)
  # False positive in libstdc++'s own std::string at -O2 (GCC bug 105651, GCC 12 only).
  target_compile_options(ricochet_flags INTERFACE -Wno-restrict)
  if(CMAKE_UNITY_BUILD)
    # In a batch GCC takes every source for a header, and a header must not use an anonymous namespace.
    target_compile_options(ricochet_flags INTERFACE -Wno-subobject-linkage)
  endif()
endif()

if(RICOCHET_FUZZ)
  # Coverage for libFuzzer in every library; only the targets of tests/fuzz link its main().
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(RICOCHET_SANITIZE)
  add_compile_options(-fsanitize=${RICOCHET_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${RICOCHET_SANITIZE})
  if(RICOCHET_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # libstdc++ uses fences that GCC warns about under TSan.
    target_compile_options(ricochet_flags INTERFACE -Wno-tsan)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The instrumentation makes GCC 12 see uninitialised members inside libstdc++'s own std::regex.
    target_compile_options(ricochet_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
  if(RICOCHET_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
