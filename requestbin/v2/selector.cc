#include "requestbin/v2/selector.h"

#include "http/api.h"
#include "match/give_up.h"
#include "match/subject.h"
#include "match/work.h"

namespace ricochet::requestbin {

std::shared_ptr<const match::Matcher> read_selector(const base::JsonReader& object,
                                                    journal::BinKind kind) {
  match::CompileOptions options;
  options.may_read_machine = false;  // it came over the network
  options.empty_text_fits = true;
  options.kind = kind == journal::BinKind::kTopic ? match::Kind::kEvent : match::Kind::kRequest;
  return match::Matcher::compile(object, options);
}

bool read_filter(const match::Request& request, journal::BinKind kind, base::DiagList& diags,
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

Fit fits(const match::Matcher* selector, const journal::Record& record) {
  if (selector == nullptr) return Fit::kYes;
  if (record.refused) return Fit::kNo;
  const auto before = match::give_ups();
  const auto* call = record.request();
  const bool fit = call != nullptr ? selector->matches(match::Subject(*call))
                                   : selector->matches(match::Subject(*record.event()));
  if (fit) return Fit::kYes;
  return match::give_ups() == before ? Fit::kNo : Fit::kUnknown;
}

std::optional<Fit> fits_in_passing(const match::Matcher* selector, const journal::Record& record,
                                   std::uint64_t& spent) {
  const match::Work work(match::Work::Size::kInPassing);
  const auto fit = fits(selector, record);
  spent += match::Work::spent();
  return match::Work::is_short() ? std::nullopt : std::optional(fit);
}

}  // namespace ricochet::requestbin
