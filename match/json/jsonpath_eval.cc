#include <algorithm>

#include "base/json_document.h"
#include "match/give_up.h"
#include "match/json/compare.h"
#include "match/json/jsonpath.h"
#include "match/json/jsonpath_ast.h"

namespace ricochet::match {

namespace jsonpath {

namespace {

using base::Json;

constexpr std::size_t kCostOfPattern = 100;  // steps that compiling a computed pattern counts as

/// At most one value: RFC's "ValueType", where null pointers are "Nothing".
struct Value {
  const Json* ref = nullptr;
  std::optional<Json> own;
  const Json* get() const { return own ? &*own : ref; }
};

Json length_of(const Json& value) {
  if (!value.is_string()) return value.size();
  const auto& text = value.get_ref<const std::string&>();
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool has_length(const Json& value) { return value.is_string() || value.is_structured(); }

class Evaluator {
 public:
  Evaluator(const Json& root, JsonPath::Nodes& out) : root_(root), out_(out) {}

  std::vector<const Json*> run(const Query& query, const Json& current) {
    std::vector<const Json*> nodes{query.relative ? &current : &root_};
    for (const auto& segment : query.segments) {
      std::vector<const Json*> next;
      for (const Json* node : nodes) {
        if (!step()) return {};
        if (segment.length)
          length(*node, next);
        else if (segment.descendant)
          descend(segment, *node, next, 0);
        else
          select(segment, *node, next);
      }
      nodes = std::move(next);
    }
    return nodes;
  }

 private:
  bool step(std::size_t n = 1) {
    steps_ += n;
    if (steps_ > JsonPath::kMaxSteps) out_.gave_up = true;
    return !out_.gave_up;
  }

  void length(const Json& node, std::vector<const Json*>& next) {
    if (!has_length(node)) return;
    out_.computed.push_back(std::make_shared<const Json>(length_of(node)));
    next.push_back(out_.computed.back().get());
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
          children(node, next, selector.filter.get());
          break;
      }
    }
  }

  void name(const Selector& selector, const Json& node, std::vector<const Json*>& next) {
    if (!node.is_object()) return;
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
      if (arg.get() != nullptr && has_length(*arg.get())) out.own = length_of(*arg.get());
    }
    return out;
  }

  bool compare(const Expr& expr, const Json& current) {
    const auto left_value = value(*expr.args[0], current);
    const Json* a = left_value.get();
    if (expr.compare == Compare::kRegex) {
      return a != nullptr && a->is_string() &&
             expr.regex->matches(a->get_ref<const std::string&>());
    }
    if (expr.compare == Compare::kIn || expr.compare == Compare::kNin) {
      const auto& list = expr.args[1]->literal;
      const bool found = a != nullptr && std::any_of(list.begin(), list.end(), [a](const Json& x) {
                           return json_equal_by_value(*a, x);
                         });
      return found == (expr.compare == Compare::kIn);
    }
    const auto right_value = value(*expr.args[1], current);
    const Json* b = right_value.get();
    switch (expr.compare) {
      case Compare::kEq:
        return same(a, b);
      case Compare::kNe:
        return !same(a, b);
      case Compare::kLt:
        return less(a, b);
      case Compare::kLe:
        return less(a, b) || same(a, b);
      case Compare::kGt:
        return less(b, a);
      case Compare::kGe:
        return less(b, a) || same(a, b);
      case Compare::kIn:
      case Compare::kNin:
      case Compare::kRegex:
        break;
    }
    return false;
  }

  static bool same(const Json* a, const Json* b) {
    if (a == nullptr || b == nullptr) return a == b;
    return json_equal_by_value(*a, *b);
  }

  static bool less(const Json* a, const Json* b) {
    if (a == nullptr || b == nullptr) return false;
    if (base::is_number(*a) && base::is_number(*b)) return base::compare_numbers(*a, *b) < 0;
    return a->is_string() && b->is_string() &&
           a->get_ref<const std::string&>() < b->get_ref<const std::string&>();
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
    const auto regex = Regex::compile(given.get()->get_ref<const std::string&>(), options);
    return regex && regex->matches(subject);
  }

  const Json& root_;
  JsonPath::Nodes& out_;
  std::size_t steps_ = 0;
};

}  // namespace

bool Query::singular() const {
  for (const auto& segment : segments) {
    if (segment.length) continue;
    if (segment.descendant || segment.selectors.size() != 1) return false;
    const auto kind = segment.selectors.front().kind;
    if (kind != Selector::Kind::kName && kind != Selector::Kind::kIndex) return false;
  }
  return true;
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
