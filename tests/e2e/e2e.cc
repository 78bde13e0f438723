#include "tests/e2e/e2e.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace ricochet::e2e {

std::string project_folder() { return RICOCHET_SOURCE_DIR; }

ProgramStart ricochet(std::vector<std::string> args, const std::string& folder) {
  ProgramStart start;
  const char* other = std::getenv("RICOCHET_PROGRAM");
  start.program = other != nullptr ? other : RICOCHET_PROGRAM;
  start.args = std::move(args);
  start.cwd = folder.empty() ? project_folder() : folder;
  for (const char* name :
       {"DEFECT", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI", "RICOCHET_RESOURCES",
        "SESSION_TIMEOUT_MS", "MAX_REQUESTS", "BIN_TTL", "MAX_RAW_SIZE", "ENABLE_CORS",
        "CORS_ORIGINS", "RICOCHET_URL", "RICOCHET_TOKEN", "RICOCHET_BUS", "CI", "COLUMNS"}) {
    start.env[name] = std::nullopt;
  }
  return start;
}

ProgramEnd run_ricochet(std::vector<std::string> args, const std::string& folder) {
  return test::run_program(ricochet(std::move(args), folder));
}

SmallSuite::SmallSuite() : SmallSuite(R"({ "stubs": { "shop": [] }, "bins": ["hooks"] })") {}

SmallSuite::SmallSuite(std::string_view suite_json) {
  folder.write("suite/ricochet.json", std::string(suite_json) + "\n");
}

void SmallSuite::add_quiet(const std::string& file, const std::string& name,
                           const std::string& window, const std::string& tags) const {
  folder.write("suite/" + file,
               "{ \"scenario\": \"" + name + "\", \"tags\": [" + tags +
                   "],\n  \"steps\": [ { \"expect\": { \"calls\": \"hooks\", \"never\": true, "
                   "\"for\": \"" +
                   window + "\" } } ] }\n");
}

void SmallSuite::add_failing(const std::string& file, const std::string& name,
                             const std::string& tags) const {
  folder.write("suite/" + file,
               "{ \"scenario\": \"" + name + "\", \"tags\": [" + tags +
                   "],\n  \"steps\": [ { \"expect\": { \"calls\": \"hooks\", \"exactly\": 1, "
                   "\"within\": \"20ms\" } } ] }\n");
}

ProgramEnd SmallSuite::run(std::vector<std::string> more_args) const {
  std::vector<std::string> args{"run", "suite"};
  args.insert(args.end(), more_args.begin(), more_args.end());
  return run_ricochet(std::move(args), folder.path());
}

Marker::Marker() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  value = std::to_string(::getpid()) + "-" + std::to_string(now);
}

std::uint16_t port_after(const std::string& text, const std::string& before) {
  const std::size_t at = text.find(before);
  if (at == std::string::npos) return 0;
  return static_cast<std::uint16_t>(std::strtoul(text.c_str() + at + before.size(), nullptr, 10));
}

}  // namespace ricochet::e2e
