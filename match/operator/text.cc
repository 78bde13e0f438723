#include "match/operator/compile.h"
#include "match/operator/rows.h"

#include <algorithm>
#include <cstring>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/text/error.h"
#include "match/text/path_pattern.h"
#include "match/text/regex/regex.h"
#include "match/text/regex/regex_head.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

class Equality final : public Operator {
 public:
  explicit Equality(std::string operand) : operand_(std::move(operand)) {}
  bool matches(std::string_view value) const override { return value == operand_; }
  bool may_give_up() const override { return false; }
  std::string describe() const override { return base::in_quotes(operand_); }
  std::optional<std::string> literal() const override { return operand_; }
  ValueKeys keys() const override { return std::vector{ValueKey::literal(operand_)}; }
  Difference difference(std::string_view value) const override {
    return difference_of(operand_, value);
  }
  std::string detail(std::string_view value) const override { return detail_of(difference(value)); }

 private:
  std::string operand_;
};

constexpr std::string_view kStartsWith = "startsWith";

/// startsWith, endsWith, contain.
class Affix final : public Operator {
 public:
  using Test = bool (*)(std::string_view value, std::string_view operand);
  Affix(std::string_view name, Test test, std::string operand)
      : name_(name), test_(test), operand_(std::move(operand)) {}
  bool matches(std::string_view value) const override { return test_(value, operand_); }
  bool may_give_up() const override { return false; }
  std::string describe() const override {
    return std::string(name_) + " " + base::in_quotes(operand_);
  }
  ValueKeys keys() const override {
    if (name_ != kStartsWith) return std::nullopt;
    return std::vector{ValueKey::prefix(operand_)};
  }
  Difference difference(std::string_view value) const override {
    if (matches(value)) return Difference::kNone;
    return test_(base::to_lower(value), base::to_lower(operand_)) ? Difference::kCase
                                                                  : Difference::kNone;
  }
  std::string detail(std::string_view value) const override { return detail_of(difference(value)); }

 private:
  std::string_view name_;
  Test test_;
  std::string operand_;
};

class Match final : public Operator {
 public:
  Match(Regex regex, std::string operand)
      : regex_(std::move(regex)), operand_(std::move(operand)) {}
  bool matches(std::string_view value) const override { return regex_.matches(value); }
  std::string describe() const override { return "match " + base::in_quotes(operand_); }
  ValueKeys keys() const override { return regex_keys(operand_); }
  Difference difference(std::string_view value) const override {
    return difference_of(operand_, value);
  }
  std::string detail(std::string_view value) const override {
    return regex_.match(value) == Regex::MatchResult::kGaveUp
               ? "gave up: the pattern needs too many steps on this value"
               : "";
  }

 private:
  Regex regex_;
  std::string operand_;
};

class Exist final : public Operator {
 public:
  explicit Exist(bool wanted) : wanted_(wanted) {}
  bool matches(std::string_view) const override { return wanted_; }
  bool may_give_up() const override { return false; }
  bool matches_absent() const override { return !wanted_; }
  bool matches_empty() const override { return wanted_; }
  bool matches_valueless() const override { return wanted_; }
  std::string describe() const override { return wanted_ ? "exist \"true\"" : "exist \"false\""; }

 private:
  bool wanted_;
};

class Path final : public Operator {
 public:
  explicit Path(PathPattern pattern) : pattern_(std::move(pattern)) {}
  bool matches(std::string_view value) const override { return pattern_.match(value).has_value(); }
  std::string describe() const override { return "path " + base::in_quotes(pattern_.text()); }
  ValueKeys keys() const override { return pattern_.keys(); }
  bool may_give_up() const override { return pattern_.may_give_up(); }
  Difference difference(std::string_view value) const override {
    if (matches(value)) return Difference::kNone;
    if (value.size() > 1 && value.ends_with('/') && matches(value.substr(0, value.size() - 1)))
      return Difference::kSlashTooMany;
    return matches(std::string(value) + '/') ? Difference::kSlashMissing : Difference::kNone;
  }
  std::map<std::string, std::string> variables(std::string_view value) const override {
    return pattern_.match(value).value_or(std::map<std::string, std::string>());
  }

 private:
  PathPattern pattern_;
};

/// equalsIgnoreCase, containIgnoreCase: a pattern that is the operand itself, so that case is that
/// of Unicode (simple folding), not of ASCII.
class IgnoreCase final : public Operator {
 public:
  IgnoreCase(std::string_view name, Regex regex, std::string operand)
      : name_(name), regex_(std::move(regex)), operand_(std::move(operand)) {}
  bool matches(std::string_view value) const override { return regex_.matches(value); }
  std::string describe() const override {
    return std::string(name_) + " " + base::in_quotes(operand_);
  }
  Difference difference(std::string_view value) const override {
    return difference_of(operand_, value);
  }

 private:
  std::string_view name_;
  Regex regex_;
  std::string operand_;
};

/// How many bytes of white space stand before the operand: what error offsets must be shifted by.
std::size_t leading_space(const JsonReader& operand) {
  const auto& raw = operand.value().get_ref<const std::string&>();
  return std::min(raw.find_first_not_of(" \t\r\n\f\v"), raw.size());
}

