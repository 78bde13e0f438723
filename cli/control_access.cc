#include "cli/control_access.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "cli/values.h"
#include "http/outbound.h"

namespace ricochet::cli {

namespace {

constexpr const char* kTokenVariable = "RICOCHET_TOKEN";

}  // namespace

void add_control_access(CLI::App& app, ControlAccess& access, CLI::Option* served_with) {
  CLI::Option* const token =
      app.add_option("--token", access.token,
                     "What everything but capture wants as bearer token or password")
          ->type_name(kAnyText)
          ->envname(kTokenVariable)
          ->check(not_empty("a token must not be empty: is the variable set that holds it?"));
  // CLI11 takes an empty variable for none.
  app.parse_complete_callback([token, served_with, &access] {
    const char* const variable = std::getenv(kTokenVariable);
    const bool empty = variable != nullptr && *variable == '\0' && token->count() == 0;
    if (empty && (served_with == nullptr || served_with->count() > 0))
      throw CLI::ValidationError(kTokenVariable,
                                 "it is set, but empty; a token must not be empty: give it one, or "
                                 "unset the variable");
    // The variable may be set for all commands.
    const bool of_flag = token->count() > 0 && (variable == nullptr || access.token != variable);
    if (of_flag && served_with != nullptr && served_with->count() == 0)
      throw CLI::ValidationError("--token", "it guards nothing without " + served_with->get_name());
  });
  CLI::Option* const host =
      app.add_option("--allow-host", access.hosts,
                     "A host name that the control side answers to besides localhost; may be given "
                     "several times");
  host->type_name("NAME")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (served_with != nullptr) host->needs(served_with);
}

void apply(const ControlAccess& access, const std::string& bind,
           requestbin::BinServerOptions& settings) {
  settings.token = access.token;
  settings.hosts = access.hosts;
  if (http::is_loopback(bind)) settings.hosts.push_back(bind);
}

}  // namespace ricochet::cli
