#include <algorithm>

#include "base/text/text.h"
#include "match/give_up.h"
#include "match/operator/compile.h"
#include "match/part/part.h"
#include "match/text/error.h"
#include "match/text/xpath.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

using Values = std::vector<std::optional<std::string>>;

/// As in Moco: the values of nodes count, and an element has none; it can only exist. What is not
/// nodes is absent.
class XPathPart final : public Part {
 public:
  XPathPart(XPath path, std::unique_ptr<Operator> test)
      : path_(std::move(path)), test_(std::move(test)) {}

  bool matches(const Subject& subject) const override {
    const auto before = give_ups();
    const auto found = path_.select(subject, XPath::Elements::kWithoutValue);
    if (give_ups() != before) return false;
    const auto values = views(found);
    return only_elements(found) ? test_->matches_valueless() : test_->fits(values);
  }
  Condition explain(const Subject& subject) const override {
    const auto before = give_ups();
    const auto found = path_.select(subject, XPath::Elements::kWithoutValue);
    const bool gave_up = give_ups() != before;
    const auto values = views(found);
    auto c = explain_values("xpath " + path_.text(), *test_, values);
    c.aspect = Aspect::kContent;
    if (gave_up) {
      c.ok = false;
      c.actual = "unknown";
      c.detail = "gave up: the path needs too many steps on this body";
    } else if (only_elements(found)) {
      c.ok = test_->matches_valueless();
      c.actual = found.size() == 1 ? "an element" : base::plural(found.size(), "element");
      c.detail = c.ok ? "" : "an element has no value: write /text() behind it";
      c.difference = Difference::kNone;
    } else if (!path_.selects_nodes()) {
      c.detail = c.ok ? "" : "only nodes have values: write /a/b/text(), not count(/a/b)";
    } else if (subject.xml() == nullptr && !subject.body().empty()) {
      c.actual = "a body that is not XML";
    }
    return c;
  }
  std::string describe() const override {
    return "xpath " + path_.text() + " " + test_->describe();
  }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kXml; }
  bool fits_nothing() const override { return test_->fits({}); }

 private:
  static std::vector<std::string_view> views(const Values& found) {
    std::vector<std::string_view> out;
    for (const auto& value : found) {
      if (value) out.emplace_back(*value);
    }
    return out;
  }
  static bool only_elements(const Values& found) {
    return !found.empty() &&
           std::none_of(found.begin(), found.end(), [](const auto& v) { return v.has_value(); });
  }

  XPath path_;
  std::unique_ptr<Operator> test_;
};

}  // namespace

void compile_xpaths(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (!value.object({})) return;
  for (const auto& entry : value.members()) {
    auto path = XPath::parse(entry.key());
    if (!path) {
      report_in_key(entry, path.error());
      continue;
    }
    if (auto test = compile_operator(entry, Place::kEntry, text_values_of(context.options))) {
      out.push_back(std::make_unique<XPathPart>(std::move(*path), std::move(test)));
    }
  }
}

}  // namespace ricochet::match
