#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/duration.h"
#include "base/result.h"

namespace CLI {
class App;
class Option;
class Validator;
}  // namespace CLI

namespace ricochet::cli {

// Options whose values are written as people write them. Each shows the value that it has as its
// default in --help, says of a wrong one what a right one looks like, and keeps a reference to
// `value`, which must outlive `app`.

/// `500KB`, `10MB`, `64KiB`: bytes, at least 1.
CLI::Option* add_size(CLI::App& app, const std::string& flag, std::size_t& value,
                      const std::string& what);
/// A whole number, at least 1.
CLI::Option* add_count(CLI::App& app, const std::string& flag, std::size_t& value,
                       const std::string& what);
/// `250ms`, `10s`, `2m`; 0 only where `zero_is_fine`.
CLI::Option* add_time(CLI::App& app, const std::string& flag, base::Duration& value,
                      bool zero_is_fine, const std::string& what);

/// The type_name() of an option that takes every text, an empty one, too.
inline constexpr const char* kAnyText = "TEXT";

/// For any other option that takes a number, by Option::check(): says of a wrong one what a right
/// one is, and in --help between which bounds it lies.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);
/// Of a text: `why` is said of an empty one.
CLI::Validator not_empty(const std::string& why);
/// Without bounds that anybody meets: a seed, a count.
CLI::Validator whole_number();

/// Of `--bus` and RICOCHET_BUS; empty: not given. Error: cli/bad-bus.
base::Status check_bus(const std::string& bus);

}  // namespace ricochet::cli
