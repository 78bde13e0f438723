#include "runner/world/scenario_scope.h"

#include <algorithm>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "match/template/template.h"
#include "runner/mask/secrets.h"
#include "runner/model/names.h"
#include "runner/model/shared_file.h"

namespace ricochet::runner {

using match::Dialect;

class ScenarioScope::Names {
 public:
  Names(const Scenario& scenario, base::Json facts, std::uint64_t seed, base::WallTime now)
      : all_(std::move(facts)),
        random_(base::Random(seed).derive(scenario.origin + "\n" + scenario.name + scenario.salt)),
        functions_(
            random_, [now] { return now; }, Dialect::kScenario),
        scope_(all_, &functions_) {
    all_["scenario"] = base::Json::object();
    all_["scenario"]["id"] = random_.uuid4().substr(0, 8);
    all_["scenario"]["name"] = scenario.name;
    mark_ = mark_of(base::Random(seed), scenario);
    // Without a scope nothing is marked, and it would tell nobody anything.
    if (scenario.suite != nullptr && scenario.suite->scope) all_["scenario"]["mark"] = mark_;
  }

  void define(const std::string& name, base::Json value) { all_[name] = std::move(value); }
  bool knows(const std::string& name) const { return all_.contains(name); }
  const match::NameScope& scope() const { return scope_; }
  const std::string& mark() const { return mark_; }

 private:
  /// A trace-id, by W3C. What else is drawn does not depend on it.
  static std::string mark_of(const base::Random& seed, const Scenario& scenario) {
    const std::string round =
        scenario.round == 0 ? "" : "\nround " + std::to_string(scenario.round + 1);
    auto random =
        seed.derive("mark\n" + scenario.origin + "\n" + scenario.name + scenario.salt + round);
    std::string mark = random.uuid4();
    std::erase(mark, '-');
    return mark;
  }

  base::Json all_;
  std::string mark_;
  base::Random random_;
  match::FunctionScope functions_;
  match::JsonScope scope_;
};

struct ScenarioScope::Here {
  explicit Here(const match::NameScope& outer) : scope(values, &outer) {}
  base::Json values = base::Json::object();
  match::JsonScope scope;
};

namespace {

/// The end of the `${...}` that starts at `at`, past its brace; npos when it is not closed.
std::size_t end_of_interpolation(const std::string& text, std::size_t at) {
  char quote = '\0';
  int depth = 0;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == '\\')
        ++i;
      else if (c == quote)
        quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return std::string::npos;
}

/// A value that is put into a Moco template must not be taken for one, nor become one together with
/// the text around it.
std::string as_literal(const std::string& value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '$' || c == '<' || (c == '{' && i == 0) || (c == '#' && i == 0) ||
        (c == '/' && i == 0))
      out += "${r\"" + std::string(1, c) + "\"}";
    else
      out += c;
  }
  return out;
}

/// Sessions are filled in when the scenario starts, but the operand of a Moco `template` belongs to
/// each request: there, only expressions that name nothing but this scenario's values are filled in
/// now.
class SessionFiller {
 public:
  SessionFiller(const match::NameScope& scope, std::function<bool(const std::string&)> knows)
      : scope_(scope), knows_(std::move(knows)) {}

  base::Result<base::Json> fill(const base::Json& value, const std::string& pointer) {
    if (value.is_array()) {
      base::Json out = base::Json::array();
      for (std::size_t i = 0; i < value.size(); ++i) {
        auto element = fill(value[i], base::pointer_append(pointer, i));
        if (!element) return element;
        out.push_back(std::move(*element));
      }
      return out;
    }
    if (!value.is_object())
      return at(match::expand_json(value, scope_, Dialect::kScenario), pointer);
    base::Json out = base::Json::object();
    for (const auto& [key, member] : value.items()) {
      auto name = at(match::expand_json(base::Json(key), scope_, Dialect::kScenario), pointer);
      if (!name) return name;
      const std::string below = base::pointer_append(pointer, key);
      auto filled = key == "template" ? in_template(member, below) : fill(member, below);
      if (!filled) return filled;
      out[name->is_string() ? name->get<std::string>() : base::compact_json(*name)] =
          std::move(*filled);
    }
    return out;
  }

 private:
  static base::Result<base::Json> at(base::Result<base::Json> result, const std::string& pointer) {
    if (result) return result;
    base::Diag diag = result.error();
    diag.where.pointer = pointer + diag.where.pointer;
    return diag;
  }

  base::Result<base::Json> in_template(const base::Json& operand, const std::string& pointer) {
    if (operand.is_string()) return base::Json(partly(operand.get<std::string>(), {}));
    if (!operand.is_object()) return operand;
    base::Json out = operand;
    const base::Json vars = operand.value("vars", base::Json());
    if (const auto with = out.find("with"); with != out.end() && with->is_string())
      *with = partly(with->get<std::string>(), vars);
    if (vars.is_object()) {  // texts and paths: no templates, so Moco would take them as they are
      auto filled = fill(vars, base::pointer_append(pointer, "vars"));
      if (!filled) return filled;
      out["vars"] = std::move(*filled);
    }
    return out;
  }

