#include "base/json/json.h"
#include "base/text/printable.h"
#include "match/json/compare.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;

class StructJsonPart final : public Part {
 public:
  explicit StructJsonPart(Json expected) : expected_(std::move(expected)) {}
  bool matches(const Subject& subject) const override {
    const Json* actual = subject.json();
    return actual != nullptr && json_shape_differences(expected_, *actual).empty();
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "struct";
    c.expected = "JSON of the shape " + base::shorten(base::compact_json(expected_), 120);
    const Json* actual = subject.json();
    if (actual == nullptr) {
      c.actual = no_body(subject, "JSON");
      return c;
    }
    const auto differences = json_shape_differences(expected_, *actual);
    c.ok = differences.empty();
    c.actual = describe_json(*actual);
    if (!c.ok) c.detail = differences.front().str();
    return c;
  }
  std::string describe() const override { return "struct json"; }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kJson; }

 private:
  Json expected_;
};

}  // namespace

void compile_struct(const JsonReader& value, const CompileContext&, Parts& out) {
  if (!value.object()) return;
  if (value.value().size() != 1) {
    value.error("bad-struct", "struct has exactly one of \"json\" and \"xml\"",
                "write { \"json\": { ... } } or { \"xml\": \"<a/>\" }");
    return;
  }
  if (const auto json = value.find("json")) {
    out.push_back(std::make_unique<StructJsonPart>(json->value()));
  } else if (const auto xml = value.find("xml")) {
    if (const auto text = xml->string()) add_xml_part(*xml, *text, XmlComparison::kShape, out);
  }
}

}  // namespace ricochet::match
