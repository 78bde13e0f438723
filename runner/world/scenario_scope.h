#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "base/json/reader.h"
#include "base/random.h"
#include "runner/model/scenario.h"

namespace ricochet::match {
class NameScope;
}
namespace ricochet::runner::mask {
class Secrets;
}

namespace ricochet::runner {

/// What `${...}` means inside one run of one scenario: its vars, the suite's facts (bus, stubs,
/// bins, env), scenario.id and scenario.name, and the functions of match/template (uuid(), now(),
/// random()).
class ScenarioScope {
 public:
  /// `facts` as World::facts() or facts_for_check() makes them; `seed` is the run's. `secrets`, if
  /// any, learns the values of vars, captures and whatever is filled in.
  ScenarioScope(const Scenario& scenario, base::Json facts, std::uint64_t seed, base::WallTime now,
                mask::Secrets* secrets = nullptr);
  /// Inside of `outer`, which must outlive it: names that get their values here, by define_here()
  /// and define_all(), are known in it only, and hide those of `outer`. All else is shared.
  explicit ScenarioScope(ScenarioScope& outer);
  ~ScenarioScope();

  /// Evaluates the scenario's vars in file order; each may use those before it. False: reported.
  /// The values of a row (`"rows"`) come first and beat vars of their name.
  bool define_vars(const base::JsonReader& root);
  /// The members of this object, in file order; each may use those before it. `beaten_by`: an
  /// object whose names are defined already. False: reported.
  bool define_all(const base::JsonReader& object, const base::Json* beaten_by);
  /// From here on `${name}` is this value in all of the scenario: what a step captured.
  void define(const std::string& name, base::Json value);
  /// In this scope, which is inside of another: a var of an include, the number of a round.
  void define_here(const std::string& name, base::Json value);
  /// What a step captured under this name is not hidden any more, here and outside.
  void uncover(const std::string& name);
  /// `${scenario.mark}`: what tells this run of the scenario apart, 32 hexadecimal digits.
  const std::string& mark() const;
  /// The values of define_vars(), by name.
  const base::Json& vars() const { return vars_; }
  /// What define() was told.
  const base::Json& defined() const { return defined_; }
  /// All of this, and what was defined inside: values that tell this scenario apart.
  base::Json all_values() const;

  /// Names that no var, row or capture may have.
  static const std::vector<std::string>& reserved_names();

  /// The value of this place with every `${...}` in it filled in, or nullptr after reporting
  /// (scenario/undefined, scenario/syntax ... with the place of the expression). Inside stub
  /// sessions (`stubs`), templates that Moco evaluates per request keep what this scope does not
  /// know, so
  /// `${req.method}` survives.
  std::shared_ptr<const base::Json> expand(const base::JsonReader& place,
                                           bool stub_sessions = false) const;

 private:
  class Names;
  struct Here;
  ScenarioScope& root() { return outer_ == nullptr ? *this : outer_->root(); }
  bool knows(const std::string& name) const;
  const match::NameScope& template_scope() const;
  bool define_one(const base::JsonReader& var);

  void learn(const std::string& name, const base::Json& value) const;

  const Scenario& scenario_;
  mask::Secrets* secrets_;
  base::Json vars_ = base::Json::object();
  base::Json defined_ = base::Json::object();
  base::Json inside_ = base::Json::object();
  std::shared_ptr<Names> names_;
  ScenarioScope* outer_ = nullptr;
  std::unique_ptr<Here> here_;  ///< if it has an outer one
};

}  // namespace ricochet::runner
