#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/reader.h"
#include "runner/model/suite.h"

namespace ricochet::runner {

/// One scenario file, read but not yet expanded: `${...}` inside it gets its values when it runs,
/// step by step, so the steps stay JSON here and become typed only then. See docs/scenarios.md.
struct Scenario {
  std::shared_ptr<const base::JsonDocument> document;
  std::shared_ptr<const Suite> suite;
  std::string file;
  /// The name of the suite's folder and the file below it ("photo/kill.json"): the same however the
  /// path was typed and wherever the folder stands. Random values are drawn by it.
  std::string origin;
  std::size_t line = 1;  ///< of the "scenario" key
  std::string name;
  /// The name in the file, with the row: what it stays when `name` tells rounds and faults apart.
  std::string own_name;
  /// Of which run of it this is, when that is not told by its name: each draws values of its own.
  std::string salt;
  /// Which run in its world this is, from 0: marks of one must not be taken for those of another,
  /// while the values of a seed stay what they are.
  std::size_t round = 0;
  /// Whose its stub sessions are, where another scenario of its name runs beside it.
  std::string owner;
  const std::string& owner_name() const { return owner.empty() ? name : owner; }
  std::vector<std::string> tags;
  bool vars_known = true;  ///< false: "vars" is misspelt or no object
  /// `"rows"`: which of them this is, from 0; the name ends in it. Each is a scenario of its own.
  std::optional<std::size_t> row;
  std::string row_label;            ///< what tells it from the others, "x=2"; empty: it has no rows
  std::string skip;                 ///< why it is not run; empty: it is
  std::string skip_on_foreign_bus;  ///< why not where the bus is not ours; empty: it is
  std::optional<base::Duration> timeout;         ///< for all its steps together
  std::vector<ExploreException> explore_except;  ///< those of the suite not included
  bool allow_unmatched = false;  ///< `"unmatched": "allow"`: calls that no stub knew do not fail it

  /// A reader on the root; `diags` gets what is found through it.
  base::JsonReader reader(base::DiagList& diags) const { return {document, diags, "scenario"}; }
  /// The values of its row; nullopt: it has no rows.
  std::optional<base::JsonReader> row_of(const base::JsonReader& root) const;
};

/// The keys of a scenario file; `step` and `session`: what a step, and a session of a stub, may be.
base::Shape scenario_shape(const base::Shape& step, const base::Shape& session);

/// Reads the frame of a scenario (keys, name, tags, kinds of steps); findings go to `diags`.
/// nullptr when there was an error.
std::shared_ptr<const Scenario> load_scenario(std::shared_ptr<const base::JsonDocument> document,
                                              std::shared_ptr<const Suite> suite,
                                              base::DiagList& diags);
/// The same, but never nullptr: what could be read, so that check_scenario() can go on and tell all
/// that is wrong at once. When there was an error it must not run.
std::shared_ptr<const Scenario> read_scenario(std::shared_ptr<const base::JsonDocument> document,
                                              std::shared_ptr<const Suite> suite,
                                              base::DiagList& diags);

/// One scenario for each of its rows; just itself when it has none. `scenario` must be sound.
std::vector<std::shared_ptr<const Scenario>> scenarios_of_rows(
    const std::shared_ptr<const Scenario>& scenario);

}  // namespace ricochet::runner
