#include <algorithm>
#include <map>
#include <type_traits>

#include "base/text.h"
#include "match/template/ast.h"
#include "match/text/error.h"

namespace ricochet::match::tpl {

namespace {

using base::Json;
using Kind = Expr::Kind;

class Evaluator {
 public:
  Evaluator(const Parsed& parsed, const Scope& scope, const RenderLimits& limits)
      : parsed_(&parsed), scope_(scope), limits_(limits) {}

  std::string render() {
    std::string out;
    run(parsed_->nodes, out);
    return out;
  }

  Json whole_value(const Expr& expr) { return json_of(present(value(expr), expr), expr); }

 private:
  // ---- findings

  [[noreturn]] void fail(std::string code, std::string message, const Expr& at,
                         std::string hint = {}) const {
    throw Failure{text_error(std::move(code), std::move(message), parsed_->text, at.begin,
                             at.end - at.begin, std::move(hint))};
  }
  [[noreturn]] void fail(const base::Diag& inner, const Expr& at) const {
    fail(inner.code, inner.message, at, inner.hint);
  }

  std::string source(const Expr& expr) const {
    return parsed_->text.substr(expr.begin, expr.end - expr.begin);
  }

  static const Expr& root_of(const Expr& expr) {
    const bool path =
        expr.kind == Kind::kMember || expr.kind == Kind::kIndex || expr.kind == Kind::kParen;
    return path ? root_of(*expr.args.front()) : expr;
  }

  [[noreturn]] void undefined(const Expr& expr) {
    const auto& root = root_of(expr);
    const bool from_request = &root != &expr && root.kind == Kind::kName && root.name == "req";
    std::vector<std::string> known;
    std::string wanted;
    std::string hint;
    if (expr.kind == Kind::kName) {
      wanted = expr.name;
      known = scope_.names();
      for (const auto& [local, unused] : locals_) known.push_back(local);
      for (const auto& [own, unused] : assigned_) known.push_back(own);
    } else if (expr.kind == Kind::kMember || expr.kind == Kind::kIndex) {
      if (expr.kind == Kind::kMember) wanted = expr.name;
      if (const auto owner = value(*expr.args.front())) known = owner->member_names();
      const auto dashed = std::find_if(known.begin(), known.end(), [&](const std::string& k) {
        return k.starts_with(wanted + "-");
      });
      if (!wanted.empty() && dashed != known.end())
        hint = "a name with - is written ['" + *dashed + "']";
    }
    if (hint.empty() && !wanted.empty() && !known.empty()) hint = base::did_you_mean(wanted, known);
    if (hint.empty()) hint = "give a default: " + source(expr) + "!'...'";
    // Only what the client sends can be missing from it; a misspelt part of req itself is ours to
    // mend.
    const bool part_of_req = expr.kind == Kind::kMember && &root == expr.args.front().get();
    fail(from_request && !part_of_req ? "template/request" : "template/undefined",
         source(expr) + " is not defined", expr, hint);
  }

  void step(const Expr& at) {
    if (++steps_ > limits_.max_steps)
      fail("template/limit",
           "the template takes more than " + std::to_string(limits_.max_steps) + " steps", at,
           "shorten its lists");
  }

  // ---- values

  static bool missing(const std::optional<Value>& v) {
    return !v || (v->json() != nullptr && v->json()->is_null());
  }

  Value present(std::optional<Value> v, const Expr& expr) {
    if (!v) undefined(expr);
    return std::move(*v);
  }

  /// The JSON of a value; a Dynamic is written out.
  Json json_of(const Value& v, const Expr& expr) const {
    if (v.json() != nullptr) return *v.json();
    auto json = v.dynamic()->json();
    if (!json) fail(json.error(), expr);
    return std::move(*json);
  }

  Json json(const Expr& expr) {
    auto found = value(expr);
    if (missing(found)) {
      if (found)
        fail("template/undefined", source(expr) + " is null", expr,
             "give a default: " + source(expr) + "!'...'");
      undefined(expr);
    }
    return json_of(*found, expr);
  }

  bool condition(const Expr& expr) {
    const auto v = json(expr);
    if (!v.is_boolean())
      fail("template/wrong-type",
           source(expr) + " is " + kind_of(v) + ", but a condition must be true or false", expr,
           "compare it, or ask whether it is there: x??");
    return v.get<bool>();
  }

  std::string text(const Json& v, const Expr& expr) const {
    try {
      return to_text(v, parsed_->dialect);
    } catch (const BuiltinError& e) {
      fail("template/wrong-type", source(expr) + ": " + e.message, expr, e.hint);
    }
  }

