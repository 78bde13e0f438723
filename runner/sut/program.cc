#include "runner/sut/program.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::runner {

namespace {

std::string error_text(int error) { return std::generic_category().message(error); }

std::string service(const SutCommand& command) {
  return command.what + " " + base::in_quotes(command.name);
}

bool is_file(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

std::map<std::string, std::string> full_environment(
    const std::map<std::string, std::string>& additions) {
  std::map<std::string, std::string> all = additions;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != text.npos) all.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return all;
}

base::Result<std::string> find_program(const SutCommand& command,
                                       const std::map<std::string, std::string>& env) {
  if (command.argv.empty() || command.argv.front().empty())
    return base::Diag(base::Diag::Kind::kEnvironment, "sut/no-command",
                      service(command) + " has no command",
                      R"(give it "command": ["./program", "argument"])");
  if (!command.cwd.empty() && !is_folder(command.cwd))
    return base::Diag(base::Diag::Kind::kEnvironment, "sut/bad-cwd",
                      service(command) + " cannot run in " + base::in_quotes(command.cwd) +
                          ": there is no such folder",
                      R"("cwd" counts from the folder of ricochet.json)");
  const std::string& name = command.argv.front();
  if (name.find('/') != name.npos) {
    const bool from_cwd = name.front() != '/' && !command.cwd.empty();
    const std::string path = from_cwd ? command.cwd + "/" + name : name;
    if (::access(path.c_str(), F_OK) != 0 && errno == EACCES)
      return base::Diag(base::Diag::Kind::kEnvironment, "sut/not-executable",
                        service(command) + " cannot start: " + path + ": " + error_text(EACCES),
                        "this user may not enter one of its folders: see `namei -l " + path + "`");
    if (::access(path.c_str(), F_OK) != 0)
      return base::Diag(base::Diag::Kind::kEnvironment, "sut/not-found",
                        service(command) + " cannot start: " + path + ": " + error_text(errno),
                        "did the build run? a program with a slash counts from the folder of "
                        "ricochet.json, or from \"cwd\"");
    if (!is_file(path) || ::access(path.c_str(), X_OK) != 0)
      return base::Diag(
          base::Diag::Kind::kEnvironment, "sut/not-executable",
          service(command) + " cannot start: " + path + " is not an executable file",
          "chmod +x it, or name its interpreter first: [\"node\", " + base::in_quotes(name) + "]");
    // execve runs in `cwd`.
    return from_cwd ? name : path;
  }
  const auto path_variable = env.find("PATH");
  const std::string folders =
      path_variable == env.end() ? "/usr/local/bin:/usr/bin:/bin" : path_variable->second;
  for (const std::string_view folder : base::split(folders, ':')) {
    const std::string path = (folder.empty() ? std::string(".") : std::string(folder)) + "/" + name;
    if (is_file(path) && ::access(path.c_str(), X_OK) == 0) return path;
  }
  return base::Diag(base::Diag::Kind::kEnvironment, "sut/not-found",
                    service(command) + " cannot start: " + base::in_quotes(name) +
                        " is in no folder of PATH (" + folders + ")",
                    "install it, or write \"./" + name + "\" for a program beside ricochet.json");
}

base::Diag cannot_start(const SutCommand& command, const std::string& program, int error) {
  std::string hint = "try the command by hand";
  if (error == ENOEXEC) hint = "a script must begin with #! and its interpreter: #!/bin/sh";
  if (error == ENOENT) hint = "did the build run? a script's interpreter must exist too";
  if (error == EACCES) hint = "may this user execute it, and its interpreter?";
  return {base::Diag::Kind::kEnvironment, "sut/cannot-start",
          service(command) + " cannot start: " + program + ": " + error_text(error),
          std::move(hint)};
}

}  // namespace ricochet::runner
