#include "stubserver/why_not.h"

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "stubserver/state_condition.h"

namespace ricochet::stubserver {

namespace {

/// How many sessions are explained at most per block; explaining is dearer than matching.
constexpr std::size_t kMaxLooked = 16;
/// How many of the paths that one session takes are compared with that of the request.
constexpr std::size_t kMaxPaths = 8;

struct Candidate {
  NearMiss miss;
  bool other_path = false;
  std::size_t closeness = 0;  ///< length of the common prefix of both paths
};

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const std::size_t n = std::min(a.size(), b.size());
  std::size_t i = 0;
  while (i < n && a[i] == b[i]) ++i;
  return i;
}

/// A session for the same path is nearer than any for another, however much of it failed.
bool nearer(const Candidate& a, const Candidate& b) {
  if (a.other_path != b.other_path) return b.other_path;
  if (a.miss.failed != b.miss.failed) return a.miss.failed < b.miss.failed;
  return a.closeness > b.closeness;
}

Candidate look_at(const std::shared_ptr<const Rule>& rule, const match::Subject& subject,
                  const match::Request& request, StubState* state) {
  Candidate candidate;
  candidate.miss.rule = rule;
  candidate.miss.conditions = rule->matcher->explain(subject);
  if (state != nullptr && rule->state != nullptr)
    candidate.miss.conditions.push_back(rule->state->explain(*rule, subject, *state));
  for (const auto& condition : candidate.miss.conditions) {
    if (condition.ok) continue;
    ++candidate.miss.failed;
    if (condition.name == "uri") candidate.other_path = true;
  }
  const auto paths = rule->matcher->selective_key().paths;
  for (std::size_t i = 0; paths && i < std::min(paths->size(), kMaxPaths); ++i) {
    candidate.closeness =
        std::max(candidate.closeness, common_prefix((*paths)[i].head(), request.path));
  }
  return candidate;
}

std::string failed_condition(const match::Condition& condition) {
  std::string out = condition.name + " should be " + base::shorten(condition.expected, 200) +
                    ", got " + base::shorten(condition.actual, 200);
  if (!condition.detail.empty()) out += " (" + base::shorten(condition.detail, 200) + ")";
  return out;
}

std::string failed_conditions(const NearMiss& miss) {
  std::string out;
  for (const auto& condition : miss.conditions) {
    if (condition.ok) continue;
    if (!out.empty()) out += "; ";
    out += failed_condition(condition);
  }
  return out;
}

std::string summarize(const match::Request& request, const WhyNot& why) {
  std::string out = "no session fits " + base::shorten(base::printable(request.method), 30) + " " +
                    base::shorten(base::printable(request.target), 200) + ": ";
  if (why.nearest.empty()) {
    return out + (why.sessions == 0
                      ? "this stub has no sessions"
                      : "none of " + base::plural(why.sessions, "session") + " is near");
  }
  const NearMiss& best = why.nearest.front();
  return out + "the nearest is " + best.rule->place() + " (" + best.rule->describe() + "), but " +
         failed_conditions(best);
}

}  // namespace

WhyNot why_not(const match::Subject& subject, const RuleSet& rules, std::size_t limit,
               StubState* state) {
  WhyNot why;
  why.sessions = rules.size();
  const match::Request* request = subject.request();
  if (request == nullptr) return why;
  try {
    std::vector<Candidate> candidates;
    for (const auto& block : rules.blocks()) {
      for (const auto& rule : block->neighbours(*request, kMaxLooked)) {
        candidates.push_back(look_at(rule, subject, *request, state));
      }
    }
    std::stable_sort(candidates.begin(), candidates.end(), nearer);
    for (auto& candidate : candidates) {
      if (why.nearest.size() == limit) break;
      if (candidate.miss.failed > 0) why.nearest.push_back(std::move(candidate.miss));
    }
    why.summary = summarize(*request, why);
  } catch (const std::exception& e) {
    why.summary = "no session fits; finding out why failed: " + std::string(e.what());
  }
  return why;
}

std::string render(const NearMiss& miss) {
  std::string out = "  " + miss.rule->place() + " (" + miss.rule->describe() + ")\n";
  for (const auto& condition : miss.conditions) {
    out += condition.ok
               ? "    ok    " + condition.name + " " + base::shorten(condition.expected, 200)
               : "    FAIL  " + failed_condition(condition);
    out += "\n";
  }
  return out;
}

}  // namespace ricochet::stubserver
