#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ricochet::cli {

/// `--property NAME=VALUE`, several times: of librdkafka, for a broker that asks who comes.
CLI::Option* add_bus_properties(CLI::App& command, std::vector<std::string>& pairs);

/// What was given, by name; the last of a name counts. Errors, of the command line:
/// cli/bad-property (not of that form), bus/bad-property (not one of librdkafka's, or not for
/// others to set).
base::Result<std::map<std::string, std::string>> bus_properties(
    const std::vector<std::string>& pairs);

/// The exit code when no client can be made with them: properties that contradict each other are
/// told only then, and are as wrong as one that is not known.
int exit_code_without_client(const base::Diag& why);

}  // namespace ricochet::cli
