#pragma once
#include <string>
#include <vector>

#include "requestbin/bin_server_options.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ricochet::cli {

/// Who may reach a control side.
struct ControlAccess {
  std::string token;
  std::vector<std::string> hosts;
};

/// Adds --token (also RICOCHET_TOKEN) and --allow-host. `access` must outlive `app`. An empty token
/// is refused: where a variable that is not set was meant to protect something, nothing would be
/// protected. `served_with`: the option without which there is no control side, and then both flags
/// are refused, but not the variable; nullptr: there always is.
void add_control_access(CLI::App& app, ControlAccess& access, CLI::Option* served_with = nullptr);

/// Puts it into the settings of a control side that listens on `bind`: on a loopback address it
/// answers to loopback names only, as nobody else's name leads there but by DNS rebinding.
void apply(const ControlAccess& access, const std::string& bind,
           requestbin::BinServerOptions& settings);

}  // namespace ricochet::cli