  /// nullopt: not defined. With `forgiving`, a missing step inside a path makes the whole
  /// undefined; else it is an error, and only the last step may be missing.
  std::optional<Value> value(const Expr& expr, bool forgiving = false) {
    step(expr);
    switch (expr.kind) {
      case Kind::kLiteral:
        return Value::view(expr.literal);
      case Kind::kText:
        return Value(Json(inner_text(expr)));
      case Kind::kName:
        return name(expr.name);
      case Kind::kParen:
        return value(*expr.args[0], true);
      case Kind::kMember:
        return member(expr, expr.name, forgiving);
      case Kind::kIndex:
        return index(expr, forgiving);
      case Kind::kCall:
        return call(expr);
      case Kind::kBuiltin:
        return built_in(expr);
      case Kind::kDefault:
        return fallback(expr);
      case Kind::kExists:
        return Value(Json(!missing(value(*expr.args[0]))));
      case Kind::kNot:
        return Value(Json(!condition(*expr.args[0])));
      case Kind::kNegate:
        return Value(negated(expr));
      case Kind::kBinary:
        return Value(binary(expr));
      case Kind::kList:
        return Value(list(expr));
      case Kind::kHash:
        return Value(hash(expr));
    }
    return std::nullopt;
  }

  std::optional<Value> name(const std::string& name) const {
    for (auto it = locals_.rbegin(); it != locals_.rend(); ++it) {
      if (it->first == name) return it->second;
    }
    const auto own = assigned_.find(name);
    return own != assigned_.end() ? own->second : scope_.lookup(name);
  }

  std::optional<Value> owner_of(const Expr& expr, bool forgiving) {
    const auto& owner = *expr.args.front();
    auto found = value(owner, forgiving);
    if (!missing(found)) return found;
    if (forgiving) return std::nullopt;
    if (!found) undefined(owner);
    fail("template/undefined", source(owner) + " is null", owner, "it has no members");
  }

  std::optional<Value> member(const Expr& expr, const std::string& key, bool forgiving) {
    const auto owner = owner_of(expr, forgiving);
    if (!owner) return std::nullopt;
    if (owner->dynamic() != nullptr) {
      auto found = owner->dynamic()->member(key);
      if (!found) fail(found.error(), expr);
      return *found;
    }
    const Json& json = *owner->json();
    if (!json.is_object()) {
      fail("template/wrong-type",
           source(*expr.args.front()) + " is " + kind_of(json) + " and has no member " +
               base::in_quotes(key),
           expr, json.is_array() ? "take an element first: x[0]" : "");
    }
    const auto it = json.find(key);
    if (it == json.end()) return std::nullopt;
    return owner->part(*it);
  }

  std::optional<Value> index(const Expr& expr, bool forgiving) {
    const auto key = json(*expr.args[1]);
    if (key.is_string()) return member(expr, key.get_ref<const std::string&>(), forgiving);
    if (!key.is_number_integer())
      fail("template/wrong-type", "an index is a whole number or a string, got " + kind_of(key),
           *expr.args[1]);
    const auto owner = owner_of(expr, forgiving);
    if (!owner) return std::nullopt;
    if (owner->json() == nullptr || !owner->json()->is_array()) {
      fail("template/wrong-type", source(*expr.args.front()) + " is not a list", expr,
           "a member is named: x.name or x['name']");
    }
    const auto at = key.get<std::int64_t>();
    if (at < 0 || static_cast<std::size_t>(at) >= owner->json()->size()) return std::nullopt;
    return owner->part((*owner->json())[static_cast<std::size_t>(at)]);
  }

  std::optional<Value> call(const Expr& expr) {
    std::vector<Value> args;
    for (const auto& arg : expr.args) args.emplace_back(json(*arg));
    auto result = scope_.call(expr.name, args);
    if (!result) {
      fail("template/unknown-function", "unknown function " + expr.name + "()", expr,
           base::did_you_mean(expr.name, scope_.function_names()));
    }
    if (!*result) fail(result->error(), expr);
    return std::move(**result);
  }

  std::optional<Value> built_in(const Expr& expr) {
    const auto& target = *expr.args.front();
    Json json_target;
    if (!expr.builtin->forgives_missing) {
      json_target = json(target);
    } else if (auto found = value(target); !missing(found)) {
      json_target = json_of(*found, target);
    }
    std::vector<Json> args;
    for (std::size_t i = 1; i < expr.args.size(); ++i) args.push_back(json(*expr.args[i]));
    return Value(guarded(expr, [&] { return expr.builtin->apply(context(), json_target, args); }));
  }

  std::optional<Value> fallback(const Expr& expr) {
    auto found = value(*expr.args[0]);
    if (!missing(found)) return found;
    if (expr.args.size() == 1) return Value(Json(""));
    return value(*expr.args[1]);
  }

  std::string inner_text(const Expr& expr) {
    const auto* outer = parsed_;
    parsed_ = expr.text.get();
    std::string out;
    try {
      run(parsed_->nodes, out);
    } catch (const Failure& inner) {
      parsed_ = outer;
      fail(inner.diag, expr);
    }
    parsed_ = outer;
    return out;
  }

