#include <algorithm>

#include "base/json/time.h"
#include "base/size.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "bus/broker/error_names.h"
#include "bus/broker/faults/kind.h"

namespace ricochet::bus::broker::faults {

namespace {

/// All names would be a wall of text.
std::string cure_of(const std::string& name) {
  const auto names = error_names();
  if (const auto near = base::suggest(name, names))
    return "did you mean " + base::in_quotes(*near) + "?";
  const auto longer = std::find_if(names.begin(), names.end(), [&](const std::string& one) {
    return !name.empty() && one.starts_with(name);
  });
  if (longer != names.end()) return "did you mean " + base::in_quotes(*longer) + "?";
  return "write the name that Kafka's Errors has, as NOT_COORDINATOR, or its number";
}

/// A time above zero.
std::optional<base::Duration> read_fault_time(const base::JsonReader& value) {
  const auto time = base::read_time(value);
  if (!time) return std::nullopt;
  constexpr base::Duration kMost = std::chrono::hours(1);
  if (time->count() > 0 && *time <= kMost) return time;
  value.error("bad-fault", base::format_duration(*time) + " is not a time between 1ms and 1h",
              "write 250ms or 2s");
  return std::nullopt;
}

}  // namespace

bool read_true(const base::JsonReader& value) {
  const auto set = value.boolean();
  if (set && !*set)
    value.error("bad-fault", "false asks for nothing", "write true, or leave the fault out");
  return set && *set;
}

bool read_error(const base::JsonReader& value, Rule& rule) {
  if (value.is_string()) {
    const auto name = value.string();
    rule.effect.error = error_named(*name);
    if (!rule.effect.error)
      value.error("unknown-error", "Kafka has no error " + base::in_quotes(*name), cure_of(*name));
  } else if (const auto code = value.integer()) {
    rule.effect.error = static_cast<Error>(*code);
    if (*code == 0) {
      value.error("bad-fault", "0 is not an error",
                  "write another number, or the name of an error");
      return false;
    }
  }
  if (!rule.effect.error) return false;
  rule.title = "error " + name_of(*rule.effect.error);
  return true;
}

bool read_delay(const base::JsonReader& value, Rule& rule) {
  const auto time = read_fault_time(value);
  if (!time) return false;
  rule.effect.delay = *time;
  rule.title = "delay of " + base::format_duration(*time);
  return true;
}

bool read_drop(const base::JsonReader& value, Rule& rule) {
  rule.effect.end = Effect::End::kDrop;
  rule.title = "connection dropped";
  return read_true(value);
}

bool read_no_answer(const base::JsonReader& value, Rule& rule) {
  rule.effect.end = Effect::End::kSilence;
  rule.title = "no answer";
  return read_true(value);
}

bool read_throttle(const base::JsonReader& value, Rule& rule) {
  const auto time = read_fault_time(value);
  if (!time) return false;
  rule.effect.throttle = *time;
  rule.title = "throttled for " + base::format_duration(*time);
  return true;
}

bool read_slow(const base::JsonReader& value, Rule& rule) {
  const auto text = value.nonempty_string();
  if (!text) return false;
  const auto bytes = base::parse_bytes(*text);
  if (!bytes || *bytes == 0) {
    value.error("bad-fault", base::in_quotes(*text) + " is not a number of bytes for a second",
                "write 10KB or 1MiB");
    return false;
  }
  rule.effect.bytes_per_second = static_cast<std::size_t>(*bytes);
  rule.title = "slowed down to " + base::format_bytes(rule.effect.bytes_per_second) + " a second";
  return true;
}

bool read_observe(const base::JsonReader& value, Rule& rule) {
  rule.observes = true;
  rule.title = "observed";
  return read_true(value);
}

}  // namespace ricochet::bus::broker::faults
