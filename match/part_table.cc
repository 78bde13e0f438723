#include "base/text.h"
#include "match/part.h"

namespace ricochet::match {

const std::vector<KeySpec>& part_table() {
  static const std::vector<KeySpec> table = {
      {"method", true, false, compile_method},
      {"uri", true, false, compile_uri},
      {"version", true, false, compile_version},
      {"partition", false, true, compile_partition},
      {"key", false, true, compile_key},
      {"headers", true, true, compile_headers},
      {"queries", true, false, compile_queries},
      {"cookies", true, false, compile_cookies},
      {"text", true, true, compile_text},
      {"file", true, false, compile_file},
      {"forms", true, false, compile_forms},
      {"json", true, true, compile_json},
      {"json_paths", true, true, compile_json_paths},
      {"struct", true, true, compile_struct},
      {"xpaths", true, true, compile_xpaths},
  };
  return table;
}

std::string show_values(const std::vector<std::string_view>& values) {
  constexpr std::size_t kShownValues = 5;
  constexpr std::size_t kShownBytes = 200;
  if (values.empty()) return "absent";
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < kShownValues; ++i) {
    out += (i == 0 ? "" : ", ") +
           base::in_quotes(
               base::shorten(base::repair_utf8(values[i].substr(0, 4 * kShownBytes)), kShownBytes));
  }
  if (values.size() > kShownValues)
    out += " and " + std::to_string(values.size() - kShownValues) + " more";
  return out;
}

Condition explain_values(std::string name, const Operator& test,
                         const std::vector<std::string_view>& values) {
  Condition c;
  c.name = std::move(name);
  c.ok = any_matches(test, values);
  c.expected = test.describe();
  c.actual = show_values(values);
  for (std::size_t i = 0; !c.ok && i < values.size() && c.detail.empty(); ++i)
    c.detail = test.detail(values[i]);
  return c;
}

}  // namespace ricochet::match
