#pragma once
#include <functional>

#include "cli/exit_codes.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// What the chosen sub-command does once the command line is parsed; returns the exit code.
using Action = std::function<int()>;

/// Each adds one sub-command to the program and, when it is the one that was given, sets `action`.
void add_run(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_up(CLI::App& app, Action& action);
void add_new(CLI::App& app, Action& action);
void add_schema(CLI::App& app, Action& action);
void add_stub(CLI::App& app, Action& action);
void add_bin(CLI::App& app, Action& action);
void add_bus(CLI::App& app, Action& action);
void add_await(CLI::App& app, Action& action);
void add_tail(CLI::App& app, Action& action);
void add_export(CLI::App& app, Action& action);
void add_publish(CLI::App& app, Action& action);
/// These tell about all commands, so they read `app` when they run: it must outlive `action`.
void add_help(CLI::App& app, Action& action);
void add_version(CLI::App& app, Action& action);
void add_completion(CLI::App& app, Action& action);
void add_man(CLI::App& app, Action& action);

}  // namespace ricochet::cli
