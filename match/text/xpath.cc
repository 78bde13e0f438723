#include "match/text/xpath.h"

#include <algorithm>
#include <pugixml.hpp>

#include "match/text/error.h"

namespace ricochet::match {

/// pugixml compares names as they are written. That is right where neither the body nor the
/// expression knows of namespaces; elsewhere the bound one runs, which asks for each name's.
struct XPath::Queries {
  pugi::xpath_query plain, bound;
  bool prefixed = false;

  const pugi::xpath_query& for_body(const std::string& body) const {
    return prefixed || body.find("xmlns") != std::string::npos ? bound : plain;
  }
};

base::Result<XPath> XPath::parse(std::string_view text) {
  XPath out;
  out.text_ = text;
  auto queries = std::make_shared<Queries>();
  try {
    queries->plain = pugi::xpath_query(out.text_.c_str());
    queries->bound =
        pugi::xpath_query(xpath::with_namespaces(out.text_, queries->prefixed).c_str());
  } catch (const pugi::xpath_exception& e) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(e.result().offset, 0));
    return text_error("match/bad-xpath", std::string("bad XPath: ") + e.what(), text,
                      std::min(offset, text.size()), 1,
                      "XPath 1.0, as in /order/id/text() or //item/@sku");
  }
  out.queries_ = std::move(queries);
  return out;
}

bool XPath::selects_nodes() const {
  return queries_->plain.return_type() == pugi::xpath_type_node_set;
}

std::vector<std::optional<std::string>> XPath::select(const Subject& subject,
                                                      Elements elements) const {
  std::vector<std::optional<std::string>> out;
  const auto* document = subject.xml();
  if (document == nullptr || !selects_nodes()) return out;
  static const pugi::xpath_query kText("string()");
  auto nodes = queries_->for_body(subject.body()).evaluate_node_set(*document);
  nodes.sort();
  for (const auto& found : nodes) {
    const auto type = found.node().type();
    if (found.attribute())
      out.emplace_back(found.attribute().value());
    else if (type != pugi::node_element && type != pugi::node_document)
      out.emplace_back(found.node().value());
    else if (elements == Elements::kWithText)
      out.emplace_back(kText.evaluate_string(found));
    else
      out.emplace_back(std::nullopt);
  }
  return out;
}

std::optional<std::string> XPath::scalar(const Subject& subject) const {
  const auto* document = subject.xml();
  if (document == nullptr || selects_nodes()) return std::nullopt;
  return queries_->for_body(subject.body()).evaluate_string(*document);
}

}  // namespace ricochet::match
