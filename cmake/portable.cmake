# RICOCHET_STATIC: every library but glibc becomes a part of the program, so that it runs where nothing is installed.
# glibc stays outside: getaddrinfo() of a fully static program needs the same glibc beside it anyway.
if(NOT RICOCHET_STATIC)
  return()
endif()

# Each find_package() and pkg_check_modules() that follows takes lib*.a, or fails.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
add_link_options(-static-libstdc++ -static-libgcc)

add_library(ricochet_portable STATIC ${CMAKE_CURRENT_LIST_DIR}/portable/no_cyrus_sasl.cc
  ${CMAKE_CURRENT_LIST_DIR}/portable/old_glibc.cc)
target_link_libraries(ricochet_portable PRIVATE ricochet_flags)
# libstdc++ and libgcc ask for these two behind all other libraries, when nobody looks here any more.
target_link_options(ricochet_portable INTERFACE LINKER:-u,arc4random LINKER:-u,_dl_find_object)

# ricochet_portable_libraries(): what static libraries need and do not say. After all find_package() calls.
function(ricochet_portable_libraries)
  # Debian's pugixml gives its shared library this name, whatever suffixes are looked for.
  set_target_properties(pugixml::pugixml PROPERTIES INTERFACE_LINK_LIBRARIES pugixml::static)
  target_link_libraries(PkgConfig::RDKAFKA INTERFACE
    ${RICOCHET_LZ4} ${RICOCHET_ZSTD} OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB m ricochet_portable)
endfunction()
