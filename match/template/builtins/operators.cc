#include <algorithm>
#include <cstdlib>

#include "base/number/freemarker_arithmetic.h"
#include "base/text/text.h"
#include "match/template/model/builtin.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

constexpr std::size_t kMaxRange = 1'000'000;  // numbers of a range that ends

[[noreturn]] void wrong(std::string message, std::string hint = {}) {
  throw BuiltinError{std::move(message), std::move(hint)};
}
[[noreturn]] void limit(std::string message, std::string hint) {
  throw BuiltinError{std::move(message), std::move(hint), "template/limit"};
}

bool ordered(Op op, int compared) {
  switch (op) {
    case Op::kLt:
      return compared < 0;
    case Op::kLe:
      return compared <= 0;
    case Op::kGt:
      return compared > 0;
    default:
      return compared >= 0;
  }
}

bool compare_order(Op op, const Datum& a, const Datum& b) {
  if (a.number() != nullptr && b.number() != nullptr)
    return ordered(op, a.number()->value.compare(b.number()->value));
  if (a.moment() != nullptr && b.moment() != nullptr && a.moment()->kind == b.moment()->kind) {
    const auto x = a.moment()->millis, y = b.moment()->millis;
    return ordered(op, x < y ? -1 : x > y ? 1 : 0);
  }
  wrong(
      "only numbers have an order, and dates of one kind; got " + kind_of(a) + " and " + kind_of(b),
      "convert it: x?number");
}

bool textual(const Datum& d) {
  return d.text() != nullptr || d.number() != nullptr || d.moment() != nullptr ||
         (d.boolean() != nullptr && !d.sequence());
}

Datum sum_of_lists(const Sequence& a, const Sequence& b, Tools& tools) {
  if (a.size() == Range::kOpen || b.size() == Range::kOpen)
    wrong("an open range cannot be added to a list", "write where it ends: 1..10");
  tools.charge(16 * (a.size() + b.size()));
  Items out;
  for (const auto* list : {&a, &b}) {
    for (std::size_t i = 0; i < list->size(); ++i) out.push_back(list->at(i));
  }
  return Datum::list(std::move(out));
}

/// A member of an object that is made anew: its name is copied and looked up.
constexpr std::size_t kMember = 64;

Datum sum_of_hashes(const Hash& a, const Hash& b, Tools& tools) {
  std::vector<std::pair<std::string, Datum>> out;
  for (const auto* hash : {&a, &b}) {
    tools.charge(kMember * hash->size());
    auto members = hash->members();
    if (!members) wrong(members.error().message, members.error().hint);
    for (auto& member : *members) {
      tools.charge(member.first.size());
      out.push_back(std::move(member));
    }
  }
  return Datum::hash(std::move(out));
}

Datum joined(const Datum& a, const Datum& b, Tools& tools) {
  if (a.sequence() && b.sequence()) return sum_of_lists(*a.sequence(), *b.sequence(), tools);
  if (a.hash() != nullptr && b.hash() != nullptr) return sum_of_hashes(*a.hash(), *b.hash(), tools);
  const bool any_text = a.text() != nullptr || b.text() != nullptr;
  if ((textual(a) && textual(b)) || (any_text && tools.dialect() == Dialect::kScenario)) {
    auto text = to_text(a, tools) + to_text(b, tools);
    if (text.size() > tools.max_output())
      limit("a text grows beyond " + base::format_bytes(tools.max_output()), "make it smaller");
    tools.charge(text.size());
    return Datum(std::move(text));
  }
  if (any_text) to_text(a.text() != nullptr ? b : a, tools);  // says what is wrong
  wrong("cannot add " + kind_of(a) + " and " + kind_of(b));
}

std::optional<base::Decimal> calculate(Op op, const base::Decimal& a, const base::Decimal& b) {
  switch (op) {
    case Op::kAdd:
      return a.plus(b);
    case Op::kSub:
      return a.minus(b);
    case Op::kMul:
      return base::freemarker_product(a, b);
    case Op::kDiv:
      return base::freemarker_quotient(a, b);
    default: {
      const auto rest = base::freemarker_remainder(a, b);
      return rest ? std::optional(base::Decimal::of(*rest)) : std::nullopt;
    }
  }
}

Datum arithmetic(Op op, const Datum& a, const Datum& b, Tools& tools) {
  if (a.number() == nullptr || b.number() == nullptr) {
    wrong("arithmetic needs numbers, got " + kind_of(a) + " and " + kind_of(b),
          "convert it: x?number");
  }
  const auto& divisor = b.number()->value;
  if ((op == Op::kDiv && divisor.is_zero()) || (op == Op::kMod && b.number()->to_long() == 0))
    wrong("division by zero");
  tools.charge(a.number()->value.precision() + divisor.precision());
  auto out = calculate(op, a.number()->value, divisor);
  if (!out) limit("the number has too many digits", "round it on the way");
  return Datum(Number{std::move(*out), std::nullopt});
}

