#include "base/json/time.h"

#include "base/json/json.h"
#include "base/text/printable.h"

namespace ricochet::base {

std::optional<Duration> read_time(const JsonReader& value) {
  constexpr std::string_view kHint = R"(write "250ms", "5s" or "2m")";
  const std::string name = value.key().empty() ? std::string("this") : in_quotes(value.key());
  if (value.is_number()) {
    const std::string number = shorten(number_text(value.value()), 40);
    if (number == "0") return Duration::zero();
    value.error("bad-duration", name + " is " + number + ", a number without a unit",
                number.starts_with('-') ? std::string(kHint)
                                        : "write \"" + number + "ms\" or \"" + number + "s\"");
    return std::nullopt;
  }
  if (!value.value().is_string()) {
    value.error("wrong-type",
                name + " must be a duration, got " + JsonReader::describe(value.value()),
                std::string(kHint));
    return std::nullopt;
  }
  const auto& text = value.value().get_ref<const std::string&>();
  auto time = parse_duration(text);
  if (!time)
    value.error("bad-duration", in_quotes(shorten(text, 60)) + " is not a duration",
                std::string(kHint));
  return time;
}

std::optional<Duration> read_window_time(const JsonReader& value, const std::string& why) {
  const auto time = read_time(value);
  if (!time || *time >= kShortestWindow) return time;
  if (time->count() == 0)
    value.error("zero-window", why, "write a duration above zero");
  else
    value.error("zero-window", format_duration(*time) + " is too short to see anything in: " + why,
                "write 1ms or more");
  return std::nullopt;
}

}  // namespace ricochet::base
