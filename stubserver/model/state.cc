#include "stubserver/model/state.h"

#include <deque>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "stubserver/model/state_condition.h"

namespace ricochet::stubserver {

bool has_template(const Rule& rule) {
  const auto has = [&rule](const char* text) {
    return rule.source.find(text) != std::string::npos;
  };
  return has("${") || has("<#") || has("\"template\"") || has("\"scope\"") ||
         (rule.resource != nullptr && has_template(*rule.resource));
}

StubWorld frozen(StubWorld& world) {
  return {base::Random(world.random.next()), [wall = world.wall_now()] { return wall; },
          [now = world.now()] { return now; }};
}

void RuleState::move_to(const std::vector<std::uint64_t>& positions) {
  for (std::size_t i = 0; i < cursors.size(); ++i) cursors[i] = positions[i];
}

std::shared_ptr<const Recording> StubState::recording(const std::string& group,
                                                      const std::string& identifier) {
  auto found = recordings().find(group, identifier);
  return found == nullptr && known_recordings_ != nullptr
             ? known_recordings_->find(group, identifier)
             : found;
}

StubState& StubState::in_scope(std::uint64_t scope) {
  if (scope == 0) return *this;
  auto& state = scopes_[scope];
  if (state == nullptr) {
    StubWorld world = world_;
    world.random = world_.random.derive("scope " + std::to_string(scope));
    state = std::make_shared<StubState>(std::move(world), owned_);
    state->parent_ = this;
    StubState& made = *state;
    if (!running_.contains(scope)) note_ended(scope);
    return made;
  }
  return *state;
}

void StubState::end_scope(std::uint64_t scope) {
  if (running_.erase(scope) > 0 && scopes_.contains(scope)) note_ended(scope);
}

void StubState::note_ended(std::uint64_t scope) {
  ended_.push_back(scope);
  while (ended_.size() > kMaxEndedScopes) {
    scopes_.erase(ended_.front());
    ended_.pop_front();
  }
}

void StubState::forget_scopes() {
  running_.clear();
  ended_.clear();
  scopes_.clear();
}

std::shared_ptr<StubState> StubState::keep() {
  auto own = weak_from_this().lock();
  return own != nullptr ? own : std::shared_ptr<StubState>(std::shared_ptr<StubState>(), this);
}

void StubState::count_hit(RuleState& answering) {
  (parent_ == nullptr ? answering : parent_->of(answering.rule)).hits.fetch_add(1);
}

RuleState& StubState::of(const std::shared_ptr<const Rule>& rule) {
  auto& state = states_[rule.get()];
  if (state == nullptr) state = std::make_shared<RuleState>(rule);
  return *state;
}

RuleState* StubState::find(const Rule& rule) {
  const auto it = states_.find(&rule);
  return it == states_.end() ? nullptr : it->second.get();
}

std::uint64_t StubState::hits(const Rule& rule) const {
  const auto it = states_.find(&rule);
  return it == states_.end() ? 0 : it->second->hits.load();
}

std::unordered_map<const Rule*, std::uint64_t> StubState::all_hits() const {
  std::unordered_map<const Rule*, std::uint64_t> out;
  for (const auto& [rule, state] : states_) out.emplace(rule, state->hits.load());
  return out;
}

void StubState::reset() {
  states_.clear();
  scopes_.clear();
  ended_.clear();
  recordings_.clear();
  machines_.reset();
  owned_->reset();
  unmatched_ = 0;
  begin();
}

void StubState::reset_counters() {
  unmatched_ = 0;
  for (auto& [rule, state] : states_) state->hits = 0;
}

void StubState::reset_positions() {
  begin();
  for (auto& [rule, state] : states_) {
    for (auto& cursor : state->cursors) cursor = 0;
    state->quota.reset();
  }
  machines_.reset();
  owned_->reset();
  for (auto& [scope, state] : scopes_) state->reset_positions();
}

namespace {

/// All that may have a state: the sessions, and what the entries of a `resource` share.
Rules with_resources(const Rules& rules) {
  Rules out = rules;
  std::unordered_set<const Rule*> seen;
  for (std::size_t i = 0, sessions = out.size(); i < sessions; ++i) {
    const auto resource = out[i]->resource;
    if (resource != nullptr && seen.insert(resource.get()).second) out.push_back(resource);
  }
  return out;
}

}  // namespace

void StubState::carry_over(const Rules& from, const Rules& to) {
  for (auto& [scope, state] : scopes_) state->carry_over(from, to);
  // Of many sessions few have answered; the others leave nothing.
  std::unordered_set<std::uint64_t> used;
  for (const auto& [rule, state] : states_) used.insert(state->rule->fingerprint);
  // Equal sessions that stand in a file twice are paired off in order.
  std::unordered_map<std::uint64_t, std::deque<std::shared_ptr<const Rule>>> old;
  for (const auto& rule : with_resources(from)) {
    if (used.contains(rule->fingerprint)) old[rule->fingerprint].push_back(rule);
  }
  for (const auto& rule : with_resources(to)) {
    const auto it = old.find(rule->fingerprint);
    if (it == old.end() || it->second.empty()) continue;
    const auto before = it->second.front();
    it->second.pop_front();
    auto node = states_.extract(before.get());
    if (node.empty()) continue;
    node.key() = rule.get();
    node.mapped()->rule = rule;
    states_.insert(std::move(node));
  }
  for (const auto& [fingerprint, rules] : old) {
    for (const auto& rule : rules) states_.erase(rule.get());
  }
  std::set<MachineId> kept;
  for (const auto& rule : to) {
    for (const auto& condition : rule->states) kept.insert(condition->machine);
  }
  for (const auto& rule : from) {
    for (const auto& condition : rule->states) {
      if (!kept.contains(condition->machine))
        machines(condition->machine.first).reset(condition->machine);
    }
  }
}

void StubState::forget(const Rule& rule) {
  states_.erase(&rule);
  for (auto& [scope, state] : scopes_) state->forget(rule);
}

void StubState::forget(const Rules& rules) {
  for (const auto& rule : with_resources(rules)) states_.erase(rule.get());
  for (auto& [scope, state] : scopes_) state->forget(rules);
}

}  // namespace ricochet::stubserver
