#include "tests/unit/report/xmllint.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace ricochet::runner::test {

namespace {

XmllintResult shell(const std::string& command) {
  XmllintResult result;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    result.output.append(buffer, n);
  const int status = ::pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

}  // namespace

bool xmllint_is_there() { return shell("command -v xmllint").exit_code == 0; }

XmllintResult xmllint(const std::vector<std::string>& words,
                      const std::vector<std::string>& contents) {
  std::string folder = ::testing::TempDir() + "ricochet-xmllint-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return {};
  std::string command = "xmllint --nonet";
  for (const auto& word : words) command += " '" + word + "'";
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const std::string path = folder + "/" + std::to_string(i) + ".xml";
    std::ofstream(path, std::ios::binary) << contents[i];
    command += " '" + path + "'";
  }
  const XmllintResult result = shell(command + " 2>&1");
  std::filesystem::remove_all(folder);
  return result;
}

}  // namespace ricochet::runner::test
