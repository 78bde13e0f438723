#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "cli/command.h"
#include "cli/reference/reference.h"
#include "cli/terminal.h"
#include "cli/version.h"

namespace ricochet::cli {

namespace {

int print(const std::string& text) {
  std::cout << text;
  return kExitPassed;
}

/// The help of the command that the words lead to.
int help(const CLI::App& program, const std::vector<std::string>& words) {
  const CLI::App* app = &program;
  std::string path;
  for (const auto& word : words) {
    const CLI::App* next = nullptr;
    std::vector<std::string> known;
    for (const CLI::App* sub : app->get_subcommands({})) {
      if (sub->get_name().empty()) continue;  // an option group
      known.push_back(sub->get_name());
      if (sub->check_name(word)) next = sub;
    }
    path += (path.empty() ? "" : " ") + word;
    if (next == nullptr) {
      const base::Diag diag(
          base::Diag::Kind::kUsage, "cli/usage", "there is no command " + base::in_quotes(path),
          known.empty() ? "see: ricochet --help" : base::did_you_mean(word, known));
      std::cerr << base::render(diag, use_colour(2)) << "\n";
      return kExitUsage;
    }
    app = next;
  }
  // App::help() would lead to the sub-command that was parsed, which is `help`.
  std::string words_before;
  for (const CLI::App* up = app; up->get_parent() != nullptr; up = up->get_parent())
    words_before = " " + up->get_name() + words_before;
  return print(
      app->get_formatter()->make_help(app, "ricochet" + words_before, CLI::AppFormatMode::Normal));
}

}  // namespace

void add_help(CLI::App& app, Action& action) {
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("help", "Help for a command, as COMMAND --help");
  command->add_option("COMMAND", *words, "Its words, such as stub http; none: the program");
  command->callback(
      [&app, words, &action] { action = [&app, words] { return help(app, *words); }; });
}

void add_version(CLI::App& app, Action& action) {
  app.add_subcommand("version", "Print the version")->callback([&action] {
    action = [] { return print(std::string("ricochet ") + kVersion + "\n"); };
  });
}

void add_completion(CLI::App& app, Action& action) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  command->add_option("SHELL", *shell, "Shell that will source it")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, shell, &action] {
    action = [&app, shell] {
      const Command program = completion_tree(app);
      return print(*shell == "bash"  ? bash_completion(program)
                   : *shell == "zsh" ? zsh_completion(program)
                                     : fish_completion(program));
    };
  });
}

void add_man(CLI::App& app, Action& action) {
  app.add_subcommand("man", "Print the manual page, for man -l")->callback([&app, &action] {
    action = [&app] { return print(manual(command_tree(app), kVersion, kDate)); };
  });
}

}  // namespace ricochet::cli
