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

/// Of a part: asked, and explained in words. There may be many thousands of them.
constexpr std::uint64_t kWorkOfPart = 50, kWorkOfWords = 2000;

/// Somebody who cannot wait, and a body that takes long, or too much already: not even a look.
bool too_dear(const Part& part, const Subject& subject) {
  if (!Work::in_passing()) return false;
  if (Work::is_short()) return true;
  if (!part.needs_body() || !subject.is_large()) return false;
  Work::fall_short();
  return true;
}

/// What could not be read to its end has no verdict but what was found in it (give_up.h).
bool is_unknown(const Part& part, const Subject& subject, bool fits) {
  const auto reading = part.reading();
  if (!reading || (fits && !part.fits_nothing()) || !subject.is_unsure(*reading)) return false;
  ++give_ups();
  return true;
}

bool judge(const Part& part, const Subject& subject) {
  Work::pass(kWorkOfPart);
  const bool fits = part.matches(subject);
  return !is_unknown(part, subject, fits) && fits;
}

void explain_part(const Part& part, const Subject& subject, std::vector<Condition>& out) {
  Work::pass(kWorkOfWords);
  const auto first = out.size();
  part.explain_into(subject, out);
  for (auto i = first; i < out.size(); ++i) {
    if (!is_unknown(part, subject, out[i].ok)) continue;
    out[i].ok = false;
    out[i].detail = "gave up: " + subject.why_unsure(*part.reading());
  }
}

std::size_t failed_of(const std::vector<Condition>& conditions) {
  return static_cast<std::size_t>(std::count_if(conditions.begin(), conditions.end(),
                                                [](const Condition& c) { return !c.ok; }));
}

}  // namespace

// A part may look at others, which adds to `known_`: references to its values stay good.

bool Findings::fits(const Part& part, const Subject& subject) {
  auto& found = known_[part.number()].fits;
  if (!found.value && too_dear(part, subject)) return false;
  return once(found, [&] { return judge(part, subject); });
}

void Findings::explain_into(const Part& part, const Subject& subject, std::vector<Condition>& out) {
  auto& known = known_[part.number()].conditions;
  if (!known.value && too_dear(part, subject)) return;
  const auto& conditions = once(known, [&] {
    std::vector<Condition> found;
    explain_part(part, subject, found);
    return found;
  });
  out.insert(out.end(), conditions.begin(), conditions.end());
}

std::size_t Findings::failures(const Part& part, const Subject& subject) {
  // Who is counted may be among the nearest, and is explained then.
  std::vector<Condition> conditions;
  explain_into(part, subject, conditions);
  return failed_of(conditions);
}

void keep_findings(Subject& subject) {
  if (subject.findings() == nullptr) subject.keep(std::make_shared<Findings>());
}

bool fits(const Part& part, const Subject& subject) {
  if (auto* findings = subject.findings()) return findings->fits(part, subject);
  return !too_dear(part, subject) && judge(part, subject);
}

void explain_into(const Part& part, const Subject& subject, std::vector<Condition>& out) {
  auto* findings = subject.findings();
  if (findings != nullptr) return findings->explain_into(part, subject, out);
  if (!too_dear(part, subject)) explain_part(part, subject, out);
}

std::size_t failures(const Part& part, const Subject& subject) {
  if (auto* findings = subject.findings()) return findings->failures(part, subject);
  if (too_dear(part, subject)) return 0;
  if (!part.reading()) return part.failures(subject);
  std::vector<Condition> conditions;
  explain_part(part, subject, conditions);
  return failed_of(conditions);
}

}  // namespace ricochet::match
