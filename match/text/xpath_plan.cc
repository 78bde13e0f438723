#include "match/text/xpath_plan.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace ricochet::match::xpath {

namespace {

using Node = Plan::Node;
using NodePtr = std::unique_ptr<Node>;
using Kind = Plan::Kind;
using Yields = Plan::Yields;

/// As deep as pugixml goes, steps of paths and brackets together.
constexpr std::size_t kMaxNesting = 1100;

constexpr std::array<std::pair<std::string_view, Plan::Axis>, 13> kAxes = {{
    {"ancestor", Plan::Axis::kAncestor},
    {"ancestor-or-self", Plan::Axis::kAncestorOrSelf},
    {"attribute", Plan::Axis::kAttribute},
    {"child", Plan::Axis::kChild},
    {"descendant", Plan::Axis::kDescendant},
    {"descendant-or-self", Plan::Axis::kDescendantOrSelf},
    {"following", Plan::Axis::kFollowing},
    {"following-sibling", Plan::Axis::kFollowingSibling},
    {"namespace", Plan::Axis::kNamespace},
    {"parent", Plan::Axis::kParent},
    {"preceding", Plan::Axis::kPreceding},
    {"preceding-sibling", Plan::Axis::kPrecedingSibling},
    {"self", Plan::Axis::kSelf},
}};

/// What each function yields; a text where it is not here.
constexpr std::array<std::pair<std::string_view, Yields>, 18> kFunctions = {{
    {"boolean", Yields::kTruth},
    {"ceiling", Yields::kNumber},
    {"contains", Yields::kTruth},
    {"count", Yields::kNumber},
    {"false", Yields::kTruth},
    {"floor", Yields::kNumber},
    {"id", Yields::kNodes},
    {"lang", Yields::kTruth},
    {"last", Yields::kNumber},
    {"not", Yields::kTruth},
    {"number", Yields::kNumber},
    {"position", Yields::kNumber},
    {"round", Yields::kNumber},
    {"starts-with", Yields::kTruth},
    {"string", Yields::kText},
    {"string-length", Yields::kNumber},
    {"sum", Yields::kNumber},
    {"true", Yields::kTruth},
}};

struct OperatorRow {
  std::string_view sign;
  int rank;
  Kind kind;
  Yields yields;
};
/// Longer signs stand before those that they begin with.
constexpr std::array<OperatorRow, 14> kOperators = {{
    {"or", 1, Kind::kLogic, Yields::kTruth},
    {"and", 2, Kind::kLogic, Yields::kTruth},
    {"=", 3, Kind::kEquality, Yields::kTruth},
    {"!=", 3, Kind::kEquality, Yields::kTruth},
    {"<=", 4, Kind::kOrder, Yields::kTruth},
    {">=", 4, Kind::kOrder, Yields::kTruth},
    {"<", 4, Kind::kOrder, Yields::kTruth},
    {">", 4, Kind::kOrder, Yields::kTruth},
    {"+", 5, Kind::kArithmetic, Yields::kNumber},
    {"-", 5, Kind::kArithmetic, Yields::kNumber},
    {"*", 6, Kind::kArithmetic, Yields::kNumber},
    {"div", 6, Kind::kArithmetic, Yields::kNumber},
    {"mod", 6, Kind::kArithmetic, Yields::kNumber},
    {"|", 7, Kind::kUnion, Yields::kNodes},
}};
constexpr int kUnionRank = 7;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool begins_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool in_word(char c) { return begins_word(c) || is_digit(c) || c == '.' || c == '-'; }

/// Recursive descent. Whatever it does not understand makes it give up (`lost_`).
class PlanReader {
 public:
  PlanReader(std::string_view text, Plan& plan) : text_(text), plan_(plan) {}

