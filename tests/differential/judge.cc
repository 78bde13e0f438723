#include "judge.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ricochet::judge {

namespace {

bool found_in_path(const std::string& program) {
  const std::string path = environment("PATH");
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find(':', at), path.size());
    if (::access((path.substr(at, end - at) + "/" + program).c_str(), X_OK) == 0) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::vector<std::string>> ask(const std::string& program, const std::string& jars,
                                            const std::string& input, std::string& why_not) {
  // A JDK: only it runs a source file.
  if (!found_in_path("java") || !found_in_path("javac")) {
    why_not = "java and javac (Debian: openjdk-17-jdk-headless) are missing";
    return std::nullopt;
  }
  std::string name = (std::filesystem::temp_directory_path() / "ricochet-judge-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    why_not = "there is no temporary folder";
    return std::nullopt;
  }
  const std::filesystem::path folder = name;
  std::ofstream(folder / "in", std::ios::binary) << input;
  const std::string command = "java " + (jars.empty() ? "" : "-cp '" + jars + "/*' ") +
                              "'" RICOCHET_SOURCE_DIR "/tests/differential/" + program + "' <" +
                              (folder / "in").string() + " >" + (folder / "out").string();
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): a test
  std::vector<std::string> lines;
  std::ifstream out(folder / "out", std::ios::binary);
  for (std::string line; std::getline(out, line);) lines.push_back(line);
  std::filesystem::remove_all(folder);
  if (status != 0) {
    // It is here and does not do its work: nothing is missing, so this is not a reason to skip.
    ADD_FAILURE() << program << " ended with an error";
    why_not = program + " ended with an error";
    return std::nullopt;
  }
  return lines;
}

}  // namespace ricochet::judge
