#include "stubserver/session/state.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/work.h"
#include "stubserver/values/filled_text.h"

namespace ricochet::stubserver {

namespace {

/// It is asked for more than once, and kept as long as its machine is.
constexpr std::size_t kLongestScope = 60u << 10;

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

base::Result<std::string> scope_of(const StateCondition& condition, const Rule& rule,
                                   const match::Subject& subject, StubState& state) {
  if (condition.scope == nullptr) return std::string();
  if (const std::string* fixed = condition.scope->constant()) return *fixed;
  if (match::Work::in_passing() && subject.is_large()) {
    match::Work::fall_short();
    return clients_fault("it is worked out elsewhere");
  }
  // Only looked at: a session that does not fit leaves no trace in the state.
  RuleState probe(std::shared_ptr<const Rule>(std::shared_ptr<const Rule>(), &rule));
  const AnswerInput input{subject, probe, state};
  auto scope = condition.scope->text(input);
  if (scope && scope->size() > kLongestScope)
    return clients_fault("it is longer than " + base::format_bytes(kLongestScope));
  return scope;
}

bool is_one(const StateCondition& condition, const std::string& state) {
  const auto& when = condition.when;
  return when.empty() || std::find(when.begin(), when.end(), state) != when.end();
}

}  // namespace

base::Shape state_shape() {
  using base::KeyRule;
  using base::Shape;
  return Shape::object(
      {required("machine", Shape::nonempty(), "the name of the machine"),
       {"when", Shape::one_or_list(Shape::nonempty(), 1), "the states in which the session fits"},
       {"then", Shape::nonempty(), "the state that it leads to"},
       {"scope", Shape::any(), "a template: each text that it comes to has a machine of its own"}},
      {KeyRule::some_of({"when", "then"})});
}

std::shared_ptr<const StateCondition> compile_state(const base::JsonReader& place,
                                                    const std::string& owner) {
  static const base::Shape kShape = state_shape();
  const base::JsonReader value = place.as(kShape);
  if (!value.object()) return nullptr;
  auto out = std::make_shared<StateCondition>();
  const auto machine = value.find("machine");
  const auto name = machine ? machine->nonempty_string() : std::nullopt;
  if (!name) return nullptr;
  out->machine = {owner, *name};
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
    out->when = std::move(*states);
    out->when_at = when->location();
  }
  if (then) {
    const auto state = then->nonempty_string();
    if (!state) return nullptr;
    out->then = *state;
  }
  if (const auto scope = value.find("scope")) {
    auto text =
        scope->is_string() ? FilledText::compile_template(*scope) : FilledText::compile(*scope);
    if (!text) return nullptr;
    out->scope = std::make_shared<const FilledText>(std::move(*text));
  }
  return out;
}

std::shared_ptr<const StateCondition> only_waiting(const StateCondition& condition) {
  if (condition.when.empty()) return nullptr;
  auto out = std::make_shared<StateCondition>(condition);
  out->then.clear();
  return out;
}

bool in_state(const Rule& rule, const match::Subject& subject, StubState& state) {
  return std::all_of(rule.states.begin(), rule.states.end(), [&](const auto& condition) {
    const auto scope = scope_of(*condition, rule, subject, state);
    return scope &&
           is_one(*condition,
                  state.machines(condition->machine.first).state(condition->machine, *scope));
  });
}

void know_scopes(const Rule& rule, const match::Subject& subject, StubState& scratch) {
  for (const auto& condition : rule.states) scope_of(*condition, rule, subject, scratch);
}

void advance(const Rule& rule, const match::Subject& subject, StubState& state) {
  for (const auto& condition : rule.states) {
    if (condition->then.empty()) continue;
    if (const auto scope = scope_of(*condition, rule, subject, state))
      state.machines(condition->machine.first).move(condition->machine, *scope, condition->then);
  }
}

match::Condition explain_state(const StateCondition& condition, const Rule& rule,
                               const match::Subject& subject, StubState& state) {
  match::Condition out;
  out.name = "state of " + base::in_quotes(condition.machine.second);
  out.expected = condition.when.empty() ? "any" : one_of(condition.when);
  const auto scope = scope_of(condition, rule, subject, state);
  if (!scope) {
    out.actual = "unknown";
    out.detail = "its scope cannot be worked out: " + scope.error().message;
    return out;
  }
  const StateMachines& machines = state.machines(condition.machine.first);
  const std::string& now = machines.state(condition.machine, *scope);
  out.ok = is_one(condition, now);
  out.actual = base::in_quotes(now);
  out.detail = "machine " + condition.machine.second + " is in state " + now +
               (scope->empty() ? std::string() : " for " + base::in_quotes(*scope)) +
               (out.ok ? std::string() : ", this session needs " + out.expected);
  if (machines.may_have_forgotten(condition.machine, *scope))
    out.detail += "; of more than " + std::to_string(kMaxScopes) +
                  " scopes the one that had not moved for longest began anew";
  return out;
}

}  // namespace ricochet::stubserver
