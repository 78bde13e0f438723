#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/operator/compile.h"
#include "match/part/context.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// method, uri, version: one value of the request line against any of several operators.
class LinePart final : public Part {
 public:
  using Get = std::string (*)(const Request&);
  LinePart(std::string name, Aspect aspect, Get get, std::vector<std::unique_ptr<Operator>> tests)
      : name_(std::move(name)), aspect_(aspect), get_(get), tests_(std::move(tests)) {}

  bool matches(const Subject& subject) const override {
    const Request* request = subject.request();
    if (request == nullptr) return false;
    const auto value = get_(*request);
    return std::any_of(tests_.begin(), tests_.end(),
                       [&](const auto& test) { return test->matches(value); });
  }

  std::size_t failures(const Subject& subject) const override { return matches(subject) ? 0 : 1; }

  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = name_;
    c.aspect = aspect_;
    c.expected = expected();
    if (subject.request() == nullptr) {
      c.actual = "absent";
      return c;
    }
    const auto value = get_(*subject.request());
    c.ok = matches(subject);
    const std::string_view shown = value;
    c.actual = show_values({&shown, 1});
    if (!c.ok && tests_.size() == 1) {
      c.detail = tests_.front()->detail(value);
      c.difference = tests_.front()->difference(value);
    }
    return c;
  }

  std::string describe() const override {
    const auto plain = tests_.size() == 1 ? tests_.front()->literal() : std::nullopt;
    return plain && aspect_ != Aspect::kOther ? *plain : name_ + " " + expected();
  }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    if (aspect_ == Aspect::kPath) key.paths = keys();
    if (aspect_ == Aspect::kMethod) key.methods = methods(keys());
    return key;
  }
  bool may_give_up() const override {
    return std::any_of(tests_.begin(), tests_.end(),
                       [](const auto& test) { return test->may_give_up(); });
  }
  std::map<std::string, std::string> variables(const Subject& subject) const override {
    if (subject.request() == nullptr) return {};
    const auto value = get_(*subject.request());
    for (const auto& test : tests_) {
      if (test->matches(value)) return test->variables(value);
    }
    return {};
  }

 private:
  std::string expected() const {
    std::string out;
    for (const auto& test : tests_) out += (out.empty() ? "" : " or ") + test->describe();
    return out;
  }

  ValueKeys keys() const {
    ValueKeys out = tests_.front()->keys();
    for (std::size_t i = 1; i < tests_.size(); ++i) out = either(std::move(out), tests_[i]->keys());
    return out;
  }
  static std::optional<std::vector<std::string>> methods(const ValueKeys& keys) {
    if (!keys) return std::nullopt;
    std::vector<std::string> out;
    for (const auto& key : *keys) {
      if (key.kind != ValueKey::Kind::kLiteral) return std::nullopt;
      out.push_back(base::to_upper(key.text));
    }
    return out;
  }

  std::string name_;  ///< "method", "uri", "version"
  Aspect aspect_;
  Get get_;
  std::vector<std::unique_ptr<Operator>> tests_;
};

void add(Parts& out, std::string name, Aspect aspect, LinePart::Get get,
         std::vector<std::unique_ptr<Operator>> tests) {
  if (!tests.empty())
    out.push_back(std::make_unique<LinePart>(std::move(name), aspect, get, std::move(tests)));
}

std::vector<std::unique_ptr<Operator>> one(std::unique_ptr<Operator> test) {
  std::vector<std::unique_ptr<Operator>> out;
  if (test) out.push_back(std::move(test));
  return out;
}

}  // namespace

void compile_method(const JsonReader& value, const CompileContext&, Parts& out) {
  std::vector<std::unique_ptr<Operator>> tests;
  if (value.is_array()) {
    if (value.value().empty())
      value.error("bad-text-value", "an empty list of methods never matches",
                  "name a method, or leave the key out");
    for (const auto& element : value.elements()) {
      if (auto test = compile_operator(element, Place::kMethod)) tests.push_back(std::move(test));
    }
  } else {
    tests = one(compile_operator(value, Place::kMethod));
  }
  add(
      out, "method", Aspect::kMethod, [](const Request& r) { return r.method; }, std::move(tests));
}

void compile_uri(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (value.is_string() && base::trim(value.value().get_ref<const std::string&>()).empty()) {
    value.error("bad-text-value", "an empty uri never matches",
                "write \"/\" for the root, or leave the key out");
    return;
  }
  if (value.is_string()) {
    const auto& text = value.value().get_ref<const std::string&>();
    if (const auto mark = text.find('?'); mark != std::string::npos) {
      value.warning(
          "uri-with-query",
          "a uri is compared without its query, so " + base::in_quotes(text) + " never matches",
          "move what stands behind the ? to \"queries\"");
    }
  }
  add(
      out, "uri", Aspect::kPath, [](const Request& r) { return r.path; },
      one(make_prefixed(context.options.uri_prefix,
                        compile_operator(value, Place::kUri, text_values_of(context.options)))));
}

void compile_version(const JsonReader& value, const CompileContext&, Parts& out) {
  const auto text = value.string();
  if (!text) return;
  const auto version = base::to_upper(base::trim(*text));
  if (version != "HTTP/0.9" && version != "HTTP/1.0" && version != "HTTP/1.1") {
    value.error("unknown-value", "unknown version " + base::in_quotes(*text),
                "known: HTTP/0.9, HTTP/1.0, HTTP/1.1");
    return;
  }
  add(
      out, "version", Aspect::kOther, [](const Request& r) { return base::to_upper(r.version); },
      one(make_equality(version)));
}

}  // namespace ricochet::match
