# ricochet_embed(<target> FOLDER web NAMESPACE ricochet::requestbin HEADER requestbin/web_assets.h NAME web_assets)
#
# Adds every file below FOLDER (relative to the current source folder; names that start with "." and
# READMEs, *.md, are left out) to <target> as one generated source. It includes HEADER, which must declare
#     std::span<const http::Asset> web_assets();
# and defines that function. A file that changes, comes or goes rebuilds it. Script and build function are
# one file: the second half is what the build runs with `cmake -P`.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(ricochet_embed target)
    cmake_parse_arguments(ARG "" "FOLDER;NAMESPACE;HEADER;NAME" "" ${ARGN})
    foreach(needed FOLDER NAMESPACE HEADER NAME)
      if(NOT ARG_${needed})
        message(FATAL_ERROR "ricochet_embed(${target}): ${needed} is missing")
      endif()
    endforeach()
    get_filename_component(folder ${ARG_FOLDER} ABSOLUTE)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*)
    list(FILTER files EXCLUDE REGEX "/\\.|\\.md$")
    if(NOT files)
      message(FATAL_ERROR "ricochet_embed(${target}): no file below ${folder}")
    endif()
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}.cc)
    # The list goes through a file: it may be longer than a command line. Rewritten only when it changes.
    file(GENERATE OUTPUT ${out}.files CONTENT "${files}")
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DFOLDER=${folder} -DLIST=${out}.files -DNAMESPACE=${ARG_NAMESPACE}
              -DHEADER=${ARG_HEADER} -DNAME=${ARG_NAME} -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
      DEPENDS ${files} ${out}.files ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
      COMMENT "Embedding ${ARG_FOLDER}" VERBATIM)
    target_sources(${target} PRIVATE ${out})
  endfunction()
  return()
endif()

set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_mjs "text/javascript; charset=utf-8")
set(type_json "application/json; charset=utf-8")
set(type_txt "text/plain; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_png "image/png")
set(type_jpg "image/jpeg")
set(type_ico "image/x-icon")
set(type_woff2 "font/woff2")

file(READ ${LIST} files)
set(entries "")
foreach(path IN LISTS files)
  file(RELATIVE_PATH name ${FOLDER} ${path})
  file(READ ${path} hex HEX)
  file(SHA256 ${path} digest)
  file(SIZE ${path} size)
  string(SUBSTRING ${digest} 0 16 digest)
  get_filename_component(extension ${path} LAST_EXT)
  string(REGEX REPLACE "^\\." "" extension "${extension}")
  set(type "application/octet-stream")
  if(DEFINED type_${extension})
    set(type "${type_${extension}}")
  endif()
  # Each byte as an escape, so that no content can end the literal; compilers read this fastest.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" literal "${hex}")
  string(APPEND entries
    "    {\"${name}\", \"${type}\", std::string_view(\"${literal}\", ${size}), \"\\\"${digest}\\\"\"},\n")
endforeach()

set(source "// Made by cmake/embed.cmake; do not edit.
#include \"${HEADER}\"

#include \"http/static_files.h\"

namespace ${NAMESPACE} {
namespace {
constexpr ricochet::http::Asset k_${NAME}[] = {
${entries}};
}  // namespace

std::span<const ricochet::http::Asset> ${NAME}() { return k_${NAME}; }

}  // namespace ${NAMESPACE}
")
file(WRITE ${OUT} "${source}")
