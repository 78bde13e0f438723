#include "stubserver/decide/why_not.h"

#include <algorithm>
#include <exception>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "stubserver/session/state.h"

namespace ricochet::stubserver {

namespace {

/// How many sessions are looked at most per block. Only the nearest are explained: that is dearer.
constexpr std::size_t kMaxLooked = 16;
struct Candidate {
  RuleBlock::Neighbour session;
  match::Misfit misfit;
};

/// A session for the same path is nearer than any for another, however much of it failed.
bool nearer(const Candidate& a, const Candidate& b) {
  if (a.misfit.path != b.misfit.path) return b.misfit.path;
  if (a.misfit.failed != b.misfit.failed) return a.misfit.failed < b.misfit.failed;
  return a.session.closeness > b.session.closeness;
}

bool waits_for_a_state(const Rule& rule, const match::Subject& subject, StubState* state) {
  return state != nullptr && !in_state(rule, subject, *state);
}

NearestSession explained(const std::shared_ptr<const Rule>& rule, const match::Subject& subject,
                         StubState* state) {
  NearestSession miss;
  miss.rule = rule;
  miss.conditions = rule->matcher->explain_unless_path_fails(subject);
  if (state != nullptr) {
    for (const auto& condition : rule->states)
      miss.conditions.push_back(explain_state(*condition, *rule, subject, *state));
  }
  for (const auto& condition : miss.conditions) miss.failed += condition.ok ? 0 : 1;
  return miss;
}

std::string failed_condition(const match::Condition& condition) {
  std::string out = condition.name + " should be " + base::shorten(condition.expected, 200) +
                    ", got " + base::shorten(condition.actual, 200);
  if (!condition.detail.empty()) out += " (" + base::shorten(condition.detail, 200) + ")";
  return out;
}

std::string failed_conditions(const NearestSession& miss) {
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
  const NearestSession& best = why.nearest.front();
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
      for (auto& session : block->neighbours(*request, kMaxLooked)) {
        auto misfit = session.rule->matcher->misfit(subject);
        if (waits_for_a_state(*session.rule, subject, state)) ++misfit.failed;
        if (misfit.failed > 0) candidates.push_back({std::move(session), misfit});
      }
    }
    std::stable_sort(candidates.begin(), candidates.end(), nearer);
    candidates.resize(std::min(candidates.size(), limit));
    for (const auto& candidate : candidates)
      why.nearest.push_back(explained(candidate.session.rule, subject, state));
    why.summary = summarize(*request, why);
  } catch (const std::exception& e) {
    why.summary = "no session fits; finding out why failed: " + std::string(e.what());
  }
  return why;
}

std::string render(const NearestSession& miss) {
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
