#include "match/text/xpath.h"

#include <algorithm>
#include <pugixml.hpp>

#include "match/give_up.h"
#include "match/text/error.h"
#include "match/text/xpath_narrow.h"
#include "match/text/xpath_price.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

/// Of a byte of the body, for a document in an alphabet of its own.
constexpr std::uint64_t kWorkToNarrow = 16;

/// One way to ask.
struct Query {
  pugi::xpath_query query;
  std::string text;  ///< as it is, with string-length() as pugixml has it
  xpath::Plan plan;

  Query() = default;
  explicit Query(std::string asked) : text(std::move(asked)) {
    const auto mended = xpath::with_lengths(text);
    query = pugi::xpath_query(mended.c_str());
    plan = xpath::Plan::read(mended);
  }
};

/// What is evaluated: the body's document, or one whose letters are bytes.
struct Evaluation {
  const pugi::xml_document* document;
  const pugi::xpath_query* query;
  std::unique_ptr<xpath::Narrow> narrow;

  std::string text(const std::string& found) const {
    return narrow ? narrow->alphabet.widen(found) : found;
  }
};

/// False: less is left than it may cost. Its profile is paid for, too.
bool is_affordable(const xpath::Plan& plan, const pugi::xml_document& document) {
  if (!Work::draw(1)) return false;  // not even a look
  const auto profile = xpath::Profile::of(document, plan.elements, plan.attributes);
  return Work::draw(xpath::price_of(profile)) && Work::draw(xpath::price_of(plan, profile));
}

}  // namespace

/// pugixml compares names as they are written. That is right where neither the body nor the
/// expression knows of namespaces; elsewhere the bound one runs, which asks for each name's.
struct XPath::Queries {
  Query plain, bound;
  bool prefixed = false;
  bool counts_letters = false;  ///< bytes that are not letters would make it wrong

  /// nullopt: it gave up.
  std::optional<Evaluation> evaluation(const Subject& subject) const {
    auto out = affordable(subject);
    if (!out) ++give_ups();
    return out;
  }

 private:
  std::optional<Evaluation> affordable(const Subject& subject) const {
    const bool is_bound = prefixed || subject.body().find("xmlns") != std::string::npos;
    const auto& asked = is_bound ? bound : plain;
    Evaluation out{subject.xml(), &asked.query, nullptr};
    if (!is_affordable(asked.plan, *out.document)) return std::nullopt;
    if (!counts_letters) return out;
    if (!Work::draw(kWorkToNarrow * subject.body().size())) return std::nullopt;
    auto narrow = std::make_unique<xpath::Narrow>();
    const auto made = xpath::narrow(*out.document, asked.text, *narrow);
    if (!made) return std::nullopt;  // there are too many different letters to count
    if (!*made) return out;
    out.document = &narrow->document;
    out.query = &narrow->query;
    out.narrow = std::move(narrow);
    return out;
  }
};

base::Result<XPath> XPath::parse(std::string_view text) {
  XPath out;
  out.text_ = text;
  auto queries = std::make_shared<Queries>();
  try {
    const pugi::xpath_query as_written(out.text_.c_str());  // whose errors have its places
    queries->plain = Query(out.text_);
    queries->bound = Query(xpath::with_namespaces(out.text_, queries->prefixed));
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
  return queries_->plain.query.return_type() == pugi::xpath_type_node_set;
}

std::vector<std::optional<std::string>> XPath::select(const Subject& subject,
                                                      Elements elements) const {
  std::vector<std::optional<std::string>> out;
  if (subject.xml() == nullptr || !selects_nodes()) return out;
  static const pugi::xpath_query kText("string()");
  const auto asked = queries_->evaluation(subject);
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
  if (subject.xml() == nullptr || selects_nodes()) return std::nullopt;
  const auto asked = queries_->evaluation(subject);
  if (!asked) return std::nullopt;
  return asked->text(asked->query->evaluate_string(*asked->document));
}

}  // namespace ricochet::match
