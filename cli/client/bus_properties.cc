#include "cli/client/bus_properties.h"

#include <CLI/CLI.hpp>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/kafka/kafka_bus.h"
#include "cli/exit_codes.h"

namespace ricochet::cli {

CLI::Option* add_bus_properties(CLI::App& command, std::vector<std::string>& pairs) {
  return command
      .add_option("--property", pairs,
                  "A property of librdkafka, as security.protocol=SASL_SSL; may be given several "
                  "times")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

base::Result<std::map<std::string, std::string>> bus_properties(
    const std::vector<std::string>& pairs) {
  std::map<std::string, std::string> properties;
  for (const auto& pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      // What was meant for a value may be a password.
      return base::Diag(
          base::Diag::Kind::kUsage, "cli/bad-property",
          "--property: " + base::in_quotes(base::shorten(pair.substr(0, equals), 40)) +
              " is not a name with a value",
          "write --property NAME=VALUE");
    const std::string name = pair.substr(0, equals);
    std::string value = pair.substr(equals + 1);
    if (const auto fine = bus::check_kafka_property(name, value); !fine) return fine.error();
    properties[name] = std::move(value);
  }
  return properties;
}

int exit_code_without_client(const base::Diag& why) {
  return why.kind == base::Diag::Kind::kInput ? kExitUsage : exit_code_of(why.kind);
}

}  // namespace ricochet::cli
