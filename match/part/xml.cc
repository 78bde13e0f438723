#include <pugixml.hpp>

#include "base/text.h"
#include "match/give_up.h"
#include "match/part/part.h"
#include "match/part/xpath_price.h"
#include "match/text/error.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

class XPathPart final : public Part {
 public:
  XPathPart(std::string text, std::shared_ptr<const pugi::xpath_query> query,
            std::unique_ptr<Operator> test)
      : text_(std::move(text)), query_(std::move(query)), test_(std::move(test)) {}

  bool matches(const Subject& subject) const override {
    bool gave_up = false;
    const auto found = values(subject, gave_up);
    return !gave_up && test_->fits(views(found));
  }
  Condition explain(const Subject& subject) const override {
    bool gave_up = false;
    const auto found = values(subject, gave_up);
    auto c = explain_values("xpath " + text_, *test_, views(found));
    c.aspect = Aspect::kContent;
    if (gave_up) {
      c.ok = false;
      c.actual = "unknown";
      c.detail = "gave up: the path needs too many steps on this body";
    }
    if (subject.xml() == nullptr && !subject.body().empty()) c.actual = "a body that is not XML";
    return c;
  }
  std::string describe() const override { return "xpath " + text_ + " " + test_->describe(); }
  bool needs_body() const override { return true; }

 private:
  /// Values of the nodes; an element counts with the text in it, a scalar expression with its value
  /// (Moco takes neither, so no file of its users can rely on them failing to match).
  std::vector<std::string> values(const Subject& subject, bool& gave_up) const {
    std::vector<std::string> out;
    const auto* doc = subject.xml();
    if (doc == nullptr) return out;
    if (!Work::draw(xpath_price(text_, *doc))) {
      ++give_ups();
      gave_up = true;
      return out;
    }
    if (query_->return_type() != pugi::xpath_type_node_set) {
      out.push_back(query_->evaluate_string(*doc));
      return out;
    }
    for (const auto& found : query_->evaluate_node_set(*doc)) {
      if (found.attribute())
        out.emplace_back(found.attribute().value());
      else if (found.node().type() == pugi::node_element)
        out.push_back(pugi::xpath_query("string()").evaluate_string(found));
      else
        out.emplace_back(found.node().value());
    }
    return out;
  }
  static std::vector<std::string_view> views(const std::vector<std::string>& values) {
    return {values.begin(), values.end()};
  }

  std::string text_;
  std::shared_ptr<const pugi::xpath_query> query_;
  std::unique_ptr<Operator> test_;
};

}  // namespace

void compile_xpaths(const JsonReader& value, const CompileContext&, Parts& out) {
  if (!value.object({})) return;
  for (const auto& entry : value.members()) {
    std::shared_ptr<const pugi::xpath_query> query;
    try {
      query = std::make_shared<const pugi::xpath_query>(entry.key().c_str());
    } catch (const pugi::xpath_exception& e) {
      const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(e.result().offset, 0));
      report_in_key(
          entry, text_error("match/bad-xpath", std::string("bad XPath: ") + e.what(), entry.key(),
                            offset, 1, "XPath 1.0, as in /order/id/text() or //item/@sku"));
      continue;
    }
    if (auto test = compile_operator(entry, Place::kEntry)) {
      out.push_back(std::make_unique<XPathPart>(entry.key(), std::move(query), std::move(test)));
    }
  }
}

}  // namespace ricochet::match
