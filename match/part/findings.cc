#include "match/part/findings.h"

#include <algorithm>
#include <memory>

#include "match/give_up.h"
#include "match/part/part.h"
#include "match/work.h"

namespace ricochet::match {

template <class T, class Look>
const T& Findings::once(Found<T>& found, const Look& look) {
  if (found.value) {
    give_ups() += found.gave_up;
  } else {
    const auto before = give_ups();
    found.value.emplace(look());
    found.gave_up = give_ups() - before;
  }
  return *found.value;
}

namespace {

/// Somebody who cannot wait, and a body that takes long: not even a look.
bool too_dear(const Part& part, const Subject& subject) {
  if (!Work::in_passing() || !part.needs_body() || !subject.is_large()) return false;
  Work::fall_short();
  return true;
}

}  // namespace

// A part may look at others, which adds to `known_`: references to its values stay good.

bool Findings::fits(const Part& part, const Subject& subject) {
  auto& found = known_[part.number()].fits;
  if (!found.value && too_dear(part, subject)) return false;
  return once(found, [&] { return part.matches(subject); });
}

void Findings::explain_into(const Part& part, const Subject& subject, std::vector<Condition>& out) {
  auto& known = known_[part.number()].conditions;
  if (!known.value && too_dear(part, subject)) return;
  const auto& conditions = once(known, [&] {
    std::vector<Condition> found;
    part.explain_into(subject, found);
    return found;
  });
  out.insert(out.end(), conditions.begin(), conditions.end());
}

std::size_t Findings::failures(const Part& part, const Subject& subject) {
  // Who is counted may be among the nearest, and is explained then.
  std::vector<Condition> conditions;
  explain_into(part, subject, conditions);
  return static_cast<std::size_t>(std::count_if(conditions.begin(), conditions.end(),
                                                [](const Condition& c) { return !c.ok; }));
}

void keep_findings(Subject& subject) {
  if (subject.findings() == nullptr) subject.keep(std::make_shared<Findings>());
}

bool fits(const Part& part, const Subject& subject) {
  if (auto* findings = subject.findings()) return findings->fits(part, subject);
  return !too_dear(part, subject) && part.matches(subject);
}

void explain_into(const Part& part, const Subject& subject, std::vector<Condition>& out) {
  auto* findings = subject.findings();
  if (findings != nullptr) return findings->explain_into(part, subject, out);
  if (!too_dear(part, subject)) part.explain_into(subject, out);
}

std::size_t failures(const Part& part, const Subject& subject) {
  if (auto* findings = subject.findings()) return findings->failures(part, subject);
  return too_dear(part, subject) ? 0 : part.failures(subject);
}

}  // namespace ricochet::match
