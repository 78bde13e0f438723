#include "base/text/printable.h"
#include "base/text/utf8.h"
#include "match/part/part.h"
#include "match/part/shapes.h"

namespace ricochet::match {

const std::vector<KeySpec>& part_table() {
  static const std::vector<KeySpec> table = {
      {"method", true, false, compile_method, shape_of_method, "the method, or a list of them"},
      {"uri", true, false, compile_uri, shape_of_uri, "the path, without its query"},
      {"client", true, false, compile_client, shape_of_client,
       "addresses that the request may come from: 10.0.0.0/8; one, or a list"},
      {"version", true, false, compile_version, shape_of_version, "the version of HTTP"},
      {"partition", false, true, compile_partition, shape_of_partition,
       "the partition of the record"},
      {"key", false, true, compile_key, shape_of_event_key,
       "the key of the record; {\"exist\": \"false\"} is a null key"},
      {"null", false, true, compile_null, shape_of_truth,
       "true: tombstones only, false: all others"},
      {"headers", true, true, compile_headers, shape_of_headers, "headers by name"},
      {"queries", true, false, compile_queries, shape_of_fields, "query parameters by name"},
      {"cookies", true, false, compile_cookies, shape_of_fields, "cookies by name"},
      {"hex", false, true, compile_bytes, shape_of_bytes,
       "the value, byte by byte, in hexadecimal"},
      {"base64", false, true, compile_bytes, shape_of_bytes, "the value, byte by byte, in base64"},
      {"text", true, true, compile_text, shape_of_body, "the body as text"},
      {"file", true, false, compile_file, shape_of_file, "the body is the content of this file"},
      {"path_resource", true, false, compile_path_resource, shape_of_file,
       "the body is the content of this file of a resource folder"},
      {"forms", true, false, compile_forms, shape_of_fields, "fields of a form by name"},
      {"multipart", true, false, compile_multipart, shape_of_multipart,
       "parts of a multipart/form-data body by name"},
      {"json", true, true, compile_json, shape_of_anything, "the body is this JSON"},
      {"json_ignore", true, true, compile_json_ignore, shape_of_json_ignore,
       "what the comparison under json leaves out"},
      {"json_paths", true, true, compile_json_paths, shape_of_json_paths, "what JSONPaths lead to"},
      {"struct", true, true, compile_struct, shape_of_structure,
       "the body has this shape, whatever its values"},
      {"xpaths", true, true, compile_xpaths, shape_of_fields, "what XPaths lead to"},
      {"schema", true, true, compile_schema, shape_of_json_schema,
       "the body fits this JSON Schema, or the one in this file"},
      {"jwt", true, false, compile_jwt, shape_of_jwt, "the bearer token is a JWT like this"},
      {"all", true, true, compile_all, shape_of_matchers, "all of these fit"},
      {"any", true, true, compile_any, shape_of_matchers, "one of these fits"},
      {"not", true, true, compile_not, shape_of_matcher, "this does not fit"},
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
