#include "awaits/routes.h"

#include <algorithm>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::awaits {

Routes::Routes(const Expectation& expectation)
    : steps_(expectation.steps), order_(expectation.order), keeps_(expectation.keeps) {
  // What is told as long as no route has begun.
  machines_.push_back({{}, StepMachine(steps_, order_)});
}

Routes::Values Routes::values_of(const match::Subject& subject) const {
  Values values;
  for (const auto& place : keeps_) values.push_back(place->kept_of(subject));
  return values;
}

/// machines_.size(): there is no room for one more. (GCC 12 takes an optional for uninitialised.)
std::size_t Routes::route_of(const Values& values) {
  const auto found = by_values_.find(values);
  if (found != by_values_.end()) return found->second;
  if (by_values_.size() == kMaxRoutes) return machines_.size();
  machines_.push_back({values, StepMachine(steps_, order_)});
  by_values_.emplace(values, machines_.size() - 1);
  return machines_.size() - 1;
}

bool Routes::consider(const journal::RecordPtr& record, const match::Subject& subject) {
  if (keeps_.empty()) return machines_.front().machine.consider(record, subject);
  if (best().complete() && order_ != Order::kStrict) return false;
  auto values = values_of(subject);
  const bool whole = std::all_of(values.begin(), values.end(),
                                 [](const auto& value) { return value.has_value(); });
  auto steps = best().steps_for(record, subject);
  const bool known = by_values_.contains(values);
  if (steps.empty() && !known) return false;
  const auto route = whole ? route_of(values) : machines_.size();
  if (!steps.empty() && fitting_.size() < kMaxStrays)
    fitting_.push_back({record, values, std::move(steps)});
  if (route == machines_.size()) return false;
  auto& machine = machines_[route].machine;
  const auto before = best().taken();
  const std::size_t was_best = best_;
  machine.consider(record, subject);
  if (!best().complete() && (machine.complete() || machine.taken() > best().taken())) best_ = route;
  if (best().broken()) {  // another one may be whole already
    const auto whole_one = std::find_if(machines_.begin(), machines_.end(), [](const Route& other) {
      return other.machine.complete();
    });
    if (whole_one != machines_.end())
      best_ = static_cast<std::size_t>(whole_one - machines_.begin());
  }
  return best_ != was_best || best().taken() != before;
}

bool Routes::starts(const journal::RecordPtr& record, const match::Subject& subject) const {
  return machines_.front().machine.starts(record, subject);
}

void Routes::note_early(const journal::RecordPtr& record, const match::Subject& subject) {
  machines_.front().machine.note_early(record, subject);
}

bool Routes::undecidable(const journal::RecordPtr& record, const match::Subject& subject) const {
  const bool kept = std::any_of(keeps_.begin(), keeps_.end(),
                                [](const auto& place) { return place->needs_body(); });
  if (machines_.front().machine.undecidable(record, subject)) return true;
  return kept && !machines_.front().machine.steps_for(record, subject).empty();
}

/// Whether a route of these values has a record of its first step: it is another story then.
bool Routes::has_begun(const Values& values) const {
  const auto found = by_values_.find(values);
  return found != by_values_.end() && !machines_[found->second].machine.states()[0].records.empty();
}

/// The record that would have been this step of the best route, had it kept its values.
Routes::Stray Routes::stray_of(std::size_t open) const {
  const Values& kept = machines_[best_].values;
  const Fitting* nearest = nullptr;
  std::ptrdiff_t most = -1;
  for (const auto& each : fitting_) {
    if (!std::binary_search(each.steps.begin(), each.steps.end(), open)) continue;
    if (each.values == kept) continue;
    const bool whole = std::all_of(each.values.begin(), each.values.end(),
                                   [](const auto& value) { return value.has_value(); });
    if (open == 0 ? whole : has_begun(each.values)) continue;  // another story
    std::ptrdiff_t same = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) same += each.values[i] == kept[i] ? 1 : 0;
    if (same <= most) continue;
    most = same;
    nearest = &each;
  }
  if (nearest == nullptr) return {};
  Stray stray;
  stray.place = "#" + std::to_string(nearest->record->seq) + " of " + nearest->record->bin;
  for (std::size_t i = 0; i < keeps_.size(); ++i) {
    const auto& got = nearest->values[i];
    if (got && (kept.empty() || got == kept[i])) continue;
    std::string& what = stray.what;
    if (!what.empty()) what += ", ";
    what += keeps_[i]->text() + (got ? " was " + got->shown() : std::string(" was absent"));
    if (!kept.empty() && kept[i]) what += ", expected " + kept[i]->shown();
  }
  return stray;
}

std::string Routes::in_brief() const {
  const auto open = best().first_open();
  if (keeps_.empty() || open == steps_.size() || best().out_of_order()) return best().in_brief();
  const Stray stray = stray_of(open);
  if (stray.place.empty()) return best().in_brief();
  return base::shorten("step " + std::to_string(open + 1) + ", " + stray.place + ": " + stray.what,
                       StepMachine::kBriefBytes);
}

std::string Routes::what_is_wrong() const {
  const auto open = best().first_open();
  if (keeps_.empty() || open == steps_.size()) return best().what_is_wrong();
  const Stray stray = best().out_of_order() ? Stray() : stray_of(open);
  std::string text = stray.place.empty() ? best().what_is_wrong()
                                         : best().title_of(open) + " came as " + stray.place +
                                               ", but " + stray.what;
  if (by_values_.size() > 1)
    text += " (of " + base::plural(by_values_.size(), "route") + ", this one got furthest)";
  if (by_values_.size() == kMaxRoutes) text += " (what began later was not followed)";
  return text;
}

}  // namespace ricochet::awaits