  NodePtr run() {
    auto out = expression(0);
    skip();
    return lost_ || at_ != text_.size() ? nullptr : std::move(out);
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  char peek() {
    skip();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(std::string_view sign) {
    skip();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  NodePtr lose() {
    lost_ = true;
    at_ = text_.size();
    return std::make_unique<Node>();
  }
  std::string_view word() {
    skip();
    const auto begin = at_;
    while (at_ < text_.size() && in_word(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  static NodePtr make(Kind kind, Yields yields) {
    auto out = std::make_unique<Node>();
    out->kind = kind;
    out->yields = yields;
    return out;
  }

  NodePtr expression(int above) {
    if (++nesting_ > kMaxNesting) return lose();
    auto left = operand();
    while (!lost_) {
      const auto* row = sign(above);
      if (row == nullptr) break;
      auto both = make(row->kind, row->yields);
      both->parts.push_back(std::move(left));
      both->parts.push_back(expression(row->rank));
      left = std::move(both);
    }
    --nesting_;
    return left;
  }
  /// The operator that stands here, when it binds closer than `above`.
  const OperatorRow* sign(int above) {
    skip();
    const auto rest = text_.substr(at_);
    for (const auto& row : kOperators) {
      if (!rest.starts_with(row.sign)) continue;
      if (begins_word(row.sign[0]) && rest.size() > row.sign.size() &&
          in_word(rest[row.sign.size()]))
        continue;
      if (row.rank <= above) return nullptr;
      at_ += row.sign.size();
      return &row;
    }
    return nullptr;
  }

  NodePtr operand() {
    if (take("-")) {
      auto out = make(Kind::kArithmetic, Yields::kNumber);
      out->parts.push_back(expression(kUnionRank - 1));
      return out;
    }
    const char c = peek();
    NodePtr out;
    if (c == '(') {
      take("(");
      out = expression(0);
      if (!take(")")) return lose();
    } else if (c == '"' || c == '\'') {
      const auto end = text_.find(c, at_ + 1);
      if (end == text_.npos) return lose();
      out = make(Kind::kText, Yields::kText);
      out->length = end - at_ - 1;
      at_ = end + 1;
    } else if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
      out = make(Kind::kNumber, Yields::kNumber);
    } else if (begins_word(c) && is_call()) {
      out = call();
    } else {
      return path();
    }
    while (take("[")) {
      auto filtered = make(Kind::kFilter, Yields::kNodes);
      filtered->from = std::move(out);
      filtered->parts.push_back(expression(0));
      if (!take("]")) return lose();
      out = std::move(filtered);
    }
    return steps_behind(std::move(out));
  }

  static bool is_kind_of_node(std::string_view name) {
    return name == "node" || name == "text" || name == "comment" ||
           name == "processing-instruction";
  }
  /// Whether a function's name stands here.
  bool is_call() {
    const auto back = at_;
    const auto name = word();
    const bool out = peek() == '(' && !is_kind_of_node(name);
    at_ = back;
    return out;
  }
  NodePtr call() {
    const auto name = word();
    const auto row = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [name](const auto& r) { return r.first == name; });
    auto out = make(Kind::kCall, row == kFunctions.end() ? Yields::kText : row->second);
    out->name = name;
    take("(");
    while (!lost_ && peek() != ')') {
      if (!out->parts.empty() && !take(",")) return lose();
      out->parts.push_back(expression(0));
    }
    return take(")") ? std::move(out) : lose();
  }

  NodePtr path() {
    if (take("//")) return steps(wide(make(Kind::kRoot, Yields::kNodes)));
    if (!take("/")) return steps(nullptr);
    auto out = make(Kind::kRoot, Yields::kNodes);
    const char c = peek();
    const bool goes_on = begins_word(c) || c == '@' || c == '.' || c == '*';
    return goes_on ? steps(std::move(out)) : std::move(out);
  }
  /// descendant-or-self::node(), what `//` stands for.
  static NodePtr wide(NodePtr from) {
    auto out = make(Kind::kStep, Yields::kNodes);
    out->axis = Plan::Axis::kDescendantOrSelf;
    out->from = std::move(from);
    return out;
  }
  NodePtr steps(NodePtr from) { return steps_behind(step(std::move(from))); }
  NodePtr steps_behind(NodePtr out) {
    // In a loop: a path may have more steps than a stack has room for.
    while (!lost_) {
      if (take("//"))
        out = step(wide(std::move(out)));
      else if (take("/"))
        out = step(std::move(out));
      else
        break;
    }
    return out;
  }

  NodePtr step(NodePtr from) {
    auto out = make(Kind::kStep, Yields::kNodes);
    out->from = std::move(from);
    if (take("..")) {
      out->axis = Plan::Axis::kParent;
      return out;
    }
    if (take(".")) {
      out->axis = Plan::Axis::kSelf;
      return out;
    }
    if (take("@")) out->axis = Plan::Axis::kAttribute;
    if (!node_test(*out)) return lose();
    while (take("[")) {
      out->parts.push_back(expression(0));
      if (!take("]")) return lose();
    }
    return out;
  }
  bool node_test(Node& step) {
    step.test = Plan::Test::kAllOfAxis;
    if (take("*")) return true;
    auto name = word();
    if (take("::")) {
      const auto axis = std::find_if(kAxes.begin(), kAxes.end(),
                                     [name](const auto& row) { return row.first == name; });
      if (axis == kAxes.end()) return false;
      step.axis = axis->second;
      if (take("*")) return true;
      name = word();
    }
    if (name.empty()) return false;
    if (peek() == '(' && is_kind_of_node(name)) {
      step.test = name == "node"   ? Plan::Test::kAny
                  : name == "text" ? Plan::Test::kText
                                   : Plan::Test::kOther;
      ++at_;
      const char quote = peek();
      if (quote == '"' || quote == '\'')
        at_ = std::min(text_.find(quote, at_ + 1), text_.size() - 1);
      at_ = text_.find(')', at_);
      return at_ != text_.npos && take(")");
    }
    if (at_ + 1 < text_.size() && text_[at_] == ':' && text_[at_ + 1] != ':') {  // a prefix
      ++at_;
      if (!take("*")) word();
      return true;
    }
    step.test = Plan::Test::kName;
    step.name = name;
    auto& known = step.axis == Plan::Axis::kAttribute ? plan_.attributes : plan_.elements;
    const auto found = std::find(known.begin(), known.end(), step.name);
    step.place = static_cast<std::size_t>(found - known.begin());
    if (found == known.end()) known.push_back(step.name);
    return true;
  }

  std::string_view text_;
  Plan& plan_;
  std::size_t at_ = 0;
  std::size_t nesting_ = 0;
  bool lost_ = false;
};

}  // namespace

Plan Plan::read(std::string_view expression) {
  Plan out;
  out.root = PlanReader(expression, out).run();
  return out;
}

namespace {

bool knows_no_place(const Plan::Node& node) {
  if (node.kind == Kind::kStep || node.kind == Kind::kFilter) return true;
  if (node.kind == Kind::kCall && (node.name == "position" || node.name == "last")) return false;
  return std::all_of(node.parts.begin(), node.parts.end(),
                     [](const auto& part) { return knows_no_place(*part); });
}

}  // namespace

bool joins_wide_step(const Plan::Node& step) {
  const auto* wide = step.from.get();
  const bool fits = step.axis == Plan::Axis::kChild || step.axis == Plan::Axis::kSelf ||
                    step.axis == Plan::Axis::kDescendant ||
                    step.axis == Plan::Axis::kDescendantOrSelf;
  return fits && wide != nullptr && wide->kind == Kind::kStep &&
         wide->axis == Plan::Axis::kDescendantOrSelf && wide->test == Plan::Test::kAny &&
         wide->parts.empty() &&
         std::all_of(step.parts.begin(), step.parts.end(), [](const auto& predicate) {
           return predicate->yields != Yields::kNumber && knows_no_place(*predicate);
         });
}

bool is_place(const Plan::Node& predicate) {
  return predicate.kind == Kind::kNumber ||
         (predicate.kind == Kind::kCall && predicate.name == "last");
}

}  // namespace ricochet::match::xpath