  Json list(const Expr& expr) {
    Json out = Json::array();
    for (const auto& arg : expr.args) out.push_back(json(*arg));
    guarded(expr, [&] { return check_weight(out, context()); });
    return out;
  }

  Json hash(const Expr& expr) {
    Json out = Json::object();
    for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
      const auto key = json(*expr.args[i]);
      if (!key.is_string())
        fail("template/wrong-type", "a key must be a string, got " + kind_of(key), *expr.args[i]);
      out[key.get<std::string>()] = json(*expr.args[i + 1]);
    }
    guarded(expr, [&] { return check_weight(out, context()); });
    return out;
  }

  // ---- operators

  Json binary(const Expr& expr) {
    const Expr& left = *expr.args[0];
    const Expr& right = *expr.args[1];
    if (expr.op == Op::kOr) return condition(left) || condition(right);
    if (expr.op == Op::kAnd) return condition(left) && condition(right);
    const Json a = json(left), b = json(right);
    return guarded(expr, [&] { return apply_operator(expr.op, a, b, context()); });
  }

  Json negated(const Expr& expr) {
    const auto v = json(*expr.args[0]);
    if (!base::is_number(v))
      fail("template/wrong-type", "- needs a number, got " + kind_of(v), expr);
    return guarded(expr, [&] { return apply_operator(Op::kSub, Json(0), v, context()); });
  }

  BuiltinContext context() const { return BuiltinContext{parsed_->dialect, limits_.max_output}; }

  /// Runs what may throw a BuiltinError, and gives its finding the place of `expr`.
  template <class Work>
  std::invoke_result_t<Work> guarded(const Expr& expr, const Work& work) const {
    try {
      return work();
    } catch (const BuiltinError& e) {
      fail(e.code, e.message, expr, e.hint);
    }
  }

  // ---- directives

  void run(const Block& nodes, std::string& out) {
    for (const auto& node : nodes) {
      switch (node.kind) {
        case Node::Kind::kText:
          out += node.text;
          break;
        case Node::Kind::kValue:
          out += text(json(*node.expr), *node.expr);
          break;
        case Node::Kind::kIf:
          run_if(node, out);
          break;
        case Node::Kind::kList:
          run_list(node, out);
          break;
        case Node::Kind::kAssign:
          assign(node.text, Value(json(*node.expr)));
          break;
      }
      if (out.size() > limits_.max_output) {
        throw Failure{text_error("template/limit",
                                 "the text grows beyond " + base::format_bytes(limits_.max_output),
                                 parsed_->text, node.begin, 1, "make it smaller")};
      }
    }
  }

  void run_if(const Node& node, std::string& out) {
    for (const auto& branch : node.branches) {
      if (branch.condition == nullptr || condition(*branch.condition)) return run(branch.body, out);
    }
  }

  void run_list(const Node& node, std::string& out) {
    const auto items = json(*node.expr);
    if (!items.is_array())
      fail("template/wrong-type",
           source(*node.expr) + " is " + kind_of(items) + ", but <#list> needs a list", *node.expr,
           items.is_object() ? "list its keys: x?keys" : "");
    if (items.empty()) return run(node.otherwise, out);
    for (std::size_t i = 0; i < items.size(); ++i) {
      step(*node.expr);
      const auto outer = locals_.size();
      locals_.emplace_back(node.text, Value(items[i]));
      locals_.emplace_back(node.text + "_index", Value(Json(i)));
      locals_.emplace_back(node.text + "_has_next", Value(Json(i + 1 < items.size())));
      run(node.body, out);
      locals_.erase(locals_.begin() + static_cast<std::ptrdiff_t>(outer), locals_.end());
    }
  }

  /// An assignment lives until the end of the template; loop variables hide it while they last.
  void assign(const std::string& name, Value v) { assigned_.insert_or_assign(name, std::move(v)); }

  const Parsed* parsed_;
  const Scope& scope_;
  const RenderLimits& limits_;
  std::vector<std::pair<std::string, Value>> locals_;  // loop variables, innermost last
  std::map<std::string, Value> assigned_;
  std::size_t steps_ = 0;
};

}  // namespace

std::string render(const Parsed& parsed, const Scope& scope, const RenderLimits& limits) {
  return Evaluator(parsed, scope, limits).render();
}

base::Json evaluate(const Parsed& parsed, const Scope& scope, const RenderLimits& limits) {
  const bool one_value =
      parsed.nodes.size() == 1 && parsed.nodes.front().kind == Node::Kind::kValue;
  if (!one_value) return render(parsed, scope, limits);
  return Evaluator(parsed, scope, limits).whole_value(*parsed.nodes.front().expr);
}

}  // namespace ricochet::match::tpl
