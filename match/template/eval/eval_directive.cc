#include "base/text/text.h"
#include "match/template/eval/evaluator.h"
#include "match/template/format/decimal_format.h"
#include "match/text/error.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

using NodeKind = Node::Kind;

namespace {

/// Each run of white space becomes a line break, when it holds one, or a blank; none is left at
/// both ends.
std::string compressed(const std::string& text) {
  std::string out;
  std::string_view gap;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    if (is_java_space(next_character(text, at))) {
      const char c = text[begin];
      if (gap.empty()) gap = " ";
      if (c == '\n' && gap == "\r")
        gap = "\r\n";
      else if ((c == '\n' || c == '\r') && gap == " ")
        gap = c == '\n' ? "\n" : "\r";
      continue;
    }
    if (!out.empty()) out += gap;
    gap = {};
    out.append(text, begin, at - begin);
  }
  return out;
}

}  // namespace

Evaluator::Flow Evaluator::run(const Block& nodes, std::string& out) {
  for (const auto& node : nodes) {
    const auto flow = run(node, out);
    if (out.size() > limits_.max_output)
      fail_at("template/limit", "the text grows beyond " + base::format_bytes(limits_.max_output),
              node.begin, "make it smaller");
    if (flow != Flow::kNext) return flow;
  }
  return Flow::kNext;
}

Evaluator::Flow Evaluator::run(const Node& node, std::string& out) {
  if (node.kind == NodeKind::kText) {
    out += node.text;
    return Flow::kNext;
  }
  step(node.begin);
  const Deeper deeper(*this, node.begin);
  switch (node.kind) {
    case NodeKind::kValue:
      put_value(node, out);
      return Flow::kNext;
    case NodeKind::kNumber:
      put_number(node, out);
      return Flow::kNext;
    case NodeKind::kIf:
      return run_if(node, out);
    case NodeKind::kSwitch:
      return run_switch(node, out);
    case NodeKind::kList:
      return run_list(node, out);
    case NodeKind::kItems:
      return run_items(node, out);
    case NodeKind::kEscape:
      return run(node.body, out);
    case NodeKind::kSep:
      return listing_.loop != nullptr && listing_.loop->has_next ? run(node.body, out)
                                                                 : Flow::kNext;
    case NodeKind::kNested:
      return nested(node, out);
    case NodeKind::kCall:
      return macro_call(node, out);
    case NodeKind::kAttempt:
      return run_attempt(node, out);
    case NodeKind::kCapture:
    case NodeKind::kCompress:
      return run_captured(node, out);
    default:
      return run_silent(node);
  }
}

/// What prints nothing.
Evaluator::Flow Evaluator::run_silent(const Node& node) {
  switch (node.kind) {
    case NodeKind::kBreak:
      return Flow::kBreak;
    case NodeKind::kContinue:
      return Flow::kContinue;
    case NodeKind::kReturn:
      returned_ = node.expr ? present(*node.expr) : Datum();
      return Flow::kReturn;
    case NodeKind::kAssign:
      for (const auto& binding : node.bindings) bind(node, binding);
      return Flow::kNext;
    case NodeKind::kMacro:
      assigned_.insert_or_assign(node.text, Datum(Callable{&node, nullptr}));
      return Flow::kNext;
    case NodeKind::kSetting:
      run_setting(node);
      return Flow::kNext;
    case NodeKind::kStop:
      fail_at("template/stopped",
              node.expr ? "the template stopped: " + text(*node.expr) : "the template stopped",
              node.begin);
    default:
      return Flow::kNext;
  }
}

/// <#escape x as e>: e with the value for x; the inner one first.
Datum Evaluator::escaped(Datum value_of_inner, const Escape* escape) {
  for (; escape != nullptr; escape = escape->outer.get()) {
    const Restore restore(*this);
    frame_->locals.push_back({escape->name, std::move(value_of_inner), nullptr, true});
    value_of_inner = value(*escape->expr);
  }
  return value_of_inner;
}

