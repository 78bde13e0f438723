#include "runner/world/scopes.h"

#include <algorithm>

#include "base/text/printable.h"

namespace ricochet::runner {

namespace {

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

Scopes::Scopes(const std::optional<ScopeSpec>& spec) {
  if (!spec) return;
  places_ = std::make_shared<const MarkPlaces>(*spec);
  where_ = spec->describe();
}

std::uint64_t Scopes::begin(const std::string& name, const std::string& mark) {
  if (!on()) return 0;
  const std::uint64_t run = ++last_;
  runs_[run] = {name, mark, std::nullopt, round_};
  by_mark_[mark] = run;
  return run;
}

void Scopes::end(std::uint64_t run, base::TimePoint now) {
  const auto found = runs_.find(run);
  if (found == runs_.end()) return;
  found->second.ended = now;
  ended_.push_back(run);
  if (ended_.size() <= kMostEnded) return;
  forget(ended_.front());
  ended_.pop_front();
}

void Scopes::forget(std::uint64_t run) {
  runs_.erase(run);
  std::erase_if(by_mark_, [run](const auto& mark) { return mark.second == run; });
}

const Scopes::Run* Scopes::find(std::uint64_t run) const {
  const auto found = runs_.find(run);
  return found == runs_.end() ? nullptr : &found->second;
}

stubserver::ScopeFinder Scopes::finder() const {
  if (!on()) return {};
  return {[places = places_](const match::Subject& subject) { return places->values_of(subject); },
          [this](const std::vector<std::string>& marks) { return of(marks); }};
}

std::uint64_t Scopes::of(const std::vector<std::string>& marks) const {
  for (const auto& value : marks) {
    if (const auto found = by_mark_.find(value); found != by_mark_.end()) return found->second;
  }
  return 0;
}

std::uint64_t Scopes::of_record(const journal::Record& record) const {
  if (!on()) return 0;
  if (const auto* call = record.request()) return of(places_->values_of(match::Subject(*call)));
  return of(places_->values_of(match::Subject(*record.event())));
}

/// Marks of ours are 32 hexadecimal digits, with something else on both sides.
bool Scopes::names_another(const std::string& text, std::uint64_t run) const {
  constexpr std::size_t kMarkLength = 32;
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_hex_digit(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < text.size() && is_hex_digit(text[end])) ++end;
    if (end - begin == kMarkLength) {
      const auto found = by_mark_.find(std::string_view(text).substr(begin, kMarkLength));
      if (found != by_mark_.end() && found->second != run) return true;
    }
    begin = end;
  }
  return false;
}

base::Status Scopes::put(std::uint64_t run, bus::Record& record) {
  const Run* sender = find(run);
  return sender == nullptr ? base::Status() : adopt(run, places_->put(sender->mark, record));
}

base::Status Scopes::put(std::uint64_t run, http::ClientRequest& request) {
  const Run* sender = find(run);
  return sender == nullptr ? base::Status() : adopt(run, places_->put(sender->mark, request));
}

/// One that runs again may say the same as before.
base::Status Scopes::adopt(std::uint64_t run, const std::vector<std::string>& values) {
  for (const auto& value : values) {
    const auto [at, is_new] = by_mark_.emplace(value, run);
    if (is_new || at->second == run) continue;
    const Run& other = runs_.at(at->second);
    const bool of_before = other.ended && other.round != round_;
    if (!of_before && (!other.ended || other.name != runs_.at(run).name))
      return base::Diag("scenario/taken-mark",
                        base::in_quotes(base::shorten(value, 80)) + " is a mark of the scenario " +
                            base::in_quotes(other.name) + ", too (" + where_ + ")",
                        "what follows of it could be of either: give each scenario a value of its "
                        "own, \"${uuid()}\" or \"${scenario.mark}\"");
    at->second = run;
  }
  return {};
}

}  // namespace ricochet::runner
