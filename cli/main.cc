#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <iostream>

#include "base/text.h"
#include "cli/command.h"
#include "cli/version.h"

namespace {

using namespace ricochet;

constexpr const char* kAbout =
    "Ricochet tests asynchronous services from outside: publish an event, see where it ricochets.\n"
    "Exit codes: 0 passed, 1 an expectation failed, 2 command line or nothing selected, 3 bad input file,\n"
    "4 environment (port, broker, service not ready), 5 service crashed, 70 bug, 130 interrupted.";

/// A mistyped sub-command gets a suggestion instead of "the following argument was not expected".
std::string cure_for(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return {};
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) names.push_back(sub->get_name());
  for (const auto& name : names) {
    if (name == argv[1]) return "see: ricochet " + name + " --help";
  }
  return base::did_you_mean(argv[1], names);
}

int run_main(int argc, char** argv) {
  CLI::App app(kAbout, "ricochet");
  app.set_version_flag("--version", std::string("ricochet ") + cli::kVersion);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  cli::Action action;
  cli::add_run(app, action);
  cli::add_check(app, action);
  cli::add_stub(app, action);
  cli::add_bin(app, action);
  if (argc == 1) {
    std::cerr << app.help();
    return cli::kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e, std::cout, std::cerr);  // --help, --version
    std::cerr << "error[cli/usage]: " << e.what() << "\n";
    if (const std::string cure = cure_for(app, argc, argv); !cure.empty()) std::cerr << "  = help: " << cure << "\n";
    return cli::kExitUsage;
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of that write, not our end
  try {
    return run_main(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "error[bug]: " << e.what() << "\n  = help: this is a bug of ricochet; please report it with the command line\n";
    return cli::kExitBug;
  }
}
