#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "match/matcher.h"
#include "stubserver/model/state_machines.h"

namespace ricochet::stubserver {

class StubState;
class TextValue;
struct Rule;

/// The key `state` of a session (ours): it fits only while `machine` is in one of the states `when`
/// (any, without it), and takes the machine to `then` (nowhere, without it) in the same step.
/// `scope`, a template, keeps a machine per order, customer ... Immutable.
class StateCondition {
 public:
  /// Findings go to the reader's list, nullptr then.
  static std::shared_ptr<const StateCondition> compile(const base::JsonReader& value,
                                                       const std::string& owner);

  bool holds(const Rule& rule, const match::Subject& subject, StubState& state) const;
  /// After a match.
  void advance(const Rule& rule, const match::Subject& subject, StubState& state) const;
  match::Condition explain(const Rule& rule, const match::Subject& subject, StubState& state) const;

  /// The same without the transition; nullptr when nothing is left of it.
  std::shared_ptr<const StateCondition> only_waiting() const;

  const MachineId& machine() const { return machine_; }
  const std::vector<std::string>& when() const { return when_; }  ///< empty: any
  const std::string& then() const { return then_; }               ///< empty: it stays
  const base::Location& when_at() const { return when_at_; }      ///< the place of `when`

 private:
  base::Result<std::string> scope(const Rule& rule, const match::Subject& subject,
                                  StubState& state) const;
  bool is_one(const std::string& state) const;

  MachineId machine_;
  std::vector<std::string> when_;
  base::Location when_at_;
  std::string then_;
  std::shared_ptr<const TextValue> scope_;
};

/// Finds states that a session waits for and no session leads to. Collects while a file is loaded,
/// warns at the end.
class StateCheck {
 public:
  /// One that several sessions share counts once.
  void add(const Rule& rule);
  void warn(base::DiagList& diags) const;

 private:
  std::vector<std::shared_ptr<const StateCondition>> seen_;
  std::set<const StateCondition*> known_;
};

}  // namespace ricochet::stubserver