std::int64_t limit_of_range(const Datum& d) {
  if (d.number() == nullptr) wrong("a range needs whole numbers");
  return d.number()->to_int();
}

/// Where a slice begins, how long it is, and whether it goes down.
struct Slice {
  std::size_t first = 0, count = 0;
};

Slice slice_of(const Range& range, std::size_t size, std::string_view of) {
  const auto many = [&] {
    return std::to_string(size) + (of == "list" ? " elements" : " characters");
  };
  if (!range.open() && range.size() == 0) return {};
  const auto first = range.first();
  if (first < 0) wrong("a slice begins at 0 or later, got " + std::to_string(first));
  const auto begin = static_cast<std::size_t>(first);
  if (range.adaptive() && !range.down() ? begin > size : begin >= size)
    wrong("the slice begins at " + std::to_string(first) + ", but the " + std::string(of) +
              " has " + many(),
          "the first is 0; x[0..*3] takes what is there");
  if (range.open()) return {begin, size - begin};
  const auto last = first + (static_cast<std::int64_t>(range.size()) - 1) * (range.down() ? -1 : 1);
  if (last < 0) {
    if (!range.adaptive()) wrong("a slice ends at 0 or later, got " + std::to_string(last));
    return {begin, begin + 1};
  }
  if (static_cast<std::size_t>(last) < size) return {begin, range.size()};
  if (!range.adaptive())
    wrong("the slice ends at " + std::to_string(last) + ", but the " + std::string(of) + " has " +
              many(),
          "x[0..*3] takes what is there, x[2..] all that follows");
  return {begin, size - begin};
}

}  // namespace

bool equal(const Datum& a, const Datum& b, bool lenient) {
  if (a.number() != nullptr && b.number() != nullptr)
    return a.number()->value.compare(b.number()->value) == 0;
  if (a.text() != nullptr && b.text() != nullptr) return *a.text() == *b.text();
  if (a.boolean() != nullptr && b.boolean() != nullptr) return *a.boolean() == *b.boolean();
  if (a.moment() != nullptr && b.moment() != nullptr && a.moment()->kind == b.moment()->kind)
    return a.moment()->millis == b.moment()->millis;
  if (lenient) return false;
  wrong("cannot compare " + kind_of(a) + " with " + kind_of(b),
        "convert one of them: x?number or x?string");
}

Datum make_range(RangeEnd end, const Datum& a, const Datum* b) {
  const auto first = limit_of_range(a);
  const auto range = [](std::int64_t from, std::size_t count, bool down, bool adaptive,
                        bool inclusive) {
    if (count != Range::kOpen && count > kMaxRange)
      limit("a range of more than " + std::to_string(kMaxRange) + " numbers", "make it shorter");
    return Datum(std::shared_ptr<const Sequence>(
        std::make_shared<Range>(from, count, down, adaptive, inclusive)));
  };
  if (end == RangeEnd::kOpen) return range(first, Range::kOpen, false, true, false);
  const auto last = limit_of_range(*b);
  if (end == RangeEnd::kCount)
    return range(first, static_cast<std::size_t>(std::llabs(last)), last < 0, true, false);
  const bool inclusive = end == RangeEnd::kInclusive;
  const auto count = static_cast<std::size_t>(std::llabs(last - first)) + (inclusive ? 1 : 0);
  return range(first, count, last < first, false, inclusive);
}

Datum slice(const Datum& value, const Range& range, Tools& tools) {
  if (const auto list = value.sequence()) {
    if (list->size() == Range::kOpen) wrong("an open range cannot be sliced");
    const auto part = slice_of(range, list->size(), "list");
    tools.charge(16 * part.count);
    Items out;
    for (std::size_t i = 0; i < part.count; ++i)
      out.push_back(list->at(range.down() ? part.first - i : part.first + i));
    return Datum::list(std::move(out));
  }
  const auto text = to_text(value, tools);
  tools.charge(text.size());
  auto part = slice_of(range, utf16_length(text), "text");
  if (range.down() && part.count > 1) {
    // FreeMarker takes 1..0 for "nothing", since it was once the only way to write it.
    if (!(range.inclusive() && part.count == 2))
      wrong("a text cannot be sliced backwards", "write the smaller index first");
    part.count = 0;
  }
  return Datum(utf16_slice(text, part.first, part.first + part.count));
}

Datum apply_operator(Op op, const Datum& a, const Datum& b, Tools& tools) {
  switch (op) {
    case Op::kEq:
    case Op::kNe:
      if (a.text() != nullptr) tools.charge(a.text()->size());
      return Datum(equal(a, b, false) == (op == Op::kEq));
    case Op::kLt:
    case Op::kLe:
    case Op::kGt:
    case Op::kGe:
      return Datum(compare_order(op, a, b));
    case Op::kAdd:
      if (a.number() == nullptr || b.number() == nullptr) return joined(a, b, tools);
      [[fallthrough]];
    default:
      return arithmetic(op, a, b, tools);
  }
}

}  // namespace ricochet::match::tpl
