#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "stubserver/outgoing/call_gate.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// What the command line says about the calls that sessions make (`proxy`, `on`), and about
/// captured requests that are sent once more.
struct CallFlags {
  std::vector<std::string> send_to;
  stubserver::CallRules rules;  ///< its targets are not set
};

/// Adds --send-to, --max-calls, --max-call-depth and --max-callback-rate. `flags` must outlive
/// `app`. `what` ends the help of --send-to.
void add_calls(CLI::App& app, CallFlags& flags, const std::string& what);

/// --send-to, and this machine where everything that listens is reached from this machine only: who
/// asks could call the same places without us. Error: http/bad-target.
base::Result<http::OutboundTargets> targets_of(const CallFlags& flags, bool only_here);

}  // namespace ricochet::cli
