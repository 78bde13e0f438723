#include "cli/control_access.h"

#include <CLI/CLI.hpp>

#include "http/outbound.h"

namespace ricochet::cli {

void add_control_access(CLI::App& app, ControlAccess& access) {
  app.add_option("--token", access.token,
                 "What everything but capture wants as bearer token or password")
      ->type_name("TEXT")
      ->envname("RICOCHET_TOKEN");
  app.add_option("--allow-host", access.hosts,
                 "A host name that the control side answers to besides localhost; may be given "
                 "several times")
      ->type_name("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void apply(const ControlAccess& access, const std::string& bind,
           requestbin::BinServerOptions& settings) {
  settings.token = access.token;
  settings.hosts = access.hosts;
  if (http::is_loopback(bind)) settings.hosts.push_back(bind);
}

}  // namespace ricochet::cli
