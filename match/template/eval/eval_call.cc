#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/template/eval/evaluator.h"

namespace ricochet::match::tpl {

namespace {

std::string shown(const Node& definition) {
  return (definition.function ? "function " : "macro ") + definition.text;
}

}  // namespace

/// A function of the template, or one of ours: uuid(), now() ...
Datum Evaluator::function_call(const Expr& expr) {
  const auto own = name(expr.name);
  if (!own.missing()) {
    const auto* callable = own.callable();
    if (callable == nullptr || callable->definition == nullptr)
      fail("template/wrong-type", expr.name + " is " + kind_of(own) + ", not a function", expr);
    if (!callable->definition->function)
      fail("template/wrong-type", expr.name + " is a macro, not a function", expr,
           "call it as <@" + expr.name + "/>");
    Frame frame;
    Items args;
    for (const auto& arg : expr.args) args.push_back(value(*arg));
    positional(*callable->definition, std::move(args), frame, expr.begin);
    defaults(*callable->definition, frame, expr.begin);
    std::string unused;
    return invoke(*callable->definition, frame, unused);
  }
  std::vector<Value> args;
  for (const auto& arg : expr.args) {
    const auto v = present(*arg);
    args.emplace_back(guarded(*arg, [&] { return to_json(v, *this); }));
  }
  auto result = scope_.call(expr.name, args);
  if (!result) {
    auto known = scope_.function_names();
    for (const auto& [own_name, v] : assigned_) {
      if (v.callable() != nullptr) known.push_back(own_name);
    }
    fail("template/unknown-function", "unknown function " + expr.name + "()", expr,
         base::did_you_mean(expr.name, known));
  }
  if (!*result) fail(result->error(), expr);
  return Datum::of(**result);
}

/// Of a built-in such as ?map: a lambda runs where it stands.
Datum Evaluator::call(const Datum& callable, Items args) {
  const auto& what = *callable.callable();
  if (what.lambda != nullptr) {
    const Restore restore(*this);
    for (std::size_t i = 0; i < what.lambda->names.size() && i < args.size(); ++i)
      frame_->locals.push_back({what.lambda->names[i], std::move(args[i]), nullptr, true});
    return value(*what.lambda->args[0]);
  }
  if (!what.definition->function)
    throw BuiltinError{what.definition->text + " is a macro, not a function", ""};
  Frame frame;
  positional(*what.definition, std::move(args), frame, what.definition->begin);
  defaults(*what.definition, frame, what.definition->begin);
  std::string unused;
  return invoke(*what.definition, frame, unused);
}

void Evaluator::positional(const Node& definition, Items args, Frame& frame, std::size_t at) const {
  const auto& parameters = definition.bindings;
  if (args.size() > parameters.size() && definition.catch_all.empty())
    fail_at("template/wrong-type",
            shown(definition) + " takes " + base::plural(parameters.size(), "argument") + ", got " +
                std::to_string(args.size()),
            at);
  Items rest;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i >= parameters.size())
      rest.push_back(args[i]);
    else if (!args[i].missing())
      frame.variables.insert_or_assign(parameters[i].name, args[i]);
  }
  if (!definition.catch_all.empty())
    frame.variables.insert_or_assign(definition.catch_all, Datum::list(std::move(rest)));
  frame.arguments = Datum::list(std::move(args));
}

void Evaluator::named(const Node& definition, const Node& call, Frame& frame) {
  std::vector<std::pair<std::string, Datum>> rest, all;
  for (const auto& argument : call.bindings) {
    auto v = value(*argument.expr);
    all.emplace_back(argument.name, v);
    const bool known = std::any_of(definition.bindings.begin(), definition.bindings.end(),
                                   [&](const Binding& p) { return p.name == argument.name; });
    if (known) {
      if (!v.missing()) frame.variables.insert_or_assign(argument.name, std::move(v));
    } else if (!definition.catch_all.empty()) {
      rest.emplace_back(argument.name, std::move(v));
    } else {
      std::vector<std::string> names;
      for (const auto& p : definition.bindings) names.push_back(p.name);
      fail_at("template/wrong-type",
              shown(definition) + " has no parameter " + base::in_quotes(argument.name),
              argument.begin, names.empty() ? "" : base::did_you_mean(argument.name, names));
    }
  }
  if (!definition.catch_all.empty())
    frame.variables.insert_or_assign(definition.catch_all, Datum::hash(std::move(rest)));
  frame.arguments = Datum::hash(std::move(all));
}

/// In the order of the parameters; a default may name those before it.
void Evaluator::defaults(const Node& definition, Frame& frame, std::size_t at) {
  for (const auto& parameter : definition.bindings) {
    if (frame.variables.contains(parameter.name)) continue;
    if (!parameter.expr)
      fail_at("template/undefined",
              shown(definition) + " needs its parameter " + base::in_quotes(parameter.name), at,
              "give it a value here, or a default where it is declared");
    const Restore restore(*this);
    frame.caller = frame_;
    frame_ = &frame;
    parsed_ = &root_;
    auto v = value(*parameter.expr);
    if (!v.missing()) frame.variables.insert_or_assign(parameter.name, std::move(v));
  }
}

Datum Evaluator::invoke(const Node& definition, Frame& frame, std::string& out) {
  step(definition.begin);
  const Restore restore(*this);
  const auto listing = listing_;
  frame.definition = &definition;
  frame.caller = frame_;
  frame.caller_parsed = parsed_;
  frame_ = &frame;
  parsed_ = &root_;
  listing_ = {};
  returned_ = Datum();
  const auto flow = run(definition.body, out);
  listing_ = listing;
  auto result = flow == Flow::kReturn ? std::move(returned_) : Datum();
  returned_ = Datum();
  return result;
}

Evaluator::Flow Evaluator::macro_call(const Node& node, std::string& out) {
  const auto found = present(*node.expr);
  const auto* callable = found.callable();
  if (callable == nullptr || callable->definition == nullptr)
    fail("template/wrong-type", source(*node.expr) + " is " + kind_of(found) + ", not a macro",
         *node.expr);
  const auto& definition = *callable->definition;
  if (definition.function)
    fail("template/wrong-type", source(*node.expr) + " is a function, not a macro", *node.expr,
         "call it as ${" + source(*node.expr) + "(...)}");
  Frame frame;
  if (!node.args.empty()) {
    Items args;
    for (const auto& arg : node.args) args.push_back(value(*arg));
    positional(definition, std::move(args), frame, node.begin);
  } else {
    named(definition, node, frame);
  }
  defaults(definition, frame, node.begin);
  frame.call = &node;
  invoke(definition, frame, out);
  return Flow::kNext;
}

/// The content of the call, with the caller's variables, and what <#nested a, b> hands over.
Evaluator::Flow Evaluator::nested(const Node& node, std::string& out) {
  Frame& own = *frame_;
  if (own.call == nullptr || !own.call->has_body) return Flow::kNext;
  Items args;
  for (const auto& arg : node.args) args.push_back(value(*arg));
  const auto& names = own.call->names;
  const Restore restore(*this);
  const auto listing = listing_;
  frame_ = own.caller;
  parsed_ = own.caller_parsed;
  const auto locals = frame_->locals.size();
  args.resize(std::max(args.size(), names.size()));
  for (std::size_t i = 0; i < names.size(); ++i)
    frame_->locals.push_back({names[i], std::move(args[i]), nullptr, true});
  const auto flow = run(own.call->body, out);
  frame_->locals.resize(locals);
  listing_ = listing;
  return flow == Flow::kReturn ? flow : Flow::kNext;
}

}  // namespace ricochet::match::tpl
