#include <filesystem>

#include "base/file.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/charset.h"
#include "match/file_operand.h"
#include "match/operator/compile.h"
#include "match/part/part.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// The whole body as text. An empty body of a request counts as no text at all: Moco's rule, but
/// for who asks for an empty one (CompileOptions::empty_text_fits). The value of an event is absent
/// when it is null, and an empty text when it is empty.
class TextPart final : public Part {
 public:
  TextPart(std::unique_ptr<Operator> test, bool empty_is_text)
      : test_(std::move(test)), empty_is_text_(empty_is_text) {}
  bool matches(const Subject& subject) const override { return test_->fits(values(subject)); }
  Condition explain(const Subject& subject) const override {
    auto c = explain_values("text", *test_, values(subject));
    c.aspect = Aspect::kContent;
    if (!c.ok && !subject.text_problem().empty()) c.detail = subject.text_problem();
    return c;
  }
  bool may_give_up() const override { return test_->may_give_up(); }
  std::string describe() const override { return "text " + test_->describe(); }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kText; }
  bool fits_nothing() const override { return test_->fits({}); }

 private:
  std::vector<std::string_view> values(const Subject& subject) const {
    const auto& text = subject.text();
    const auto* event = subject.event();
    if (event != nullptr ? event->null_value : text.empty() && !empty_is_text_) return {};
    return {text};
  }
  std::unique_ptr<Operator> test_;
  const bool empty_is_text_;
};

/// The body equals a file, which is read when it is needed, so that an edit counts (Moco).
class FilePart final : public Part {
 public:
  FilePart(const char* noun, std::string shown, std::string path)
      : noun_(noun), shown_(std::move(shown)), path_(std::move(path)) {}
  bool matches(const Subject& subject) const override {
    const auto& body = subject.body();
    // Only a file of that size can be equal, so what is read in passing is as small as the body.
    return !body.empty() && size() == body.size() && content_is(body);
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = noun_;
    c.aspect = Aspect::kContent;
    const auto& body = subject.body();
    c.expected = "the content of " + base::in_quotes(shown_);
    c.actual = body.empty() ? "absent" : "a body of " + base::format_bytes(body.size());
    if (Work::in_passing() && size() > kLargeBody) {
      Work::fall_short();
      return c;
    }
    c.ok = matches(subject);
    if (const auto content = base::read_file(path_, base::kMaxFileBytes, base::FileKind::kPlain);
        !content) {
      c.detail = content.error().message;
    } else if (!c.ok && !body.empty()) {
      std::size_t same = 0;
      while (same < body.size() && same < content->size() && body[same] == (*content)[same]) ++same;
      c.detail = "they differ from byte " + std::to_string(same) + " on; the file has " +
                 base::format_bytes(content->size());
    }
    return c;
  }
  std::string describe() const override {
    return std::string(noun_) + " " + base::in_quotes(shown_);
  }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kBytes; }

 private:
  std::uintmax_t size() const {
    std::error_code ec;
    const auto bytes = std::filesystem::file_size(path_, ec);
    return ec ? 0 : bytes;
  }
  bool content_is(const std::string& body) const {
    const auto content = base::read_file(path_, base::kMaxFileBytes, base::FileKind::kPlain);
    return content && *content == body;
  }

  const char* noun_;  ///< "file" or "path_resource"
  std::string shown_, path_;
};

void add_json(const JsonReader& at, const std::string& text, Parts& out) {
  std::string why;
  auto value = base::parse_json_body(text, &why);
  if (!value)
    at.error("bad-json", "this text is not JSON: " + why,
             "mend it, or write the value under \"json\" without quotes");
  else
    out.push_back(make_json_part(std::move(*value)));
}

/// `{"json": ...}` or `{"xml": ...}`: the member, when it is the only one.
std::optional<JsonReader> only_member(const JsonReader& value, std::string_view key) {
  return value.is_object() && value.value().size() == 1 ? value.find(key) : std::nullopt;
}

using Locate = std::optional<FileOperand> (*)(const JsonReader&, const CompileOptions&);

/// `file` and `path_resource` differ only in where they look.
void compile_content(const JsonReader& value, const CompileContext& context, const char* noun,
                     Locate locate, Parts& out) {
  if (const auto json = only_member(value, "json")) {
    if (const auto file = locate(*json, context.options)) add_json(*json, file->content, out);
    return;
  }
  if (const auto xml = only_member(value, "xml")) {
    if (const auto file = locate(*xml, context.options)) {
      const auto text = decode_xml({}, file->content);
      add_xml_part(*xml, text ? *text : file->content, XmlComparison::kEqual, out);
    }
    return;
  }
  std::optional<JsonReader> name = value;
  if (value.is_object()) {
    if (!value.object()) return;
    if (const auto charset = value.find("charset")) charset->nonempty_string();
    name = value.find("name");
  }
  if (!name) return;
  if (const auto file = locate(*name, context.options))
    out.push_back(std::make_unique<FilePart>(noun, file->shown, file->path));
}

}  // namespace

void compile_text(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (const auto json = only_member(value, "json")) {
    if (json->is_string())
      add_json(*json, json->value().get<std::string>(), out);
    else
      out.push_back(make_json_part(json->value()));
  } else if (const auto xml = only_member(value, "xml")) {
    if (const auto text = xml->string()) add_xml_part(*xml, *text, XmlComparison::kEqual, out);
  } else if (auto test = compile_operator(value, Place::kBody, text_values_of(context.options))) {
    const bool asks_for_empty = value.value() == "";
    out.push_back(std::make_unique<TextPart>(std::move(test),
                                             asks_for_empty && context.options.empty_text_fits));
  }
}

void compile_file(const JsonReader& value, const CompileContext& context, Parts& out) {
  compile_content(value, context, "file", named_file, out);
}

void compile_path_resource(const JsonReader& value, const CompileContext& context, Parts& out) {
  compile_content(value, context, "path_resource", named_resource, out);
}

}  // namespace ricochet::match
