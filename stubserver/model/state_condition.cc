#include "stubserver/model/state_condition.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

namespace {

std::optional<std::vector<std::string>> read_states(const base::JsonReader& value) {
  std::vector<std::string> out;
  std::vector<base::JsonReader> values = {value};
  if (value.is_array()) values = value.elements();
  if (values.empty()) {
    value.error("empty", "this list names no state", "name one, or remove \"when\" for any");
    return std::nullopt;
  }
  for (const auto& each : values) {
    const auto name = each.nonempty_string();
    if (!name) return std::nullopt;
    out.push_back(*name);
  }
  return out;
}

std::string one_of(const std::vector<std::string>& states) {
  std::string out;
  for (const auto& state : states) out += (out.empty() ? "" : " or ") + base::in_quotes(state);
  return out;
}

}  // namespace

std::shared_ptr<const StateCondition> StateCondition::compile(const base::JsonReader& value,
                                                              const std::string& owner) {
  if (!value.object({"machine", "when", "then", "scope"})) return nullptr;
  auto out = std::make_shared<StateCondition>();
  const auto machine = value.require("machine");
  const auto name = machine ? machine->nonempty_string() : std::nullopt;
  if (!name) return nullptr;
  out->machine_ = {owner, *name};
  const auto when = value.find("when");
  const auto then = value.find("then");
  if (!when && !then && value.misspelt({"when", "then"})) return nullptr;
  if (!when && !then) {
    value.error("missing-key", "this \"state\" neither waits for a state nor leads to one",
                R"(add "when": "start", or "then": "paid", or both)");
    return nullptr;
  }
  if (when) {
    auto states = read_states(*when);
    if (!states) return nullptr;
    out->when_ = std::move(*states);
    out->when_at_ = when->location();
  }
  if (then) {
    const auto state = then->nonempty_string();
    if (!state) return nullptr;
    out->then_ = *state;
  }
  if (const auto scope = value.find("scope")) {
    auto text =
        scope->is_string() ? TextValue::compile_template(*scope) : TextValue::compile(*scope);
    if (!text) return nullptr;
    out->scope_ = std::make_shared<const TextValue>(std::move(*text));
  }
  return out;
}

base::Result<std::string> StateCondition::scope(const Rule& rule, const match::Subject& subject,
                                                StubState& state) const {
  if (scope_ == nullptr) return std::string();
  if (const std::string* fixed = scope_->constant()) return *fixed;
  // Only looked at: a session that does not fit leaves no trace in the state.
  RuleState probe(std::shared_ptr<const Rule>(std::shared_ptr<const Rule>(), &rule));
  const Moment moment{subject, probe, state};
  return scope_->text(moment);
}

std::shared_ptr<const StateCondition> StateCondition::only_waiting() const {
  if (when_.empty()) return nullptr;
  auto out = std::make_shared<StateCondition>(*this);
  out->then_.clear();
  return out;
}

bool StateCondition::is_one(const std::string& state) const {
  return when_.empty() || std::find(when_.begin(), when_.end(), state) != when_.end();
}

bool StateCondition::holds(const Rule& rule, const match::Subject& subject,
                           StubState& state) const {
  const auto of = scope(rule, subject, state);
  return of && is_one(state.machines().state(machine_, *of));
}

void StateCondition::advance(const Rule& rule, const match::Subject& subject,
                             StubState& state) const {
  if (then_.empty()) return;
  if (const auto of = scope(rule, subject, state)) state.machines().move(machine_, *of, then_);
}

match::Condition StateCondition::explain(const Rule& rule, const match::Subject& subject,
                                         StubState& state) const {
  match::Condition out;
  out.name = "state of " + base::in_quotes(machine_.second);
  out.expected = when_.empty() ? "any" : one_of(when_);
  const auto of = scope(rule, subject, state);
  if (!of) {
    out.actual = "unknown";
    out.detail = "its scope cannot be worked out: " + of.error().message;
    return out;
  }
  const std::string& now = state.machines().state(machine_, *of);
  out.ok = is_one(now);
  out.actual = base::in_quotes(now);
  out.detail = "machine " + machine_.second + " is in state " + now +
               (of->empty() ? std::string() : " for " + base::in_quotes(*of)) +
               (out.ok ? std::string() : ", this session needs " + out.expected);
  return out;
}

void StateCheck::add(const Rule& rule) {
  if (rule.implied) return;  // what it waits for is what the session beside it waits for
  for (const auto& condition : rule.states) {
    if (known_.insert(condition.get()).second) seen_.push_back(condition);
  }
}

void StateCheck::warn(base::DiagList& diags) const {
  std::map<MachineId, std::set<std::string>> reachable;
  for (const auto& seen : seen_) reachable[seen->machine()].insert(kStartState);
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& seen : seen_) {
      auto& states = reachable[seen->machine()];
      const auto& when = seen->when();
      const bool fires = when.empty() || std::any_of(when.begin(), when.end(), [&](const auto& s) {
                           return states.contains(s);
                         });
      if (fires && !seen->then().empty()) grown = states.insert(seen->then()).second || grown;
    }
  }
  for (const auto& seen : seen_) {
    const auto& states = reachable[seen->machine()];
    for (const auto& state : seen->when()) {
      if (states.contains(state)) continue;
      base::Diag diag("stub/unreachable-state",
                      "the machine " + base::in_quotes(seen->machine().second) +
                          " never gets into the state " + base::in_quotes(state),
                      base::did_you_mean(state, {states.begin(), states.end()}));
      diag.where = seen->when_at();
      diag.severity = base::Severity::kWarning;
      diags.add(std::move(diag));
    }
  }
}

}  // namespace ricochet::stubserver
