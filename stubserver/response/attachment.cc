#include "stubserver/response/parts.h"

#include <array>

#include "base/error_mark.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "stubserver/response/shapes.h"
#include "stubserver/values/header_field.h"
#include "stubserver/values/scalar_value.h"

namespace ricochet::stubserver {

namespace {

class Attachment final : public ResponsePart {
 public:
  Attachment(std::string disposition, std::unique_ptr<const ResponsePart> body)
      : disposition_(std::move(disposition)), body_(std::move(body)) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    if (auto done = body_->apply(answer, input); !done) return done;
    answer.response.set_header("Content-Disposition", disposition_);
    return {};
  }

 private:
  std::string disposition_;
  std::unique_ptr<const ResponsePart> body_;
};

struct Body {
  std::string_view key;
  CompilePart compile;
};
constexpr std::array<Body, 3> kBodies = {
    {{"text", compile_text}, {"file", compile_file}, {"path_resource", compile_path_resource}}};

std::string quoted_string(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    // Who does not read filename* must still get a name.
    out += static_cast<unsigned char>(c) < 0x80 ? c : '_';
  }
  return out + '"';
}

/// RFC 8187 section 3.2, whose attr-char stands as it is.
std::string extended(std::string_view name) {
  return "UTF-8''" + base::percent_encode(name, "!#$&+-.^_`|~");
}

/// A name that is a token stands as it is, which is Moco's form. Any other would end at its first
/// space there, so it goes out as RFC 6266 has it.
std::string disposition(const std::string& name) {
  const std::string start = "attachment; filename=";
  if (is_field_name(name)) return start + name;
  bool ascii = true;
  for (const char c : name) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  return start + quoted_string(name) + (ascii ? "" : "; filename*=" + extended(name));
}

std::optional<std::string> read_filename(const base::JsonReader& object) {
  const auto value = object.find("filename");
  const auto name = value ? read_name_value(*value) : std::nullopt;
  if (!name || is_field_value(*name)) return name;
  value->error("bad-header", "\"filename\" holds control characters", "keep it on one line");
  return std::nullopt;
}

}  // namespace

base::Shape shape_of_attachment() {
  using base::Shape;
  return Shape::object({required("filename", shape_of_name(), "the name that it is saved under"),
                        {"text", shape_of_text_value(), "its content"},
                        {"file", shape_of_file_value(), "its content is that of this file"},
                        {"path_resource", shape_of_file_value(),
                         "its content is that of this file of a resource folder"}},
                       {base::KeyRule::one_of({"text", "file", "path_resource"})});
}

std::unique_ptr<const ResponsePart> compile_attachment(const base::JsonReader& place,
                                                       PartContext& context) {
  static const base::Shape kShape = shape_of_attachment();
  const base::JsonReader value = place.as(kShape);
  const base::ErrorMark mark(value.diags());
  if (!value.object()) return nullptr;
  const auto name = read_filename(value);
  std::unique_ptr<const ResponsePart> body;
  std::string_view body_key;
  for (const auto& kind : kBodies) {
    const auto member = value.find(kind.key);
    if (!member) continue;
    if (!body_key.empty()) {
      member->error_at_key("two-bodies",
                           "both " + base::in_quotes(body_key) + " and " +
                               base::in_quotes(kind.key) + " set the body of the answer",
                           "keep one of them");
      continue;
    }
    body_key = kind.key;
    body = kind.compile(*member, context);
  }
  const bool all_known = mark.clean();
  if (body_key.empty() && all_known) {
    value.error("missing-key", "an attachment needs a \"text\", \"file\" or \"path_resource\"",
                "add one");
  }
  if (!name || body == nullptr) return nullptr;
  return std::make_unique<Attachment>(disposition(*name), std::move(body));
}

}  // namespace ricochet::stubserver
