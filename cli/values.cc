#include "cli/values.h"

#include <CLI/CLI.hpp>
#include <charconv>

#include "base/size.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::cli {

namespace {

[[noreturn]] void refuse(const std::string& flag, const std::string& text, const std::string& why) {
  throw CLI::ValidationError(flag, base::in_quotes(text) + why);
}

}  // namespace

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

}  // namespace ricochet::cli
