#include "requestbin/selector.h"

#include "http/api.h"
#include "match/subject.h"

namespace ricochet::requestbin {

namespace {

/// In whatever group it stands.
bool names_file(const base::JsonReader& selector) {
  for (const auto& member : selector.members()) {
    if (member.key() == "file") {
      member.error_at_key("no-file", "\"file\" cannot be used over HTTP",
                          "send the content itself, as \"text\" or \"json\"");
      return true;
    }
    if (member.key() != "any" && member.key() != "all" && member.key() != "not") continue;
    if (member.is_object() && names_file(member)) return true;
    if (!member.is_array()) continue;
    for (const auto& element : member.elements()) {
      if (names_file(element)) return true;
    }
  }
  return false;
}

}  // namespace

std::shared_ptr<const match::Matcher> read_selector(const base::JsonReader& object, BinKind kind) {
  if (names_file(object)) return nullptr;
  match::CompileOptions options;
  options.kind = kind == BinKind::kTopic ? match::Kind::kEvent : match::Kind::kRequest;
  return match::Matcher::compile(object, options);
}

bool read_filter(const match::Request& request, BinKind kind, base::DiagList& diags,
                 std::shared_ptr<const match::Matcher>& selector) {
  const auto* text = http::query(request, "filter");
  if (text == nullptr || text->empty()) return true;
  const auto document = base::JsonDocument::parse("filter", *text);
  if (!document) {
    diags.add(document.error());
    return false;
  }
  selector = read_selector(base::JsonReader(*document, diags, "filter"), kind);
  return selector != nullptr && !diags.has_errors();
}

bool fits(const match::Matcher* selector, const Record& record) {
  if (selector == nullptr) return true;
  if (const auto* call = record.request()) return selector->matches(match::Subject(*call));
  return selector->matches(match::Subject(*record.event()));
}

}  // namespace ricochet::requestbin
