#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <optional>
#include <vector>

#include "base/diag.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "cli/command.h"
#include "cli/reference/command_tree.h"
#include "cli/reference/help_format.h"
#include "cli/standard_output.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "cli/version.h"
#include "runner/sut/watch_protocol.h"
#include "runner/sut/watcher.h"

namespace {

using namespace ricochet;

constexpr const char* kAbout =
    "Ricochet tests asynchronous services from outside: publish an event, see where it ricochets.\n"
    "Exit codes: 0 passed, 1 an expectation failed, 2 command line or nothing selected, 3 bad "
    "input file,\n"
    "4 environment (port, broker, service not ready), 5 service crashed, 70 bug, 130 interrupted.";

/// The sub-command that the words lead to, as far as they do.
struct Chosen {
  const CLI::App* app = nullptr;
  std::string path;                ///< "ricochet stub"
  int words = 1;                   ///< how many of argv were understood
  std::vector<std::string> names;  ///< what may come next
};

Chosen choose(const CLI::App& app, int argc, char** argv) {
  Chosen chosen;
  chosen.app = &app;
  chosen.path = "ricochet";
  for (;;) {
    chosen.names.clear();
    const CLI::App* next = nullptr;
    for (const CLI::App* sub : chosen.app->get_subcommands({})) {
      if (sub->get_name().empty()) continue;  // an option group
      chosen.names.push_back(sub->get_name());
      if (chosen.words < argc && sub->check_name(argv[chosen.words])) next = sub;
    }
    if (next == nullptr) return chosen;
    chosen.app = next;
    chosen.path += " " + next->get_name();
    ++chosen.words;
  }
}

/// A word that was probably meant for a flag of the command: for which, "...; ". Empty: nobody
/// knows.
std::string where_to(const CLI::App& command, const std::string& word) {
  const auto has = [&command](const char* flag) {
    return command.get_option_no_throw(flag) != nullptr;
  };
  const std::string shown = base::printable(base::shorten(word, 80));
  if (has("-c")) return "stub files come behind -c: -c " + shown + "; ";
  if (has("--text") && has("--json"))
    return "what is published comes behind --text, --json or --file: --text " +
           base::in_quotes(word) + "; ";
  if (has("--bin")) return "the names of bins come behind --bin: --bin " + shown + "; ";
  const bool number = !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
  if (number && has("-p")) return "the port comes behind -p: -p " + shown + "; ";
  return {};
}

/// What is wrong with the command line, with a suggestion for a mistyped sub-command or flag.
base::Diag usage_diag(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  const Chosen chosen = choose(app, argc, argv);
  base::Diag diag(base::Diag::Kind::kUsage, "cli/usage", error.what(),
                  "see: " + chosen.path + " --help");
  const int next = chosen.words;
  if (!chosen.names.empty() && next < argc && argv[next][0] != '-') {
    const std::string before = chosen.path.substr(std::string("ricochet").size());
    diag.message =
        "there is no command " +
        base::in_quotes(before.empty() ? argv[next] : before.substr(1) + " " + argv[next]);
    diag.hint = base::did_you_mean(argv[next], chosen.names);
    return diag;
  }
  const auto rest = chosen.app->remaining();
  if (!rest.empty() && !rest.front().starts_with('-')) {
    diag.message = base::in_quotes(rest.front()) + " belongs to no flag of " + chosen.path;
    diag.hint = where_to(*chosen.app, rest.front()) + diag.hint;
  }
  std::vector<std::string> flags;
  for (const auto& flag : cli::command_tree(*chosen.app).flags) {
    for (const auto& name : flag.names) {
      if (name.starts_with("--")) flags.push_back(name);
    }
  }
  for (int i = next; i < argc; ++i) {
    const std::string word = std::string(argv[i]).substr(0, std::string(argv[i]).find('='));
    const bool known = std::find(flags.begin(), flags.end(), word) != flags.end();
    const auto near = word.starts_with("--") && !known ? base::suggest(word, flags) : std::nullopt;
    if (near) diag.hint = "did you mean " + *near + "? " + diag.hint;
  }
  return diag;
}

/// "--junit=" of a variable that is empty: CLI11 would take the next word for its value. Where any
/// text will do (`publish --key=`) that is an empty one, and gets a word of its own.
base::Result<std::vector<char*>> with_empty_values(const CLI::App& app, int argc, char** argv) {
  static char empty[] = "";
  const CLI::App* const chosen = choose(app, argc, argv).app;
  std::vector<char*> out{argv[0]};
  bool flags_end = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    out.push_back(argv[i]);
    flags_end = flags_end || word == "--";
    if (flags_end || !word.starts_with("--") || word.find('=') + 1 != word.size()) continue;
    const std::string flag = word.substr(0, word.size() - 1);
    const CLI::Option* const option = chosen->get_option_no_throw(flag);
    if (option == nullptr || !option->get_type_name().starts_with(cli::kAnyText)) {
      return base::Diag(base::Diag::Kind::kUsage, "cli/usage",
                        flag + " has no value behind its \"=\"",
                        "is a variable empty? leave the flag out, or give it a value");
    }
    argv[i][flag.size()] = '\0';
    out.push_back(empty);
  }
  return out;
}

int run_main(int argc, char** argv) {
  CLI::App app(kAbout, "ricochet");
  app.set_version_flag("--version", std::string("ricochet ") + cli::kVersion);
  app.require_subcommand(1);
  cli::wrap_help_of(app);
  app.get_formatter()->column_width(34);
  cli::Action action;
  cli::add_run(app, action);
  cli::add_up(app, action);
  cli::add_check(app, action);
  cli::add_new(app, action);
  cli::add_schema(app, action);
  cli::add_stub(app, action);
  cli::add_bin(app, action);
  cli::add_bus(app, action);
  cli::add_await(app, action);
  cli::add_tail(app, action);
  cli::add_export(app, action);
  cli::add_publish(app, action);
  cli::add_help(app, action);
  cli::add_version(app, action);
  cli::add_completion(app, action);
  cli::add_man(app, action);
  if (argc == 1) {
    std::cerr << app.help();
    return cli::kExitUsage;
  }
  auto words = with_empty_values(app, argc, argv);
  if (!words) return cli::fail(words.error());
  argc = static_cast<int>(words->size());
  argv = words->data();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e, std::cout, std::cerr);  // --help, --version
    std::cerr << base::render(usage_diag(app, e, argc, argv), cli::use_colour(2)) << "\n";
    return cli::kExitUsage;
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  // Before anything else: it must be small and cannot fail.
  if (argc > 1 && std::string_view(argv[1]) == runner::kWatchWord)
    return runner::watch_over(argc, argv);
  cli::hold_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of that write, not our end
  try {
    return cli::finish_output(run_main(argc, argv));
  } catch (const std::exception& e) {
    std::cerr << "error[bug]: " << e.what()
              << "\n  = help: this is a bug of ricochet; please report it with the command line\n";
    return cli::kExitBug;
  }
}
