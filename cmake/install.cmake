# What `cmake --install` lays down, below any prefix, and the Debian package that CPack makes of it:
#   bin/ricochet, libexec/ricochet/ (the service of an example suite), share/ricochet/scenarios/ (the suites),
#   share/man, completions of three shells, share/doc/ricochet/ with the JSON Schemas.
# Everything is found from where bin/ricochet lies, so that the tree can be moved.
if(RICOCHET_SANITIZE OR RICOCHET_FUZZ)
  return()  # nobody installs these
endif()
include(GNUInstallDirs)

# Made by the program itself: in a cross build CMAKE_CROSSCOMPILING_EMULATOR runs it.
set(reference ${PROJECT_BINARY_DIR}/reference)
file(MAKE_DIRECTORY ${reference})
add_custom_command(OUTPUT ${reference}/ricochet.1 ${reference}/ricochet.bash ${reference}/_ricochet ${reference}/ricochet.fish
  COMMAND ricochet man > ${reference}/ricochet.1
  COMMAND ricochet completion bash > ${reference}/ricochet.bash
  COMMAND ricochet completion zsh > ${reference}/_ricochet
  COMMAND ricochet completion fish > ${reference}/ricochet.fish
  DEPENDS ricochet COMMENT "Manual page and completions")
add_custom_command(OUTPUT ${reference}/schema/suite.schema.json
  COMMAND ricochet schema --dir ${reference}/schema > ${reference}/schemas
  DEPENDS ricochet COMMENT "JSON Schemas")
add_custom_target(reference ALL DEPENDS ${reference}/ricochet.1 ${reference}/schema/suite.schema.json)

install(TARGETS ricochet DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS photo-service DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/ricochet)
install(FILES ${reference}/ricochet.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${reference}/ricochet.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ricochet)
install(FILES ${reference}/_ricochet DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${reference}/ricochet.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

install(DIRECTORY scenarios/photo scenarios/cart scenarios/order scenarios/crm-sync
  DESTINATION ${CMAKE_INSTALL_DATADIR}/ricochet/scenarios
  PATTERN node_modules EXCLUDE
  PATTERN target EXCLUDE)
install(FILES README.md CHANGELOG.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${reference}/schema DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
# What is inside, and the licences of it; written by ci/sbom from what was really linked.
install(DIRECTORY ${PROJECT_BINARY_DIR}/inside/ DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "tests asynchronous services from outside")
set(CPACK_PACKAGE_DESCRIPTION
  "A scenario publishes events to a bus; the service under test reacts; its calls land on stub servers and in
request bins, its events on the bus. Ricochet waits for what the contract promises and writes JUnit.")
set(CPACK_PACKAGE_CONTACT "The developers of Ricochet <ricochet@example.invalid>")  # RELEASING.md: set it
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nodejs, npm, default-jdk-headless, maven")  # for the services of cart and crm-sync
include(CPack)
