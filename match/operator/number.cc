#include <array>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "match/number.h"
#include "match/operator/rows.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// gt, gte, lt, lte, eqNumber: the value, read as a number, against one bound.
class Comparison final : public Operator {
 public:
  using Test = bool (*)(int order);
  Comparison(std::string_view name, Test test, Number bound)
      : name_(name), test_(test), bound_(std::move(bound)) {}
  bool matches(std::string_view value) const override {
    const auto number = Number::parse(value);
    return number && test_(number->compare(bound_));
  }
  bool may_give_up() const override { return false; }
  std::string describe() const override { return std::string(name_) + " " + bound_.text; }
  std::string detail(std::string_view value) const override {
    return Number::parse(value) ? "" : "is not a number";
  }

 private:
  std::string_view name_;
  Test test_;
  Number bound_;
};

/// between: both ends included.
class Between final : public Operator {
 public:
  Between(Number low, Number high) : low_(std::move(low)), high_(std::move(high)) {}
  bool matches(std::string_view value) const override {
    const auto number = Number::parse(value);
    return number && number->compare(low_) >= 0 && number->compare(high_) <= 0;
  }
  bool may_give_up() const override { return false; }
  std::string describe() const override { return "between " + low_.text + " and " + high_.text; }
  std::string detail(std::string_view value) const override {
    return Number::parse(value) ? "" : "is not a number";
  }

 private:
  Number low_, high_;
};

std::optional<Number> number_operand(const JsonReader& operand) {
  auto number = operand.is_string() ? Number::parse(operand.value().get_ref<const std::string&>())
                                    : Number::of(operand.value());
  if (!number) {
    operand.error("bad-operand",
                  base::in_quotes(operand.key()) + " takes a number, got " +
                      JsonReader::describe(operand.value()),
                  "write a number as in 10 or 0.5; in quotes it may have any number of digits");
  }
  return number;
}

std::unique_ptr<Operator> comparison(std::string_view name, const JsonReader& operand,
                                     Comparison::Test test) {
  auto bound = number_operand(operand);
  return bound ? std::make_unique<Comparison>(name, test, std::move(*bound)) : nullptr;
}

}  // namespace

std::unique_ptr<Operator> make_eq_number(const JsonReader& operand, Place, const OperatorContext&) {
  return comparison("eqNumber", operand, [](int order) { return order == 0; });
}
std::unique_ptr<Operator> make_gt(const JsonReader& operand, Place, const OperatorContext&) {
  return comparison("gt", operand, [](int order) { return order > 0; });
}
std::unique_ptr<Operator> make_gte(const JsonReader& operand, Place, const OperatorContext&) {
  return comparison("gte", operand, [](int order) { return order >= 0; });
}
std::unique_ptr<Operator> make_lt(const JsonReader& operand, Place, const OperatorContext&) {
  return comparison("lt", operand, [](int order) { return order < 0; });
}
std::unique_ptr<Operator> make_lte(const JsonReader& operand, Place, const OperatorContext&) {
  return comparison("lte", operand, [](int order) { return order <= 0; });
}

std::unique_ptr<Operator> make_between(const JsonReader& operand, Place, const OperatorContext&) {
  constexpr const char* kShape = "write [low, high], both included";
  if (!operand.is_array() || operand.value().size() != 2) {
    operand.error("bad-operand",
                  "between takes two numbers, got " + JsonReader::describe(operand.value()),
                  kShape);
    return nullptr;
  }
  const auto ends = operand.elements();
  std::array<std::optional<Number>, 2> numbers;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& end = ends[i].value();
    numbers[i] =
        end.is_string() ? Number::parse(end.get_ref<const std::string&>()) : Number::of(end);
    if (!numbers[i]) {
      ends[i].error("bad-operand", "between takes numbers, got " + JsonReader::describe(end),
                    kShape);
      return nullptr;
    }
  }
  if (numbers[0]->compare(*numbers[1]) > 0) {
    operand.error("bad-operand",
                  "nothing is between " + numbers[0]->text + " and " + numbers[1]->text,
                  "the lower end stands first");
    return nullptr;
  }
  return std::make_unique<Between>(std::move(*numbers[0]), std::move(*numbers[1]));
}

}  // namespace ricochet::match