template <class Test>
std::unique_ptr<Operator> make_affix(std::string_view name, const JsonReader& operand, Place place,
                                     const OperatorContext& context, Test test) {
  auto text = text_operand(operand, place, context.spaces);
  return text ? std::make_unique<Affix>(name, test, std::move(*text)) : nullptr;
}

}  // namespace

std::optional<std::string> text_operand(const JsonReader& operand, Place place, Spaces spaces) {
  auto text = operand.string();
  if (!text) return std::nullopt;
  if (place == Place::kMethod) return base::to_upper(base::trim(*text));
  return spaces == Spaces::kKept ? text : std::string(base::trim(*text));
}

std::unique_ptr<Operator> make_eq(const JsonReader& operand, Place place,
                                  const OperatorContext& context) {
  auto text = text_operand(operand, place, context.spaces);
  return text ? make_equality(std::move(*text)) : nullptr;
}

std::unique_ptr<Operator> make_match(const JsonReader& operand, Place place,
                                     const OperatorContext& context) {
  auto text = operand.string();
  if (!text) return nullptr;
  const bool kept = context.spaces == Spaces::kKept;
  const std::string pattern = kept ? *text : std::string(base::trim(*text));
  Regex::Options options;
  options.ignore_case =
      place == Place::kMethod;  // upper-casing it, as Moco does, would turn \w into \W
  auto regex = Regex::compile(pattern, options);
  if (!regex) {
    report(operand, regex.error(), kept ? 0 : leading_space(operand));
    return nullptr;
  }
  return std::make_unique<Match>(std::move(*regex), pattern);
}

std::unique_ptr<Operator> make_starts_with(const JsonReader& operand, Place place,
                                           const OperatorContext& context) {
  return make_affix(kStartsWith, operand, place, context,
                    [](std::string_view v, std::string_view o) { return v.starts_with(o); });
}

std::unique_ptr<Operator> make_ends_with(const JsonReader& operand, Place place,
                                         const OperatorContext& context) {
  return make_affix("endsWith", operand, place, context,
                    [](std::string_view v, std::string_view o) { return v.ends_with(o); });
}

std::unique_ptr<Operator> make_contain(const JsonReader& operand, Place place,
                                       const OperatorContext& context) {
  return make_affix("contain", operand, place, context, [](std::string_view v, std::string_view o) {
    Work::use((v.size() + o.size()) / 4);
    Work::pass(4 * v.size());  // where all of it is alike
    // Not find(), which begins anew at each place.
    return o.empty() || ::memmem(v.data(), v.size(), o.data(), o.size()) != nullptr;
  });
}

std::unique_ptr<Operator> make_exist(const JsonReader& operand, Place, const OperatorContext&) {
  if (operand.is_bool()) return std::make_unique<Exist>(operand.value().get<bool>());
  if (operand.is_string()) {
    const auto word = base::trim(operand.value().get_ref<const std::string&>());
    if (word == "true" || word == "false") return std::make_unique<Exist>(word == "true");
  }
  operand.error("bad-operand",
                "exist takes \"true\" or \"false\", got " + JsonReader::describe(operand.value()),
                "write \"exist\": \"false\" for a value that must be absent");
  return nullptr;
}

std::unique_ptr<Operator> make_path(const JsonReader& operand, Place place,
                                    const OperatorContext& context) {
  auto text = text_operand(operand, place, context.spaces);
  if (!text) return nullptr;
  auto pattern = PathPattern::compile(*text);
  if (!pattern) {
    const bool kept = context.spaces == Spaces::kKept;
    report(operand, pattern.error(), kept ? 0 : leading_space(operand));
    return nullptr;
  }
  return std::make_unique<Path>(std::move(*pattern));
}

namespace {

std::unique_ptr<Operator> make_ignore_case(std::string_view name, const JsonReader& operand,
                                           const OperatorContext& context, bool whole) {
  const auto text = text_operand(operand, Place::kEntry, context.spaces);
  if (!text) return nullptr;
  Regex::Options options;
  options.literal = true;
  options.ignore_case = true;
  options.whole = whole;
  auto regex = Regex::compile(*text, options);
  if (!regex) {
    report(operand, regex.error(), context.spaces == Spaces::kKept ? 0 : leading_space(operand));
    return nullptr;
  }
  return std::make_unique<IgnoreCase>(name, std::move(*regex), *text);
}

}  // namespace

std::unique_ptr<Operator> make_equals_ignore_case(const JsonReader& operand, Place,
                                                  const OperatorContext& context) {
  return make_ignore_case("equalsIgnoreCase", operand, context, true);
}

std::unique_ptr<Operator> make_contain_ignore_case(const JsonReader& operand, Place,
                                                   const OperatorContext& context) {
  return make_ignore_case("containIgnoreCase", operand, context, false);
}

std::unique_ptr<Operator> make_equality(std::string value) {
  return std::make_unique<Equality>(std::move(value));
}

}  // namespace ricochet::match
