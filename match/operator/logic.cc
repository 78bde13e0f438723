#include <algorithm>
#include <span>
#include <string>
#include <unordered_set>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "match/give_up.h"
#include "match/operator/compile.h"
#include "match/operator/rows.h"
#include "match/work.h"

namespace ricochet::match {

std::uint64_t& give_ups() {
  thread_local std::uint64_t count = 0;
  return count;
}

namespace {

using base::JsonReader;

/// not: turns the verdict on all values of a name round, so an absent value fits `not "x"`. An
/// operator that gave up has no verdict, and neither has its negation.
class Not final : public Operator {
 public:
  explicit Not(std::unique_ptr<Operator> inner) : inner_(std::move(inner)) {}
  bool matches(std::string_view value) const override {
    const auto before = give_ups();
    return !inner_->matches(value) && give_ups() == before;
  }
  bool matches_absent() const override { return !inner_->matches_absent(); }
  bool matches_empty() const override { return !inner_->matches_empty(); }
  bool matches_valueless() const override { return !inner_->matches_valueless(); }
  bool fits(std::span<const std::string_view> values) const override {
    const auto before = give_ups();
    return !inner_->fits(values) && give_ups() == before;
  }
  bool may_give_up() const override { return inner_->may_give_up(); }
  std::string describe() const override { return "not " + inner_->describe(); }
  std::string detail(std::string_view value) const override {
    const auto before = give_ups();
    return inner_->matches(value) || give_ups() == before ? "" : inner_->detail(value);
  }

 private:
  std::unique_ptr<Operator> inner_;
};

/// any, in: one of several.
class Any final : public Operator {
 public:
  explicit Any(std::vector<std::unique_ptr<Operator>> tests) : tests_(std::move(tests)) {
    if (tests_.size() <= kFewTests) return;
    for (const auto& test : tests_) {
      auto literal = test->literal();
      if (!literal) {
        literals_.clear();
        break;
      }
      literals_.insert(*std::move(literal));
    }
  }
  bool matches(std::string_view value) const override {
    if (!literals_.empty()) return literals_.contains(std::string(value));
    Work::pass(kWorkOfTest * tests_.size());
    return std::any_of(tests_.begin(), tests_.end(),
                       [&](const auto& test) { return test->matches(value); });
  }
  bool matches_absent() const override {
    return std::any_of(tests_.begin(), tests_.end(),
                       [](const auto& test) { return test->matches_absent(); });
  }
  bool matches_empty() const override {
    return std::any_of(tests_.begin(), tests_.end(),
                       [](const auto& test) { return test->matches_empty(); });
  }
  bool matches_valueless() const override {
    return std::any_of(tests_.begin(), tests_.end(),
                       [](const auto& test) { return test->matches_valueless(); });
  }
  bool fits(std::span<const std::string_view> values) const override {
    if (!literals_.empty()) return Operator::fits(values);
    Work::pass(kWorkOfTest * tests_.size());
    return std::any_of(tests_.begin(), tests_.end(),
                       [&](const auto& test) { return test->fits(values); });
  }
  std::string describe() const override {
    std::string out;
    for (std::size_t i = 0; i < std::min(tests_.size(), kMostTold); ++i)
      out += (out.empty() ? "" : " or ") + tests_[i]->describe();
    if (tests_.size() > kMostTold)
      out += " or one of " + std::to_string(tests_.size() - kMostTold) + " more";
    return tests_.size() == 1 ? out : "(" + out + ")";
  }
  std::string detail(std::string_view value) const override {
    for (const auto& test : told()) {
      auto found = test->detail(value);
      if (!found.empty()) return test->describe() + ": " + found;
    }
    return {};
  }
  Difference difference(std::string_view value) const override {
    for (const auto& test : told()) {
      if (const auto found = test->difference(value); found != Difference::kNone) return found;
    }
    return Difference::kNone;
  }
  std::optional<std::string> literal() const override {
    return tests_.size() == 1 ? tests_.front()->literal() : std::nullopt;
  }
  ValueKeys keys() const override {
    ValueKeys out = std::vector<ValueKey>();
    for (const auto& test : tests_) out = either(std::move(out), test->keys());
    return out;
  }
  bool may_give_up() const override {
    return std::any_of(tests_.begin(), tests_.end(),
                       [](const auto& test) { return test->may_give_up(); });
  }
  std::map<std::string, std::string> variables(std::string_view value) const override {
    for (const auto& test : tests_) {
      if (test->matches(value)) return test->variables(value);
    }
    return {};
  }

 private:
  static constexpr std::size_t kFewTests = 8;
  static constexpr std::uint64_t kWorkOfTest = 50;
  /// People read no more, and each explanation says them again.
  static constexpr std::size_t kMostTold = 100;
  std::span<const std::unique_ptr<Operator>> told() const {
    return std::span(tests_).first(std::min(tests_.size(), kMostTold));
  }

  std::vector<std::unique_ptr<Operator>> tests_;
  /// Of all of them; empty: there are few, or others too.
  std::unordered_set<std::string> literals_;
};

/// The operand when it is a list with something in it; else it is reported.
bool is_list(const JsonReader& operand, const char* shape) {
  if (operand.is_array() && !operand.value().empty()) return true;
  operand.error("bad-operand",
                operand.is_array() ? "an empty list never matches"
                                   : base::in_quotes(operand.key()) + " takes a list, got " +
                                         JsonReader::describe(operand.value()),
                shape);
  return false;
}

}  // namespace

std::unique_ptr<Operator> make_not(const JsonReader& operand, Place place,
                                   const OperatorContext& context) {
  auto inner = compile_operator(operand, place, {context.spaces, context.depth + 1});
  return inner ? std::make_unique<Not>(std::move(inner)) : nullptr;
}

std::unique_ptr<Operator> make_any(const JsonReader& operand, Place place,
                                   const OperatorContext& context) {
  if (!is_list(operand, R"(write [ "a", { "match": "b.*" } ])")) return nullptr;
  std::vector<std::unique_ptr<Operator>> tests;
  bool whole = true;
  for (const auto& element : operand.elements()) {
    auto test = compile_operator(element, place, {context.spaces, context.depth + 1});
    whole = whole && test != nullptr;
    if (test) tests.push_back(std::move(test));
  }
  return whole ? std::make_unique<Any>(std::move(tests)) : nullptr;
}

std::unique_ptr<Operator> make_in(const JsonReader& operand, Place place,
                                  const OperatorContext& context) {
  if (!is_list(operand, R"(write [ "a", "b" ])")) return nullptr;
  std::vector<std::unique_ptr<Operator>> tests;
  bool whole = true;
  for (const auto& element : operand.elements()) {
    auto text = text_operand(element, place, context.spaces);
    whole = whole && text.has_value();
    if (text) tests.push_back(make_equality(std::move(*text)));
  }
  return whole ? std::make_unique<Any>(std::move(tests)) : nullptr;
}

}  // namespace ricochet::match
