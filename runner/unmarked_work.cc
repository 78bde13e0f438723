#include "runner/unmarked_work.h"

#include <utility>

#include "base/text/text.h"

namespace ricochet::runner {

namespace {

std::string joined(const std::vector<std::string>& names, const std::string& last_word) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? last_word : ", ") + names[i];
  return out;
}

/// "shop and mailer", who did it; "shop or mailer": who may have.
std::string names_of_senders(const StrayWork& stray, const Suite& suite) {
  const auto& known = stray.senders();
  if (!known.empty()) return joined({known.begin(), known.end()}, " and ");
  std::vector<std::string> all;
  for (const auto& sut : suite.suts) all.push_back(sut.name);
  return all.empty() ? "somebody" : joined(all, " or ");
}

}  // namespace

std::optional<ScenarioResult> unmarked_work(World& world) {
  const StrayWork* stray = world.stray_work();
  if (stray == nullptr || stray->unmarked() == 0) return std::nullopt;
  const Suite& suite = world.suite();
  const auto& first = stray->first_unmarked();
  Unmet unmet;
  unmet.message = names_of_senders(*stray, suite) + " sent " + std::to_string(stray->unmarked()) +
                  (stray->unmarked() == 1 ? " call or event" : " calls and events") +
                  " without a mark: " + title_with_place(*first.front());
  unmet.expected = "each has the mark of its scenario: " + suite.scope->describe();
  for (const auto& record : first)
    unmet.actual.push_back({title_with_place(*record) + " at " +
                                base::humanize(record->received - world.log().started()) +
                                " of the suite",
                            {}});
  unmet.more = stray->unmarked() - first.size();
  unmet.help =
      "the service must hand on what it was given; or name another place in \"scope\", or leave it "
      "out: then scenarios run one after the other";
  ScenarioResult told;
  told.suite = suite.folder;
  told.name = "work without a mark";
  told.file = suite.file;
  told.started = world.log().started_wall();
  told.where = suite.document->locate("/scope");
  told.line = told.where.line;
  StepOutcome outcome = StepOutcome::failed(std::move(unmet));
  told.outcome = outcome.outcome;
  told.cause = std::move(outcome.cause);
  return told;
}

}  // namespace ricochet::runner
