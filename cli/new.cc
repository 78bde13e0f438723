#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/text/printable.h"
#include "cli/command.h"
#include "cli/exit_codes.h"
#include "cli/schema.h"
#include "cli/terminal.h"

namespace ricochet::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSuiteText = R"({
  "$schema": ".schema/suite.schema.json",
  // What all scenarios of this folder share: docs/scenarios.md has every key.
  "bus": { "kafka": "embedded" },
  "topics": { "greetings": {} },
  "stubs": { "hello": "stubs/hello.json" }

  // The service under test, once there is one. It finds bus and stubs in its environment:
  // , "sut": { "my-service": {
  //     "command": ["./my-service"],
  //     "env": { "BROKERS": "${bus.kafka}", "HELLO_URL": "${stubs.hello.url}" },
  //     "ready": { "log": "ready" } } }
}
)";

constexpr const char* kStubText = R"([
  { "request": { "method": "get", "uri": "/hello" },
    "response": { "json": { "hello": "world" } } }
]
)";

constexpr const char* kScenarioText = R"({
  "$schema": ".schema/scenario.schema.json",
  "scenario": "a greeting goes through",
  "vars": { "id": "${uuid()}" },
  "steps": [
    // As long as there is no service, the scenario does its part itself.
    { "publish": { "topic": "greetings", "key": "${id}", "json": { "text": "hello" } } },
    { "request": { "url": "${stubs.hello.url}/hello", "expect": { "status": 200, "json_paths": { "$.hello": "world" } } } },
    // What follows is what the service would have to do.
    { "expect": { "event": "greetings", "key": "${id}", "json_paths": { "$.text": "hello" } } },
    { "expect": { "calls": "hello", "request": { "method": "get", "uri": "/hello" }, "exactly": 1 } }
  ]
}
)";

int new_command(const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> files = {{"ricochet.json", kSuiteText},
                                                            {"stubs/hello.json", kStubText},
                                                            {"greeting.json", kScenarioText}};
  // Those that the files name: what an editor knows must be what this program reads.
  for (const char* kind : {"suite", "scenario"})
    files.emplace_back(".schema/" + schema_file(kind), schema_text(kind));
  for (const auto& [name, text] : files) {
    const std::string path = (fs::path(folder) / name).lexically_normal().string();
    std::error_code ec;
    if (!fs::exists(fs::symlink_status(path, ec))) continue;
    const base::Diag diag(base::Diag::Kind::kUsage, "new/exists",
                          base::in_quotes(path) + " is there already, nothing was written",
                          "name a new folder: ricochet new my-suite");
    std::cerr << base::render(diag, use_colour(2)) << "\n";
    return kExitUsage;
  }
  for (const auto& [name, text] : files) {
    const std::string path = (fs::path(folder) / name).lexically_normal().string();
    if (const auto status = base::write_file_atomic(path, text); !status) {
      std::cerr << base::render(status.error(), use_colour(2)) << "\n";
      return kExitEnvironment;
    }
    std::cout << path << "\n";
  }
  std::cerr << "run it: ricochet run " << folder << "\n";
  return kExitPassed;
}

}  // namespace

void add_new(CLI::App& app, Action& action) {
  auto folder = std::make_shared<std::string>(".");
  CLI::App* made = app.add_subcommand("new", "Write a first suite that runs, to go on from");
  made->add_option("folder", *folder, "Where to; it is made when it is missing (default: .)")
      ->type_name("FOLDER");
  made->callback([folder, &action] { action = [folder] { return new_command(*folder); }; });
}

}  // namespace ricochet::cli