  /// `own`: the variables of the template itself, which come before those of the scenario.
  std::string partly(const std::string& text, const base::Json& own) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = 0; (at = text.find("${", done)) != std::string::npos;) {
      const std::size_t end = end_of_interpolation(text, at);
      if (end == std::string::npos) break;
      const std::string expression = text.substr(at, end - at);
      out += text.substr(done, at - done) + now_or_later(expression, own);
      done = end;
    }
    return out + text.substr(done);
  }

  std::string now_or_later(const std::string& expression, const base::Json& own) {
    const auto parsed = match::Template::parse(expression, Dialect::kScenario);
    if (!parsed) return expression;  // the stub loader says what is wrong with it
    bool names_something = false;
    for (const auto& reference : parsed->references()) {
      if (reference.function || !knows_(reference.name) || own.contains(reference.name))
        return expression;
      names_something = true;
    }
    if (!names_something) return expression;
    const auto value = parsed->render(scope_);
    return value ? as_literal(*value) : expression;
  }

  const match::NameScope& scope_;
  std::function<bool(const std::string&)> knows_;
};

}  // namespace

ScenarioScope::ScenarioScope(const Scenario& scenario, base::Json facts, std::uint64_t seed,
                             base::WallTime now, mask::Secrets* secrets)
    : scenario_(scenario),
      secrets_(secrets),
      names_(std::make_shared<Names>(scenario, std::move(facts), seed, now)) {}
ScenarioScope::ScenarioScope(ScenarioScope& outer)
    : scenario_(outer.scenario_),
      secrets_(outer.secrets_),
      names_(outer.names_),
      outer_(&outer),
      here_(std::make_unique<Here>(outer.template_scope())) {}
ScenarioScope::~ScenarioScope() = default;

const std::string& ScenarioScope::mark() const { return names_->mark(); }

const std::vector<std::string>& ScenarioScope::reserved_names() { return fact_names(); }

void ScenarioScope::learn(const std::string& name, const base::Json& value) const {
  if (secrets_ == nullptr) return;
  base::Json named = base::Json::object();
  named[name] = value;
  secrets_->learn(named);
}

const match::NameScope& ScenarioScope::template_scope() const {
  return here_ ? here_->scope : names_->scope();
}

bool ScenarioScope::knows(const std::string& name) const {
  if (here_ && here_->values.contains(name)) return true;
  return outer_ != nullptr ? outer_->knows(name) : names_->knows(name);
}

void ScenarioScope::define(const std::string& name, base::Json value) {
  learn(name, value);
  uncover(name);
  root().defined_[name] = value;
  names_->define(name, std::move(value));
}

void ScenarioScope::define_here(const std::string& name, base::Json value) {
  learn(name, value);
  root().inside_[name] = value;
  here_->values[name] = std::move(value);
}

void ScenarioScope::uncover(const std::string& name) {
  for (ScenarioScope* each = this; each->here_; each = each->outer_)
    each->here_->values.erase(name);
}

base::Json ScenarioScope::all_values() const {
  base::Json out = base::Json::array();  // of one name there may be several
  for (const auto* some : {&vars_, &inside_, &defined_}) out.push_back(*some);
  return out;
}

/// Included vars come before the scenario's own, which may use them. One that both have gets the
/// own value where the included one stands, so that those behind it use that.
bool ScenarioScope::define_vars(const base::JsonReader& root) {
  const auto row = scenario_.row_of(root);
  base::Json known = row ? row->value() : base::Json::object();
  bool ok = !row || define_all(*row, nullptr);
  const auto vars = root.find("vars");
  const base::ErrorMark mark(root.diags());
  for (const auto& document : load_includes(root)) {
    const base::JsonReader shared(document, root.diags(), "scenario");
    const auto theirs = shared.find("vars");
    if (!theirs) continue;
    for (const auto& var : theirs->members()) {
      if (known.contains(var.key())) continue;
      const auto own = vars ? vars->find(var.key()) : std::nullopt;
      ok = define_one(own ? *own : var) && ok;
      known[var.key()] = true;
    }
  }
  if (!mark.clean()) return false;
  return (!vars || define_all(*vars, &known)) && ok;
}

bool ScenarioScope::define_one(const base::JsonReader& var) {
  if (!may_be_named(var)) return false;
  auto value = match::expand_json(var.value(), template_scope(), Dialect::kScenario);
  if (!value) {
    match::report_expansion(var, value.error());
    return false;
  }
  if (here_) {
    define_here(var.key(), *std::move(value));
    return true;
  }
  learn(var.key(), *value);
  vars_[var.key()] = *value;
  names_->define(var.key(), std::move(*value));
  return true;
}

bool ScenarioScope::define_all(const base::JsonReader& object, const base::Json* beaten_by) {
  bool ok = true;
  for (const auto& var : object.members()) {
    if (beaten_by != nullptr && beaten_by->contains(var.key())) continue;
    ok = define_one(var) && ok;
  }
  return ok;
}

std::shared_ptr<const base::Json> ScenarioScope::expand(const base::JsonReader& place,
                                                        bool stub_sessions) const {
  const match::NameScope& names = template_scope();
  auto value = stub_sessions
                   ? SessionFiller(names, [this](const std::string& name) { return knows(name); })
                         .fill(place.value(), "")
                   : match::expand_json(place.value(), names, Dialect::kScenario);
  if (value && secrets_ != nullptr) secrets_->learn(*value);
  if (value) return std::make_shared<const base::Json>(std::move(*value));
  match::report_expansion(place, value.error());
  return nullptr;
}

}  // namespace ricochet::runner