void Evaluator::put_value(const Node& node, std::string& out) {
  if (!node.escape) {
    out += text(*node.expr);
    return;
  }
  const auto result = escaped(value(*node.expr), node.escape.get());
  if (result.missing()) undefined(*node.expr);
  out += guarded(*node.expr, [&] { return to_text(result, *this); });
}

/// #{x}: digits without grouping, `m` at least and `M` at most so many behind the dot.
void Evaluator::put_number(const Node& node, std::string& out) {
  const auto v = present(*node.expr);
  if (v.number() == nullptr)
    fail("template/wrong-type", "#{} needs a number, got " + kind_of(v), *node.expr,
         "write ${...}");
  constexpr int kMost = 50;
  const bool given = node.max_fraction >= 0;
  const auto least = static_cast<std::size_t>(given ? node.min_fraction : 0);
  const auto most = static_cast<std::size_t>(given ? node.max_fraction : kMost);
  const auto digits = std::string(least, '0') + std::string(most - least, '#');
  const auto format = DecimalFormat::parse(most == 0 ? "0" : "0." + digits);
  out += format->format(*v.number());
}

Evaluator::Flow Evaluator::run_if(const Node& node, std::string& out) {
  for (const auto& branch : node.branches) {
    if (branch.conditions.empty() || condition(*branch.conditions[0])) return run(branch.body, out);
  }
  return Flow::kNext;
}

/// <#case> falls through until a <#break>, <#on> does not.
Evaluator::Flow Evaluator::run_switch(const Node& node, std::string& out) {
  const auto subject = present(*node.expr);
  bool running = false;
  const Branch* otherwise = nullptr;
  for (const auto& branch : node.branches) {
    if (branch.conditions.empty()) otherwise = &branch;
    bool fits = running;
    for (const auto& wanted : branch.conditions) {
      if (fits) break;
      const auto v = present(*wanted);
      fits = guarded(*wanted, [&] { return equal(subject, v, false); });
    }
    if (!fits) continue;
    running = true;
    const auto flow = run(branch.body, out);
    if (flow == Flow::kBreak && branch.falls_through) return Flow::kNext;
    if (flow != Flow::kNext || !branch.falls_through) return flow;
  }
  if (running || otherwise == nullptr) return Flow::kNext;
  const auto flow = run(otherwise->body, out);
  return flow == Flow::kBreak && otherwise->falls_through ? Flow::kNext : flow;
}

Evaluator::Flow Evaluator::run_list(const Node& node, std::string& out) {
  const auto items = present(*node.expr);
  const auto list = items.sequence();
  const bool pairs = node.names.size() == 2;
  const bool object = items.hash() != nullptr && (pairs || node.names.empty());
  if (pairs ? items.hash() == nullptr : (!list && !object))
    fail("template/wrong-type",
         source(*node.expr) + " is " + kind_of(items) + ", but <#list> needs " +
             (pairs ? "an object for a key and a value" : "a list"),
         *node.expr,
         items.hash() != nullptr ? "list its keys: x?keys, or <#list x as key, value>"
         : list                  ? "write <#list xs as x>"
                                 : "");
  const bool empty = pairs || !list ? items.hash()->size() == 0 : list->size() == 0;
  if (empty) return run(node.otherwise, out);
  if (!node.names.empty()) return loop(items, node.names, *node.expr, node.body, out);
  const auto outer = listing_;
  listing_ = {&items, node.expr.get(), nullptr};
  const auto flow = run(node.body, out);
  listing_ = outer;
  return flow;
}

