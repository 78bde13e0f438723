#include "cli/values.h"

#include <CLI/CLI.hpp>
#include <charconv>

#include "base/size.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/address.h"

namespace ricochet::cli {

namespace {

[[noreturn]] void refuse(const std::string& flag, const std::string& text, const std::string& why) {
  throw CLI::ValidationError(flag, base::in_quotes(text) + why);
}

}  // namespace

namespace {

/// What is wrong with a number; empty: nothing.
std::string fault_of(const std::string& text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const auto given = base::in_quotes(base::shorten(text, 80));
  const auto low = std::to_string(least);
  const auto high = std::to_string(most);
  if (stop != end || error == std::errc::invalid_argument)
    return given + " is not a whole number" +
           (most == UINT64_MAX ? std::string() : " from " + low + " to " + high);
  const bool fits = error == std::errc() && number >= least && number <= most;
  return fits ? std::string() : given + " is not between " + low + " and " + high;
}

}  // namespace

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  return CLI::Validator(
      [least, most](const std::string& text) { return fault_of(text, least, most); },
      std::to_string(least) + " to " + std::to_string(most));
}

CLI::Validator not_empty(const std::string& why) {
  return CLI::Validator(
      [why](const std::string& text) { return text.empty() ? why : std::string(); }, "");
}

CLI::Validator whole_number() {
  auto any = whole_number(0, UINT64_MAX);
  any.description("");
  return any;
}

CLI::Option* add_size(CLI::App& app, const std::string& flag, std::size_t& value,
                      const std::string& what) {
  return app
      .add_option_function<std::string>(
          flag,
          [&value, flag](const std::string& text) {
            const auto bytes = base::parse_bytes(text);
            if (!bytes || *bytes == 0)
              refuse(flag, text, " is not a size; write 500KB, 10MB or 64KiB");
            value = static_cast<std::size_t>(*bytes);
          },
          what)
      ->type_name("SIZE")
      ->default_str(base::format_bytes(value));
}

CLI::Option* add_count(CLI::App& app, const std::string& flag, std::size_t& value,
                       const std::string& what) {
  return app
      .add_option_function<std::string>(
          flag,
          [&value, flag](const std::string& text) {
            std::size_t number = 0;
            const auto [end, error] =
                std::from_chars(text.data(), text.data() + text.size(), number);
            if (error != std::errc() || end != text.data() + text.size() || number == 0)
              refuse(flag, text, " is not a whole number of at least 1");
            value = number;
          },
          what)
      ->type_name("N")
      ->default_str(std::to_string(value));
}

CLI::Option* add_time(CLI::App& app, const std::string& flag, base::Duration& value,
                      bool zero_is_fine, const std::string& what) {
  return app
      .add_option_function<std::string>(
          flag,
          [&value, flag, zero_is_fine](const std::string& text) {
            const auto time = base::parse_duration(text);
            if (!time || (time->count() == 0 && !zero_is_fine))
              refuse(flag, text, " is not a time; write 250ms, 10s or 2m");
            value = *time;
          },
          what)
      ->type_name("TIME")
      ->default_str(base::format_duration(value));
}

base::Status check_bus(const std::string& bus) {
  const auto bad = bus.empty() ? std::nullopt : bus::bad_address(bus);
  if (!bad) return {};
  return base::Diag(base::Diag::Kind::kUsage, "cli/bad-bus",
                    "--bus (or RICOCHET_BUS): " + base::in_quotes(base::shorten(*bad, 100)) +
                        " is not the address of a broker",
                    *bad == "embedded"
                        ? "the bus of ours is there without --bus, if the suite says so"
                        : "write HOST:PORT, several with commas");
}

}  // namespace ricochet::cli
