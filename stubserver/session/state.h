#pragma once
#include <memory>
#include <string>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "match/matcher.h"
#include "stubserver/model/rule.h"
#include "stubserver/model/state.h"
#include "stubserver/model/state_condition.h"

namespace ricochet::stubserver {

/// What `state` may be.
base::Shape state_shape();
/// The value of `state`. Findings go to the reader's list, nullptr then.
std::shared_ptr<const StateCondition> compile_state(const base::JsonReader& place,
                                                    const std::string& owner);
/// The same without the transition; nullptr when nothing is left of it.
std::shared_ptr<const StateCondition> only_waiting(const StateCondition& condition);

/// False while a machine of the rule's states is somewhere else. Its matcher is not asked. In
/// passing (match::Work) a scope is not worked out over a large body: the work falls short.
bool in_state(const Rule& rule, const match::Subject& subject, StubState& state);
/// After a match: takes the machines to where it leads.
void advance(const Rule& rule, const match::Subject& subject, StubState& state);
/// Works out the scopes of the rule's states, so that a subject that keeps findings knows them.
/// `scratch` is of no matter but for its world.
void know_scopes(const Rule& rule, const match::Subject& subject, StubState& scratch);
/// What in_state() asks of one of the rule's states.
match::Condition explain_state(const StateCondition& condition, const Rule& rule,
                               const match::Subject& subject, StubState& state);

}  // namespace ricochet::stubserver