Evaluator::Flow Evaluator::run_items(const Node& node, std::string& out) {
  if (listing_.items == nullptr)
    fail_at("template/wrong-type", "<#items> is for the <#list> around it, once", node.begin,
            "write it directly inside of <#list xs>");
  const auto outer = listing_;
  const bool pairs = node.names.size() == 2;
  if (pairs != (outer.items->hash() != nullptr && !outer.items->sequence()))
    fail("template/wrong-type",
         source(*outer.source) + " is " + kind_of(*outer.items) + ", which <#items> takes as " +
             (pairs ? "one variable" : "key and value"),
         *outer.source, pairs ? "write <#items as x>" : "write <#items as key, value>");
  const auto flow = loop(*outer.items, node.names, *outer.source, node.body, out);
  listing_ = outer;
  return flow;
}

Evaluator::Flow Evaluator::loop(const Datum& items, const std::vector<std::string>& names,
                                const Expr& source, const Block& body, std::string& out) {
  const bool pairs = names.size() == 2;
  const auto list = items.sequence();
  Hash::Members members;
  if (pairs) {
    guarded(source, [&] { charge(kBytesOfMember * items.hash()->size()); });
    auto all = items.hash()->members();
    if (!all) fail(all.error(), source);
    members = std::move(*all);
  }
  const auto count = pairs ? members.size() : list->size();
  const auto outer = listing_;
  Flow flow = Flow::kNext;
  for (std::size_t i = 0; i < count && (flow == Flow::kNext || flow == Flow::kContinue); ++i) {
    step(source.begin);
    const Restore restore(*this);
    const LoopState state{i, i + 1 < count};
    if (pairs) {
      auto& [key, member] = members[i];
      frame_->locals.push_back({names[1], std::move(member), nullptr, false});
      frame_->locals.push_back({names[0], Datum(std::move(key)), &state, false});
    } else {
      auto item = guarded(source, [&] { return list->at(i); });
      frame_->locals.push_back({names[0], std::move(item), &state, false});
    }
    listing_ = {nullptr, nullptr, &state};
    flow = run(body, out);
    listing_ = outer;
  }
  return flow == Flow::kReturn ? flow : Flow::kNext;
}

/// What failed leaves nothing behind; bounds are for all of the template.
Evaluator::Flow Evaluator::run_attempt(const Node& node, std::string& out) {
  const auto size = out.size();
  const auto listing = listing_;
  const auto depth = depth_;
  std::string message;
  try {
    const Restore restore(*this);
    return run(node.body, out);
  } catch (const Failure& failure) {
    // The code, as it is this very error that <#attempt> must not catch, and no kind of it.
    if (failure.diag.code == "template/limit") throw;
    message = failure.diag.message;
  }
  listing_ = listing;
  depth_ = depth;
  out.resize(size);
  const auto outer = frame_->error;
  frame_->error = std::move(message);
  const auto flow = run(node.otherwise, out);
  frame_->error = outer;
  return flow;
}

Evaluator::Flow Evaluator::run_captured(const Node& node, std::string& out) {
  std::string text;
  const auto flow = run(node.body, text);
  try {
    charge(text.size());
  } catch (const BuiltinError& e) {
    fail_at(e.code, e.message, node.begin, e.hint);
  }
  if (node.kind == NodeKind::kCompress)
    out += compressed(text);
  else if (flow == Flow::kNext)
    set(node.variable_scope, node.text, Datum(std::move(text)));
  return flow;
}

void Evaluator::run_setting(const Node& node) {
  const auto v = text(*node.expr);
  auto* const slot = node.text == "number_format"     ? &settings_.number_format
                     : node.text == "boolean_format"  ? &settings_.boolean_format
                     : node.text == "date_format"     ? &settings_.date_format
                     : node.text == "time_format"     ? &settings_.time_format
                     : node.text == "datetime_format" ? &settings_.datetime_format
                     : node.text == "time_zone"       ? &settings_.time_zone
                                                      : nullptr;
  if (slot == nullptr) return;
  const bool of_java = slot == &settings_.number_format && v.empty();
  *slot = of_java ? std::string(kEmptyNumberFormat) : v;
}

}  // namespace ricochet::match::tpl
