#include "match/json/schema.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "match/file_operand.h"
#include "match/json/compare.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;

/// The body is JSON that fits a JSON Schema.
class SchemaPart final : public Part {
 public:
  SchemaPart(std::shared_ptr<const JsonSchema> schema, std::string shown)
      : schema_(std::move(schema)), shown_(std::move(shown)) {}

  bool matches(const Subject& subject) const override {
    const Json* body = subject.json();
    return body != nullptr && schema_->check(*body).valid;
  }
  Condition explain(const Subject& subject) const override {
    constexpr std::size_t kMaxFailures = 5;
    Condition c;
    c.name = "schema";
    c.expected = "JSON that fits " + shown_;
    const Json* body = subject.json();
    if (body == nullptr) {
      c.actual = no_body(subject, "JSON");
      c.detail = subject.body().empty() ? "" : subject.json_problem();
      return c;
    }
    const auto verdict = schema_->check(*body, kMaxFailures);
    c.ok = verdict.valid;
    c.actual = describe_json(*body);
    if (verdict.gave_up) c.detail = "gave up: the schema needs too many steps on this body";
    for (const auto& failure : verdict.failures) {
      c.detail += (c.detail.empty() ? "" : "; ") +
                  (failure.pointer.empty() ? std::string("the body") : failure.pointer) + " " +
                  failure.message + " (schema " + failure.keyword + ")";
    }
    return c;
  }
  std::string describe() const override { return "schema " + shown_; }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kJson; }

 private:
  std::shared_ptr<const JsonSchema> schema_;
  std::string shown_;
};

}  // namespace

/// An object is the schema itself, a string names the file that holds it.
void compile_schema(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (!value.is_string()) {
    if (auto schema = JsonSchema::compile(value))
      out.push_back(std::make_unique<SchemaPart>(std::move(schema), "the schema"));
    return;
  }
  const auto file = named_file(value, context.options);
  if (!file) return;
  const auto document = base::JsonDocument::parse(file->path, file->content);
  if (!document) {
    value.diags().add(document.error());
    return;
  }
  const JsonReader root(*document, value.diags(), value.area());
  if (auto schema = JsonSchema::compile(root))
    out.push_back(std::make_unique<SchemaPart>(std::move(schema), base::in_quotes(file->shown)));
}

}  // namespace ricochet::match
