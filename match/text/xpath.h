#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "match/subject.h"

namespace ricochet::match {

/// XPath 1.0 over a message's XML, as Moco evaluates it: with namespaces, and with no prefix bound
/// to one. So a name without a prefix is in no namespace, and one with a prefix selects nothing;
/// `*[local-name()='b']` reaches the others. Immutable, shared between threads.
class XPath {
 public:
  /// Error match/bad-xpath, pointing into the text (error.h).
  static base::Result<XPath> parse(std::string_view text);

  /// False: it yields a number, a text or a truth, which Moco's xpaths never take.
  bool selects_nodes() const;
  /// How deep an element's text is asked for.
  enum class Elements { kWithoutValue, kWithText };
  /// The values of the selected nodes in the order of the document; nullopt for an element or the
  /// document unless `kWithText`. Nothing when the body is not XML, or when it yields no nodes.
  /// What it may cost is drawn from match::Work before: when that is too much it gives up
  /// (give_up.h), and yields nothing.
  std::vector<std::optional<std::string>> select(const Subject& subject, Elements elements) const;
  /// What it yields when not nodes, as a text; nullopt when the body is not XML, or it gave up.
  std::optional<std::string> scalar(const Subject& subject) const;

  const std::string& text() const { return text_; }

 private:
  struct Queries;
  XPath() = default;
  std::string text_;
  std::shared_ptr<const Queries> queries_;
};

namespace xpath {
/// The expression with each name test bound to what it means with namespaces; `prefixed`: it has a
/// name with a prefix.
std::string with_namespaces(std::string_view expression, bool& prefixed);
/// The expression for pugixml, whose string-length() counts bytes of UTF-8: here, those that begin
/// a character.
std::string with_lengths(std::string_view expression);
}  // namespace xpath

}  // namespace ricochet::match
