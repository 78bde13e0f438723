#include "base/text/printable.h"
#include "base/text/utf8.h"
#include "match/part/part.h"

namespace ricochet::match {

const std::vector<KeySpec>& part_table() {
  static const std::vector<KeySpec> table = {
      {"method", true, false, compile_method},
      {"uri", true, false, compile_uri},
      {"client", true, false, compile_client},
      {"version", true, false, compile_version},
      {"partition", false, true, compile_partition},
      {"key", false, true, compile_key},
      {"null", false, true, compile_null},
      {"headers", true, true, compile_headers},
      {"queries", true, false, compile_queries},
      {"cookies", true, false, compile_cookies},
      {"hex", false, true, compile_bytes},
      {"base64", false, true, compile_bytes},
      {"text", true, true, compile_text},
      {"file", true, false, compile_file},
      {"path_resource", true, false, compile_path_resource},
      {"forms", true, false, compile_forms},
      {"multipart", true, false, compile_multipart},
      {"json", true, true, compile_json},
      {"json_ignore", true, true, compile_json_ignore},
      {"json_paths", true, true, compile_json_paths},
      {"struct", true, true, compile_struct},
      {"xpaths", true, true, compile_xpaths},
      {"schema", true, true, compile_schema},
      {"jwt", true, false, compile_jwt},
      {"all", true, true, compile_all},
      {"any", true, true, compile_any},
      {"not", true, true, compile_not},
  };
  return table;
}

std::string no_body(const Subject& subject, std::string_view format) {
  return subject.body().empty() ? "absent" : "a body that is not " + std::string(format);
}

std::string show_values(std::span<const std::string_view> values) {
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
                         std::span<const std::string_view> values) {
  Condition c;
  c.name = std::move(name);
  c.ok = test.fits(values);
  c.expected = test.describe();
  c.actual = show_values(values);
  for (std::size_t i = 0; !c.ok && i < values.size(); ++i) {
    if (c.detail.empty()) c.detail = test.detail(values[i]);
    if (c.difference == Difference::kNone) c.difference = test.difference(values[i]);
  }
  return c;
}

}  // namespace ricochet::match
