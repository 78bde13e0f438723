#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/diag.h"
#include "stubserver/model/state_machines.h"

namespace ricochet::stubserver {

class FilledText;

/// The key `state` of a session (ours): it fits only while `machine` is in one of the states `when`
/// (any, without it), and takes the machine to `then` (nowhere, without it) in the same step.
/// `scope`, a template, keeps a machine per order, customer ... Immutable; session/state.h reads it
/// and asks it.
struct StateCondition {
  MachineId machine;
  std::vector<std::string> when;            ///< empty: any
  base::Location when_at;                   ///< the place of `when`
  std::string then;                         ///< empty: it stays
  std::shared_ptr<const FilledText> scope;  ///< nullptr: one machine for all
};

}  // namespace ricochet::stubserver
