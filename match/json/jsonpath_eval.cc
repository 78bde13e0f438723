#include <algorithm>

#include "base/json/document.h"
#include "match/give_up.h"
#include "match/json/jsonpath.h"
#include "match/json/jsonpath_ast.h"
#include "match/json/jsonpath_compare.h"
#include "match/json/jsonpath_functions.h"
#include "match/work.h"

namespace ricochet::match {

namespace jsonpath {

namespace {

using base::Json;

constexpr std::uint64_t kWorkOfStep = 64;    // units of match::Work
constexpr std::size_t kMembersPerStep = 32;  // that a look-up by name passes, or a comparison
constexpr std::size_t kCostOfPattern = 100;  // steps that compiling a computed pattern counts as

/// At most one value: RFC's "ValueType", where null pointers are "Nothing".
struct Value {
  const Json* ref = nullptr;
  std::optional<Json> own;
  const Json* get() const { return own ? &*own : ref; }
};

class Evaluator {
 public:
  /// A step is a unit of the work that all searches of a scope share.
  Evaluator(const Json& root, JsonPath::Nodes& out) : root_(root), out_(out) {}

  std::vector<const Json*> run(const Query& query, const Json& current) {
    std::vector<const Json*> nodes{query.relative ? &current : &root_};
    for (const auto& segment : query.segments) {
      if (segment.function) {
        nodes = call(segment, nodes);
        continue;
      }
      std::vector<const Json*> next;
      for (const Json* node : nodes) {
        if (!step()) return {};
        if (segment.descendant)
          descend(segment, *node, next, 0);
        else
          select(segment, *node, next);
      }
      nodes = std::move(next);
    }
    return nodes;
  }

 private:
  bool step(std::uint64_t n = 1) {
    steps_ += n;
    if (steps_ > JsonPath::kMaxSteps || !Work::draw(n * kWorkOfStep)) out_.gave_up = true;
    return !out_.gave_up;
  }

  std::vector<const Json*> call(const Segment& segment, const std::vector<const Json*>& nodes) {
    std::vector<const Json*> arguments;
    for (const auto& argument : segment.arguments) {
      if (argument->kind == Expr::Kind::kQuery) {
        const auto found = run(argument->query, root_);
        if (found.empty() && argument->query.singular()) return {};
        arguments.insert(arguments.end(), found.begin(), found.end());
      } else {
        arguments.push_back(&argument->literal);
      }
    }
    std::size_t values = 1 + nodes.size() + arguments.size();
    for (const Json* node : nodes) values += node->size();
    if (!step(values)) return {};
    return applied(*segment.function, nodes, arguments, out_);
  }

  void descend(const Segment& segment, const Json& node, std::vector<const Json*>& next,
               std::size_t depth) {
    if (!step()) return;
    if (depth > base::kMaxJsonDepth) {
      out_.gave_up = true;
      return;
    }
    select(segment, node, next);
    if (!node.is_structured()) return;
    for (const auto& child : node) descend(segment, child, next, depth + 1);
  }

  void select(const Segment& segment, const Json& node, std::vector<const Json*>& next) {
    for (const auto& selector : segment.selectors) {
      if (!step()) return;
      switch (selector.kind) {
        case Selector::Kind::kName:
          name(selector, node, next);
          break;
        case Selector::Kind::kIndex:
          index(selector, node, next);
          break;
        case Selector::Kind::kSlice:
          slice(selector, node, next);
          break;
        case Selector::Kind::kWildcard:
          children(node, next, nullptr);
          break;
        case Selector::Kind::kFilter:
          filtered(selector, segment.descendant, node, next);
          break;
      }
    }
  }

  void name(const Selector& selector, const Json& node, std::vector<const Json*>& next) {
    if (!node.is_object()) return;
    // A large object is searched from its beginning.
    if (node.size() > kMembersPerStep && !step(node.size() / kMembersPerStep)) return;
    const auto it = node.find(selector.name);
    if (it != node.end()) next.push_back(&*it);
  }

  void index(const Selector& selector, const Json& node, std::vector<const Json*>& next) {
    if (!node.is_array()) return;
    const auto size = static_cast<std::int64_t>(node.size());
    const auto at = selector.index < 0 ? selector.index + size : selector.index;
    if (at >= 0 && at < size) next.push_back(&node[static_cast<std::size_t>(at)]);
  }

  void slice(const Selector& selector, const Json& node, std::vector<const Json*>& next) {
    if (!node.is_array() || selector.step == 0) return;
    const auto size = static_cast<std::int64_t>(node.size());
    const auto normal = [size](std::int64_t i) { return i >= 0 ? i : size + i; };
    const bool forward = selector.step > 0;
    const auto start = normal(selector.start.value_or(forward ? 0 : size - 1));
    const auto end = selector.end ? normal(*selector.end) : forward ? size : -1;
    if (forward) {
      const auto upper = std::clamp<std::int64_t>(end, 0, size);
      for (auto i = std::clamp<std::int64_t>(start, 0, size); i < upper && step();
           i += selector.step) {
        next.push_back(&node[static_cast<std::size_t>(i)]);
      }
    } else {
      const auto lower = std::clamp<std::int64_t>(end, -1, size - 1);
      for (auto i = std::clamp<std::int64_t>(start, -1, size - 1); i > lower && step();
           i += selector.step) {
        next.push_back(&node[static_cast<std::size_t>(i)]);
      }
    }
  }

