#include "match/text/xpath.h"

#include <algorithm>
#include <pugixml.hpp>

#include "match/give_up.h"
#include "match/text/error.h"
#include "match/text/xpath_narrow.h"

namespace ricochet::match {

/// pugixml compares names as they are written. That is right where neither the body nor the
/// expression knows of namespaces; elsewhere the bound one runs, which asks for each name's.
struct XPath::Queries {
  pugi::xpath_query plain, bound;
  std::string plain_text, bound_text;  ///< as they are, with string-length() as pugixml has it
  bool prefixed = false;
  bool counts_letters = false;  ///< bytes that are not letters would make it wrong

  bool is_bound(const std::string& body) const {
    return prefixed || body.find("xmlns") != std::string::npos;
  }
};

namespace {

/// What is evaluated: the body's document, or one whose letters are bytes.
struct Evaluation {
  const pugi::xml_document* document;
  const pugi::xpath_query* query;
  std::unique_ptr<xpath::Narrow> narrow;

  std::string text(const std::string& found) const {
    return narrow ? narrow->alphabet.widen(found) : found;
  }
};

}  // namespace

base::Result<XPath> XPath::parse(std::string_view text) {
  XPath out;
  out.text_ = text;
  auto queries = std::make_shared<Queries>();
  try {
    queries->plain_text = out.text_;
    queries->plain = pugi::xpath_query(out.text_.c_str());  // whose errors have its places
    queries->plain = pugi::xpath_query(xpath::with_lengths(out.text_).c_str());
    queries->bound_text = xpath::with_namespaces(out.text_, queries->prefixed);
    queries->bound = pugi::xpath_query(xpath::with_lengths(queries->bound_text).c_str());
    queries->counts_letters = xpath::counts_letters(out.text_);
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

namespace {

/// nullopt: it gave up, as there are too many different letters to count.
std::optional<Evaluation> evaluation_of(const pugi::xml_document& document,
                                        const pugi::xpath_query& query, const std::string& text,
                                        bool counts_letters) {
  Evaluation out{&document, &query, nullptr};
  if (!counts_letters) return out;
  auto narrow = std::make_unique<xpath::Narrow>();
  const auto made = xpath::narrow(document, text, *narrow);
  if (!made) {
    ++give_ups();
    return std::nullopt;
  }
  if (!*made) return out;
  out.document = &narrow->document;
  out.query = &narrow->query;
  out.narrow = std::move(narrow);
  return out;
}

}  // namespace

std::vector<std::optional<std::string>> XPath::select(const Subject& subject,
                                                      Elements elements) const {
  std::vector<std::optional<std::string>> out;
  const auto* document = subject.xml();
  if (document == nullptr || !selects_nodes()) return out;
  static const pugi::xpath_query kText("string()");
  const bool bound = queries_->is_bound(subject.body());
  const auto asked =
      evaluation_of(*document, bound ? queries_->bound : queries_->plain,
                    bound ? queries_->bound_text : queries_->plain_text, queries_->counts_letters);
  if (!asked) return out;
  auto nodes = asked->query->evaluate_node_set(*asked->document);
  nodes.sort();
  for (const auto& found : nodes) {
    const auto type = found.node().type();
    if (found.attribute())
      out.emplace_back(asked->text(found.attribute().value()));
    else if (type != pugi::node_element && type != pugi::node_document)
      out.emplace_back(asked->text(found.node().value()));
    else if (elements == Elements::kWithText)
      out.emplace_back(asked->text(kText.evaluate_string(found)));
    else
      out.emplace_back(std::nullopt);
  }
  return out;
}

std::optional<std::string> XPath::scalar(const Subject& subject) const {
  const auto* document = subject.xml();
  if (document == nullptr || selects_nodes()) return std::nullopt;
  const bool bound = queries_->is_bound(subject.body());
  const auto asked =
      evaluation_of(*document, bound ? queries_->bound : queries_->plain,
                    bound ? queries_->bound_text : queries_->plain_text, queries_->counts_letters);
  if (!asked) return std::nullopt;
  return asked->text(asked->query->evaluate_string(*asked->document));
}

}  // namespace ricochet::match
