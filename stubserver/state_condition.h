#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "match/matcher.h"
#include "stubserver/state_machines.h"

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

  const MachineId& machine() const { return machine_; }
  const std::vector<std::string>& when() const { return when_; }  ///< empty: any
  const std::string& then() const { return then_; }               ///< empty: it stays

 private:
  base::Result<std::string> scope(const Rule& rule, const match::Subject& subject,
                                  StubState& state) const;
  bool is_one(const std::string& state) const;

  MachineId machine_;
  std::vector<std::string> when_;
  std::string then_;
  std::shared_ptr<const TextValue> scope_;
};

/// Finds states that a session waits for and no session leads to. Collects while a file is loaded,
/// warns at the end.
class StateCheck {
 public:
  void add(const base::JsonReader& state, std::shared_ptr<const StateCondition> condition);
  void warn() const;

 private:
  struct Seen {
    base::JsonReader reader;
    std::shared_ptr<const StateCondition> condition;
  };
  std::vector<Seen> seen_;
};

}  // namespace ricochet::stubserver
