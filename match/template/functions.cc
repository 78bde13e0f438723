#include <array>
#include <cmath>

#include "base/json/json.h"
#include "match/template/format/decimal_format.h"
#include "match/template/format/format.h"
#include "match/template/model/scope.h"

namespace ricochet::match {

namespace {

using base::Json;

struct FunctionContext {
  base::Random& random;
  const FunctionScope::WallClock& clock;
  Dialect dialect;
};

base::Result<Json> uuid(const FunctionContext& world, const std::vector<Json>& args) {
  if (!args.empty()) return bad_argument("uuid() takes no argument", "write ${uuid()}");
  return Json(world.random.uuid4());
}

base::Result<Json> now(const FunctionContext& world, const std::vector<Json>& args) {
  if (args.empty()) return Json(base::format_rfc3339(world.clock()));
  if (args.size() != 1 || !args[0].is_string())
    return bad_argument("now() takes one format in quotes", "write now('yyyy-MM-dd HH:mm:ss')");
  auto text = format_date(world.clock(), args[0].get_ref<const std::string&>());
  if (!text) return text.error();
  return Json(std::move(*text));
}

base::Result<Json> random(const FunctionContext& world, const std::vector<Json>& args) {
  std::size_t count = args.size();
  const bool formatted = count > 0 && args.back().is_string();
  if (formatted) --count;
  if (count > 2)
    return bad_argument("random() takes at most two limits and a format",
                        "write random(), random(n) or random(from, to)");
  bool whole = world.dialect == Dialect::kScenario && count > 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!base::is_number(args[i]))
      return bad_argument("a limit of random() must be a number", "write random(1, 10)");
    whole = whole && args[i].is_number_integer();
  }
  const double low = count == 2 ? base::double_of(args[0]) : 0.0;
  const double high = count == 0 ? 1.0 : base::double_of(args[count - 1]);
  if (!std::isfinite(low) || !std::isfinite(high))
    return bad_argument("a limit of random() is too large", "write random(1, 10)");
  if (!(low < high)) {
    const auto given = [&args](std::size_t i) { return base::compact_json(args[i]); };
    if (count == 1)
      return bad_argument("the limit of random() must be above 0, got " + given(0),
                          "random(10) is at least 0 and below 10");
    return bad_argument("the first limit of random() must be below the second, got " + given(0) +
                            " and " + given(1),
                        "random(1, 10) is at least 1 and below 10");
  }
  double number = low + world.random.uniform() * (high - low);
  if (number >= high) number = low;  // rounding may reach the open end
  if (formatted) {
    const auto format = tpl::DecimalFormat::parse(args.back().get_ref<const std::string&>());
    if (!format) return format.error();
    return Json(format->format(*tpl::Number::of_json(Json(number))));
  }
  if (whole) return Json(static_cast<std::int64_t>(std::floor(number)));
  return Json(number);
}

/// The table: a new function is a row and the function above.
struct FunctionRow {
  std::string_view name;
  base::Result<Json> (*call)(const FunctionContext&, const std::vector<Json>&);
};
constexpr std::array kFunctions = {FunctionRow{"now", now}, FunctionRow{"random", random},
                                   FunctionRow{"uuid", uuid}};

}  // namespace

std::optional<base::Result<Value>> FunctionScope::call(std::string_view name,
                                                       const std::vector<Value>& args) const {
  for (const auto& row : kFunctions) {
    if (row.name != name) continue;
    std::vector<Json> plain;
    for (const auto& arg : args) plain.push_back(arg.json() != nullptr ? *arg.json() : Json());
    auto result = row.call(FunctionContext{random_, clock_, dialect_}, plain);
    if (!result) return base::Result<Value>(result.error());
    return base::Result<Value>(Value(std::move(*result)));
  }
  return std::nullopt;
}

std::vector<std::string> FunctionScope::function_names() const {
  std::vector<std::string> out;
  for (const auto& row : kFunctions) out.emplace_back(row.name);
  return out;
}

}  // namespace ricochet::match
