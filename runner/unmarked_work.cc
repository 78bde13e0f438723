#include "runner/unmarked_work.h"

#include <utility>

#include "base/text/text.h"

namespace ricochet::runner {

namespace {

/// "photo-service", "shop or mailer": who of the suite may have done it.
std::string names_of_services(const Suite& suite) {
  std::string names;
  for (std::size_t i = 0; i < suite.suts.size(); ++i)
    names += (i == 0 ? "" : i + 1 == suite.suts.size() ? " or " : ", ") + suite.suts[i].name;
  return names.empty() ? "somebody" : names;
}

}  // namespace

std::optional<ScenarioResult> unmarked_work(World& world) {
  const StrayWork* stray = world.stray_work();
  if (stray == nullptr || stray->unmarked() == 0) return std::nullopt;
  const Suite& suite = world.suite();
  const auto& first = stray->first_unmarked();
  Unmet unmet;
  unmet.message = names_of_services(suite) + " sent " + std::to_string(stray->unmarked()) +
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
