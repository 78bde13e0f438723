#include <cmath>
#include <limits>

#include "base/text.h"
#include "match/template/ast.h"

namespace ricochet::match::tpl {

namespace {

using base::Json;

constexpr std::int64_t kMaxRange = 10'000;    // elements that a..b may make
constexpr std::size_t kWeightOfElement = 16;  // bytes that an element costs besides its text

[[noreturn]] void wrong(std::string message, std::string hint = {}) {
  throw BuiltinError{std::move(message), std::move(hint)};
}
[[noreturn]] void limit(std::string message, std::string hint) {
  throw BuiltinError{std::move(message), std::move(hint), "template/limit"};
}

bool same(const Json& a, const Json& b) {
  const bool comparable =
      (base::is_number(a) && base::is_number(b)) || (a.type() == b.type() && !a.is_structured());
  if (!comparable)
    wrong("cannot compare " + kind_of(a) + " with " + kind_of(b),
          "convert one of them: x?number or x?string");
  return base::is_number(a) ? base::compare_numbers(a, b) == 0 : a == b;
}

bool ordered(Op op, const Json& a, const Json& b) {
  if (!base::is_number(a) || !base::is_number(b)) {
    wrong("only numbers have an order, got " + kind_of(a) + " and " + kind_of(b),
          "convert it: x?number");
  }
  const int order = base::compare_numbers(a, b);
  if (op == Op::kLt) return order < 0;
  if (op == Op::kLe) return order <= 0;
  return op == Op::kGt ? order > 0 : order >= 0;
}

/// A whole number that fits 64 bits with sign.
std::optional<std::int64_t> whole(const Json& v) {
  constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
  if (!v.is_number_integer() || (v.is_number_unsigned() && v.get<std::uint64_t>() > kLargest))
    return std::nullopt;
  return v.get<std::int64_t>();
}

Json range(const Json& a, const Json& b) {
  const auto first = whole(a);
  const auto last = whole(b);
  if (!first || !last) wrong("a range needs whole numbers");
  std::int64_t distance = 0;
  if (__builtin_sub_overflow(*last, *first, &distance) || distance > kMaxRange ||
      distance < -kMaxRange) {
    limit("a range of more than " + std::to_string(kMaxRange) + " elements", "make it shorter");
  }
  Json out = Json::array();
  for (std::int64_t i = 0; i <= std::abs(distance); ++i)
    out.push_back(distance < 0 ? *first - i : *first + i);
  return out;
}

Json joined(const Json& a, const Json& b, const BuiltinContext& context) {
  Json out = a;
  if (a.is_array() && b.is_array()) {
    out.insert(out.end(), b.begin(), b.end());
  } else if (a.is_object() && b.is_object()) {
    out.update(b);
  } else if (a.is_string() || b.is_string()) {
    out = to_text(a, context.dialect) + to_text(b, context.dialect);
  } else {
    wrong("cannot add " + kind_of(a) + " and " + kind_of(b));
  }
  check_weight(out, context);
  return out;
}

/// Nothing: the result is not whole, or does not fit.
std::optional<std::int64_t> whole_arithmetic(Op op, std::int64_t x, std::int64_t y) {
  std::int64_t out = 0;
  bool overflow = false;
  switch (op) {
    case Op::kAdd:
      overflow = __builtin_add_overflow(x, y, &out);
      break;
    case Op::kSub:
      overflow = __builtin_sub_overflow(x, y, &out);
      break;
    case Op::kMul:
      overflow = __builtin_mul_overflow(x, y, &out);
      break;
    case Op::kMod:
      return y == -1 ? 0 : x % y;  // the least number divided by -1 overflows
    default:
      if (y == -1)
        overflow = __builtin_sub_overflow(std::int64_t{0}, x, &out);
      else if (x % y == 0)
        out = x / y;
      else
        return std::nullopt;
  }
  return overflow ? std::nullopt : std::optional(out);
}

/// Whole numbers stay whole where the result is; otherwise floating point.
Json arithmetic(Op op, const Json& a, const Json& b) {
  if (!base::is_number(a) || !base::is_number(b)) {
    wrong("arithmetic needs numbers, got " + kind_of(a) + " and " + kind_of(b),
          "convert it: x?number");
  }
  const double x = base::double_of(a);
  const double y = base::double_of(b);
  if ((op == Op::kDiv && y == 0.0) || (op == Op::kMod && std::trunc(y) == 0.0))
    wrong("division by zero");
  if (const auto i = whole(a), j = whole(b); i && j) {
    if (const auto out = whole_arithmetic(op, *i, *j)) return *out;
  }
  double out = 0;
  switch (op) {
    case Op::kAdd:
      out = x + y;
      break;
    case Op::kSub:
      out = x - y;
      break;
    case Op::kMul:
      out = x * y;
      break;
    case Op::kMod:
      out = std::fmod(std::trunc(x), std::trunc(y));
      break;
    default:
      out = x / y;
  }
  if (!std::isfinite(out)) wrong("the result is not a number");
  return out;
}

}  // namespace

std::size_t check_weight(const Json& value, const BuiltinContext& context, std::size_t depth) {
  if (depth > base::kMaxJsonDepth)
    limit("a value nested deeper than " + std::to_string(base::kMaxJsonDepth) + " levels",
          "flatten it");
  std::size_t weight = kWeightOfElement;
  if (value.is_string()) weight += value.get_ref<const std::string&>().size();
  if (value.is_structured()) {
    for (const auto& element : value) weight += check_weight(element, context, depth + 1);
  }
  if (weight > context.max_output + kWeightOfElement)
    limit("a value grows beyond " + base::format_bytes(context.max_output), "make it smaller");
  return weight;
}

Json apply_operator(Op op, const Json& a, const Json& b, const BuiltinContext& context) {
  switch (op) {
    case Op::kEq:
      return same(a, b);
    case Op::kNe:
      return !same(a, b);
    case Op::kLt:
    case Op::kLe:
    case Op::kGt:
    case Op::kGe:
      return ordered(op, a, b);
    case Op::kRange:
      return range(a, b);
    case Op::kAdd:
      return base::is_number(a) && base::is_number(b) ? arithmetic(op, a, b)
                                                      : joined(a, b, context);
    default:
      return arithmetic(op, a, b);
  }
}

}  // namespace ricochet::match::tpl
