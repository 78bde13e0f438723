#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "base/error_mark.h"
#include "base/json/body.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/charset.h"
#include "match/file_operand.h"
#include "match/give_up.h"
#include "match/json/compare.h"
#include "match/multipart.h"
#include "match/operator/compile.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;

/// What is expected of one part of a multipart/form-data body.
struct Expected {
  std::optional<bool> exist;
  std::unique_ptr<Operator> filename, type, text, size;
  std::optional<Json> json;
  std::optional<FileOperand> file;

  struct Problem {
    std::string text;  ///< empty: none
    Difference difference = Difference::kNone;
    bool gave_up = false;  ///< whether there is one is not known
  };

  /// What is wrong with the part.
  Problem problem(const MultipartPart& part) const {
    if (filename) {
      boost::container::small_vector<std::string_view, 1> names;
      if (part.is_file) names.push_back(part.filename);
      if (!filename->fits(names)) return wrong("filename", *filename, names);
    }
    // RFC 7578 section 4.4
    const std::string_view given = part.type.empty() ? "text/plain" : std::string_view(part.type);
    if (type && !type->fits({&given, 1})) return wrong("type", *type, {&given, 1});
    const std::string bytes = std::to_string(part.content.size());
    const std::string_view counted = bytes;
    if (size && !size->fits({&counted, 1})) return wrong("size", *size, {&counted, 1});
    std::string unread;  // why it is not known what it says
    const auto said =
        text || json ? text_in(charset_of(part.type), std::string(part.content), unread) : "";
    const std::string_view content = said;
    if (text) {
      const bool fits = text->fits({&content, 1});
      // As of a whole body: what is found in it counts.
      if (!unread.empty() && (!fits || text->fits({}))) return unknown(unread);
      if (!fits) return wrong("text", *text, {&content, 1});
    }
    if (file && part.content != file->content)
      return {"content is not that of " + base::in_quotes(file->shown)};
    if (!json) return {};
    auto reading = base::JsonReading::kWhole;
    const auto value = base::parse_json_body(content, reading, base::JsonTail::kNothing);
    if (value == nullptr) {
      std::string why;
      base::parse_json_body(content, &why);
      if (!unread.empty()) return unknown(unread);
      if (reading == base::JsonReading::kBeyond) return unknown(why);
      return {"content is not JSON: " + why};
    }
    const auto differences = json_differences(*json, *value, 1);
    if (differences.empty()) return {};
    if (!unread.empty()) return unknown(unread);
    return {"json " + differences.front().str(), differences.front().kind};
  }

  std::string describe() const {
    std::string out;
    const auto add = [&out](const std::string& word) { out += (out.empty() ? "" : ", ") + word; };
    if (exist) add(*exist ? "present" : "absent");
    if (filename) add("filename " + filename->describe());
    if (type) add("type " + type->describe());
    if (size) add("size " + size->describe());
    if (text) add("text " + text->describe());
    if (json) add("json " + show_json(*json));
    if (file) add("the content of " + base::in_quotes(file->shown));
    return out;
  }

 private:
  static Problem unknown(const std::string& why) {
    return {"gave up: " + why, Difference::kNone, true};
  }
  static Problem wrong(const char* noun, const Operator& test,
                       std::span<const std::string_view> values) {
    return {std::string(noun) + " should be " + test.describe() + ", got " + show_values(values),
            values.empty() ? Difference::kNone : test.difference(values.front())};
  }
};

class MultipartBodyPart final : public Part {
 public:
  MultipartBodyPart(std::string name, Expected expected)
      : name_(std::move(name)), expected_(std::move(expected)) {}

  bool matches(const Subject& subject) const override {
    bool present = false, unknown = false;
    for (const auto& part : subject.multipart()) {
      if (part.name != name_) continue;
      present = true;
      if (expected_.exist == false) continue;
      const auto problem = expected_.problem(part);
      if (problem.text.empty()) return true;
      unknown = unknown || problem.gave_up;
    }
    if (unknown) ++give_ups();
    return !present && expected_.exist == false;
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "multipart " + name_;
    c.ok = matches(subject);
    c.expected = expected_.describe();
    std::size_t found = 0;
    for (const auto& part : subject.multipart()) {
      if (part.name != name_) continue;
      if (found++ > 0) continue;
      c.actual = (part.is_file ? "the file " + base::in_quotes(base::shorten(part.filename, 80))
                               : std::string("a field")) +
                 " of " + base::format_bytes(part.content.size());
      if (c.ok || expected_.exist == false) continue;
      auto problem = expected_.problem(part);
      c.detail = std::move(problem.text);
      c.difference = problem.difference;
    }
    if (found > 1) c.actual += " and " + std::to_string(found - 1) + " more of that name";
    if (found > 0) return c;
    c.actual = "absent";
    if (c.ok) return c;
    std::string names;
    for (const auto& part : subject.multipart()) {
      if (names.size() < 200) names += (names.empty() ? "" : ", ") + base::in_quotes(part.name);
    }
    c.detail = names.empty() ? "the body is not multipart/form-data, or has no parts"
                             : "there are " + names;
    return c;
  }
  std::string describe() const override {
    return "multipart " + name_ + " (" + expected_.describe() + ")";
  }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kMultipart; }
  bool fits_nothing() const override { return expected_.exist == false; }

 private:
  std::string name_;
  Expected expected_;
};

std::unique_ptr<Operator> find_operator(const JsonReader& object, const char* key,
                                        const CompileContext& context) {
  const auto value = object.find(key);
  return value ? compile_operator(*value, Place::kEntry, text_values_of(context.options)) : nullptr;
}

std::optional<Expected> read(const JsonReader& entry, const CompileContext& context) {
  Expected out;
  if (entry.is_string()) {
    out.text = compile_operator(entry, Place::kEntry, text_values_of(context.options));
    return out;
  }
  const base::ErrorMark mark(entry.diags());
  if (!entry.object()) return std::nullopt;
  out.filename = find_operator(entry, "filename", context);
  out.type = find_operator(entry, "type", context);
  out.text = find_operator(entry, "text", context);
  if (const auto size = entry.find("size")) {
    if (size->is_number()) {
      const auto bytes = size->integer();
      if (bytes) out.size = make_equality(std::to_string(*bytes));
    } else {
      out.size = compile_operator(*size, Place::kEntry);
    }
  }
  if (const auto json = entry.find("json")) out.json = json->value();
  if (const auto file = entry.find("file")) out.file = named_file(*file, context.options);
  if (const auto exist = entry.find("exist")) {
    const auto text = exist->is_string() ? base::trim(exist->value().get_ref<const std::string&>())
                                         : std::string_view();
    if (exist->is_bool())
      out.exist = exist->value().get<bool>();
    else if (text == "true" || text == "false")
      out.exist = text == "true";
    else
      exist->error("bad-operand",
                   "exist takes true or false, got " + JsonReader::describe(exist->value()),
                   "write \"exist\": false for a part that must be absent");
    if (out.exist == false && entry.value().size() > 1)
      entry.error("bad-multipart", "nothing else can be asked of a part that must be absent",
                  "remove the other keys");
  }
  if (entry.value().empty())
    entry.error("empty-matcher", "nothing is asked of this part",
                "write { \"exist\": true } when it need only be there");
  if (!mark.clean()) return std::nullopt;
  return out;
}

}  // namespace

void compile_multipart(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (!value.object({})) return;
  for (const auto& entry : value.members()) {
    if (auto expected = read(entry, context))
      out.push_back(std::make_unique<MultipartBodyPart>(entry.key(), std::move(*expected)));
  }
}

}  // namespace ricochet::match
