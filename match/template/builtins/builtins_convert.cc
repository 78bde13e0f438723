#include <algorithm>
#include <cctype>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/template/builtins/text_of.h"
#include "match/template/format/decimal_format.h"
#include "match/template/format/moment_format.h"
#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

/// ?string; of a number ?string('0.00'), of a boolean ?string('yes', 'no'), of a date
/// ?string.short.
Datum string(const BuiltinCall& c) {
  const auto& target = c.target;
  if (c.count() == 2) {
    const auto* boolean = target.boolean();
    if (boolean == nullptr || target.sequence() != nullptr)
      c.fail("with two arguments needs true or false, got " + kind_of(target), "");
    return c.made(c.any_text_arg(*boolean ? 0 : 1));
  }
  if (c.count() == 1) {
    const auto& format = c.text_arg(0);
    if (const auto* number = target.number())
      return c.made(number_text(*number, format, c.tools.dialect()));
    if (const auto* moment = target.moment())
      return c.made(moment_text(*moment, format, c.tools.settings()));
    c.fail("with a format needs a number or a date, got " + kind_of(target), "");
  }
  if (target.number() == nullptr && target.moment() == nullptr && target.text() == nullptr &&
      target.boolean() == nullptr && c.tools.dialect() == Dialect::kMoco)
    c.fail("needs a string, a number, a date, true or false, got " + kind_of(target), "");
  return c.made(to_text(target, c.tools));
}

/// For other programs: digits without grouping, a string in quotes.
Datum computer(const BuiltinCall& c) {
  if (const auto* boolean = c.target.boolean())
    return Datum(std::string(*boolean ? "true" : "false"));
  if (const auto* number = c.target.number())
    return c.made(computer_text(*number, c.tools.dialect()));
  if (const auto* text = c.target.text()) return c.made(json_literal(*text));
  c.fail("needs a number, a string, true or false, got " + kind_of(c.target), "");
}

Datum number(const BuiltinCall& c) {
  if (c.target.number() != nullptr) return c.target;
  if (c.target.text() == nullptr) c.fail("needs a string, got " + kind_of(c.target), "");
  const auto text = base::trim(*c.target.text());
  auto value = Number::parse(text);
  if (!value)
    c.fail("needs digits, got " + base::in_quotes(base::shorten(text, 60)),
           "as in \"12.5\"?number");
  return Datum(std::move(*value));
}

Datum boolean(const BuiltinCall& c) {
  if (c.target.boolean() != nullptr) return Datum(*c.target.boolean());
  const auto text = c.text();
  for (const bool value : {true, false}) {
    if (text == (value ? "true" : "false") || text == boolean_text(value, c.tools.settings()))
      return Datum(value);
  }
  c.fail("needs \"true\" or \"false\", got " + base::in_quotes(base::shorten(text, 60)),
         "compare it: x == 'yes'");
}

/// The format may be of a number or of a date: it is wrong when it is neither.
void check_format(const Builtin&, const std::vector<const Datum*>& args) {
  if (args.size() != 1 || args[0] == nullptr || args[0]->text() == nullptr) return;
  const auto& format = *args[0]->text();
  for (const auto* known : {"number", "currency", "percent", "computer", "c"}) {
    if (format == known) return;
  }
  const auto of_number = DecimalFormat::parse(format);
  if (of_number) return;
  // A pattern of a date has a letter at least.
  const bool dated = std::any_of(format.begin(), format.end(),
                                 [](unsigned char c) { return std::isalpha(c) != 0; });
  const auto iso = iso_options(format);
  if (dated && iso &&
      (*iso || !pattern_of_style(format, Moment::Kind::kDateTime).empty() ||
       format_pattern(calendar_of(0, Zone{false, 0, "UTC"}), format)))
    return;
  throw BuiltinError{of_number.error().message, of_number.error().hint, of_number.error().code};
}

constexpr Builtin kConvertTable[] = {
    {"boolean", 0, 0, boolean},
    {"c", 0, 0, computer},
    {"number", 0, 0, number},
    {"string", 0, 2, string, Builtin::Kind::kFormat, check_format},
};

}  // namespace

std::span<const Builtin> builtins_that_convert() { return kConvertTable; }

}  // namespace ricochet::match::tpl
