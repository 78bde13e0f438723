#include <pugixml.hpp>

#include "match/part/part.h"
#include "match/xml_compare.h"

namespace ricochet::match {

namespace {

/// Where the two ways to compare differ.
struct Way {
  const char* name;
  const char* expected;  ///< before the root's name
  std::optional<std::string> (*difference)(const pugi::xml_document& expected,
                                           const pugi::xml_document& actual);
  const char* brief;  ///< of describe(); null: "xml" and the root
  Aspect aspect;
};

constexpr Way kEqual = {"xml", "XML like ", xml_difference, nullptr, Aspect::kContent};
constexpr Way kShape = {"struct", "XML of the shape of ", xml_shape_difference, "struct xml",
                        Aspect::kOther};

std::string root_of(const pugi::xml_document& document) {
  return "<" + std::string(document.document_element().name()) + ">";
}

class XmlPart final : public Part {
 public:
  XmlPart(const Way& way, std::shared_ptr<const pugi::xml_document> expected)
      : way_(way), expected_(std::move(expected)) {}
  bool matches(const Subject& subject) const override {
    const auto* actual = subject.xml();
    return actual != nullptr && !way_.difference(*expected_, *actual);
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = way_.name;
    c.aspect = way_.aspect;
    c.expected = way_.expected + root_of(*expected_);
    const auto* actual = subject.xml();
    if (actual == nullptr) {
      c.actual = no_body(subject, "XML");
      return c;
    }
    const auto difference = way_.difference(*expected_, *actual);
    c.ok = !difference;
    c.actual = "XML with the root " + root_of(*actual);
    c.detail = difference.value_or("");
    return c;
  }
  std::string describe() const override {
    return way_.brief != nullptr ? way_.brief : "xml " + root_of(*expected_);
  }
  bool needs_body() const override { return true; }
  std::optional<Reading> reading() const override { return Reading::kXml; }

 private:
  const Way& way_;
  std::shared_ptr<const pugi::xml_document> expected_;
};

}  // namespace

void add_xml_part(const base::JsonReader& at, const std::string& text, XmlComparison comparison,
                  Parts& out) {
  std::string why;
  std::shared_ptr<const pugi::xml_document> expected = parse_xml(text, &why);
  if (expected == nullptr) {
    at.error("bad-xml", "this text is not XML: " + why,
             "it needs one root element with all tags closed");
    return;
  }
  out.push_back(std::make_unique<XmlPart>(comparison == XmlComparison::kEqual ? kEqual : kShape,
                                          std::move(expected)));
}

}  // namespace ricochet::match