  /// Each filter compares as it is written, also one inside of another. Jayway asks an object
  /// itself, not its members.
  void filtered(const Selector& selector, bool descendant, const Json& node,
                std::vector<const Json*>& next) {
    const bool outside = jayway_;
    jayway_ = selector.jayway;
    if (jayway_ && !descendant && node.is_object() && step() && holds(*selector.filter, node))
      next.push_back(&node);
    else
      children(node, next, selector.filter.get());
    jayway_ = outside;
  }

  void children(const Json& node, std::vector<const Json*>& next, const Expr* filter) {
    if (!node.is_structured()) return;
    for (const auto& child : node) {
      if (!step()) return;
      if (filter == nullptr || holds(*filter, child)) next.push_back(&child);
    }
  }

  // ---- filters

  bool holds(const Expr& expr, const Json& current) {
    if (!step()) return false;
    const auto each = [&](const auto& arg) { return holds(*arg, current); };
    switch (expr.kind) {
      case Expr::Kind::kOr:
        return std::any_of(expr.args.begin(), expr.args.end(), each);
      case Expr::Kind::kAnd:
        return std::all_of(expr.args.begin(), expr.args.end(), each);
      case Expr::Kind::kNot:
        return !holds(*expr.args.front(), current);
      case Expr::Kind::kExists:
        return !run(expr.query, current).empty();
      case Expr::Kind::kCompare:
        return compare(expr, current);
      case Expr::Kind::kCall:
        return pattern(expr, current);
      case Expr::Kind::kLiteral:
      case Expr::Kind::kQuery:
        break;  // the parser lets neither stand alone
    }
    return false;
  }

  Value value(const Expr& expr, const Json& current) {
    Value out;
    if (expr.kind == Expr::Kind::kLiteral) {
      out.ref = &expr.literal;
    } else if (expr.kind == Expr::Kind::kQuery) {
      const auto nodes = run(expr.query, current);
      if (nodes.size() == 1) out.ref = nodes.front();
    } else if (expr.function == Function::kCount) {
      out.own = run(expr.args[0]->query, current).size();
    } else if (expr.function == Function::kValue) {
      const auto nodes = run(expr.args[0]->query, current);
      if (nodes.size() == 1) out.ref = nodes.front();
    } else if (expr.function == Function::kLength) {
      const auto arg = value(*expr.args[0], current);
      const auto length = arg.get() == nullptr ? std::nullopt : length_of(*arg.get());
      if (length) out.own = *length;
    }
    return out;
  }

  bool compare(const Expr& expr, const Json& current) {
    const auto left_value = value(*expr.args[0], current);
    if (expr.compare == Compare::kRegex) return fits_pattern(*expr.regex, left_value.get());
    const auto right_value = value(*expr.args[1], current);
    const Json* left = left_value.get();
    const Json* right = right_value.get();
    if (left != nullptr && right != nullptr && left->is_structured() && right->is_structured() &&
        !step(nodes_of(*left) / kMembersPerStep))
      return false;
    // Each element of one list may meet each of the other.
    if (right != nullptr && right->is_array() && left != nullptr &&
        !step(1 + right->size() * std::max<std::size_t>(1, left->size())))
      return false;
    return compared(expr.compare, left, right, jayway_);
  }

  /// All of them: a comparison may look at each.
  static std::size_t nodes_of(const Json& value) {
    if (!value.is_structured()) return 1;
    std::size_t count = 1;
    for (const auto& child : value) count += nodes_of(child);
    return count;
  }

  bool pattern(const Expr& expr, const Json& current) {
    const auto text = value(*expr.args[0], current);
    if (text.get() == nullptr || !text.get()->is_string()) return false;
    const auto& subject = text.get()->get_ref<const std::string&>();
    if (expr.regex) return expr.regex->matches(subject);
    const auto given = value(*expr.args[1], current);
    if (given.get() == nullptr || !given.get()->is_string() || !step(kCostOfPattern)) return false;
    Regex::Options options;
    options.whole = expr.function == Function::kMatch;
    options.dialect = Regex::Dialect::kIRegexp;
    const auto regex = Regex::compile(given.get()->get_ref<const std::string&>(), options);
    return regex && regex->matches(subject);
  }

  const Json& root_;
  JsonPath::Nodes& out_;
  std::uint64_t steps_ = 0;
  bool jayway_ = false;
};

}  // namespace

bool Query::singular() const {
  bool one = true;
  for (const auto& segment : segments) {
    if (segment.function) {
      one = one || (*segment.function >= PathFunction::kMin &&
                    *segment.function <= PathFunction::kConcat);  // of all makes one
      continue;
    }
    if (segment.descendant || segment.selectors.size() != 1) {
      one = false;
      continue;
    }
    const auto kind = segment.selectors.front().kind;
    one = one && (kind == Selector::Kind::kName || kind == Selector::Kind::kIndex);
  }
  return one;
}

}  // namespace jsonpath

JsonPath::Nodes JsonPath::evaluate(const base::Json& root) const {
  Nodes out;
  out.values = jsonpath::Evaluator(root, out).run(*query_, root);
  if (out.gave_up) ++give_ups();
  return out;
}

bool JsonPath::definite() const { return query_->singular(); }

}  // namespace ricochet::match
