#include "cli/calls.h"

#include <CLI/CLI.hpp>

#include "cli/values.h"

namespace ricochet::cli {

void add_calls(CLI::App& app, CallFlags& flags, const std::string& what) {
  app.add_option("--send-to", flags.send_to,
                 "http://host:port" + what + "; may be given several times")
      ->type_name("URL")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  const auto count = [&app](const char* flag, std::size_t& value, const char* help) {
    add_count(app, flag, value, help)->group("Limits");
  };
  count("--max-calls", flags.rules.under_way, "Of proxies and callbacks at once; above: 500");
  count("--max-call-depth", flags.rules.depth,
        "Calls that lead to each other through our own servers; above: 500");
  count("--max-callback-rate", flags.rules.callbacks, "Callbacks in a second; above: 500");
}

base::Result<http::OutboundTargets> targets_of(const CallFlags& flags, bool only_here) {
  http::OutboundTargets out;
  for (const auto& url : flags.send_to) {
    if (auto added = out.add(url); !added) return added.error();
  }
  if (only_here) out.add_loopback();
  return out;
}

}  // namespace ricochet::cli
