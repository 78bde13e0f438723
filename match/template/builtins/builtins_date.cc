#include "match/template/format/moment_format.h"
#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

using DateKind = Moment::Kind;

std::string_view default_format(const Settings& settings, DateKind kind) {
  return kind == DateKind::kDate   ? settings.date_format
         : kind == DateKind::kTime ? settings.time_format
                                   : settings.datetime_format;
}

[[noreturn]] void rethrow(const BuiltinCall& c, const base::Diag& diag) {
  throw BuiltinError{"?" + std::string(c.name) + ": " + diag.message, diag.hint, diag.code};
}

/// A text is read, a date becomes of another kind.
Datum as(const BuiltinCall& c, DateKind kind) {
  const auto& settings = c.tools.settings();
  if (const auto* moment = c.target.moment()) {
    const bool able = moment->kind == kind || moment->kind == DateKind::kUnknown ||
                      moment->kind == DateKind::kDateTime;
    if (!able)
      c.fail("cannot make a " + std::string(name_of(kind)) + " of a " +
                 std::string(name_of(moment->kind)),
             "");
    return Datum(Moment{kind, moment->millis});
  }
  if (c.target.text() == nullptr) c.fail("needs a string or a date, got " + kind_of(c.target), "");
  const auto format = c.count() > 0 ? c.text_arg(0) : std::string(default_format(settings, kind));
  auto moment =
      parse_moment(c.text(), kind, format, settings.time_zone, [&c] { return c.tools.now(); });
  if (!moment) rethrow(c, moment.error());
  return Datum(*moment);
}
Datum date(const BuiltinCall& c) { return as(c, DateKind::kDate); }
Datum time(const BuiltinCall& c) { return as(c, DateKind::kTime); }
Datum datetime(const BuiltinCall& c) { return as(c, DateKind::kDateTime); }

const Moment& moment_of(const BuiltinCall& c) {
  if (const auto* moment = c.target.moment()) return *moment;
  c.fail("needs a date, got " + kind_of(c.target), "make it one with ?datetime");
}

Datum if_unknown(const BuiltinCall& c, DateKind kind) {
  const auto& moment = moment_of(c);
  return Datum(Moment{moment.kind == DateKind::kUnknown ? kind : moment.kind, moment.millis});
}
Datum date_if_unknown(const BuiltinCall& c) { return if_unknown(c, DateKind::kDate); }
Datum time_if_unknown(const BuiltinCall& c) { return if_unknown(c, DateKind::kTime); }
Datum datetime_if_unknown(const BuiltinCall& c) { return if_unknown(c, DateKind::kDateTime); }

Datum from_number(const BuiltinCall& c, DateKind kind) {
  const auto rounded = c.number().value.with_scale(0, base::Decimal::Rounding::kHalfUp);
  const auto millis = rounded ? rounded->to_int64() : std::nullopt;
  constexpr std::int64_t kFarthest = 8'640'000'000'000'000;  // 270,000 years
  if (!millis || *millis > kFarthest || *millis < -kFarthest)
    c.fail("got a number that is too large", "it counts milliseconds since 1970");
  return Datum(Moment{kind, *millis});
}
Datum number_to_date(const BuiltinCall& c) { return from_number(c, DateKind::kDate); }
Datum number_to_time(const BuiltinCall& c) { return from_number(c, DateKind::kTime); }
Datum number_to_datetime(const BuiltinCall& c) { return from_number(c, DateKind::kDateTime); }

/// iso_utc_ms_nz and its thirty siblings: the name says where, how exactly, and with what zone.
Datum iso(const BuiltinCall& c) {
  using Accuracy = IsoOptions::Accuracy;
  const auto& moment = moment_of(c);
  if (moment.kind == DateKind::kUnknown)
    c.fail("does not know whether this is a date, a time, or both", "write x?datetime before");
  const std::string name = std::string(c.name) + "_";
  const auto says = [&name](const char* word) { return name.find(word) != std::string::npos; };
  IsoOptions options;
  options.accuracy = says("_ms_")  ? Accuracy::kShort
                     : says("_m_") ? Accuracy::kMinute
                     : says("_h_") ? Accuracy::kHour
                                   : Accuracy::kSecond;
  options.utc = says("_utc_");
  options.show_zone = !says("_nz_");
  std::string zone_name = c.tools.settings().time_zone;
  if (c.count() > 0) zone_name = c.text_arg(0);
  const auto zone = zone_of(zone_name);
  if (!zone) rethrow(c, zone.error());
  return c.made(format_iso(moment, options, *zone));
}

/// A zone that is not known is refused when the template is read.
void check_zone(const Builtin& spec, const std::vector<const Datum*>& args) {
  if (args.size() != 1 || args[0] == nullptr || args[0]->text() == nullptr) return;
  const auto zone = zone_of(*args[0]->text());
  if (!zone)
    throw BuiltinError{"?" + std::string(spec.name) + ": " + zone.error().message,
                       zone.error().hint};
}

constexpr auto kFormat = Builtin::Kind::kFormat;
constexpr auto kPlainDate = Builtin::Kind::kPlain;
constexpr Builtin kDateTable[] = {
    {"date", 0, 1, date, kFormat},
    {"date_if_unknown", 0, 0, date_if_unknown},
    {"datetime", 0, 1, datetime, kFormat},
    {"datetime_if_unknown", 0, 0, datetime_if_unknown},
    {"iso", 1, 1, iso, kPlainDate, check_zone},
    {"iso_h", 1, 1, iso, kPlainDate, check_zone},
    {"iso_h_nz", 1, 1, iso, kPlainDate, check_zone},
    {"iso_local", 0, 0, iso},
    {"iso_local_h", 0, 0, iso},
    {"iso_local_h_nz", 0, 0, iso},
    {"iso_local_m", 0, 0, iso},
    {"iso_local_m_nz", 0, 0, iso},
    {"iso_local_ms", 0, 0, iso},
    {"iso_local_ms_nz", 0, 0, iso},
    {"iso_local_nz", 0, 0, iso},
    {"iso_m", 1, 1, iso, kPlainDate, check_zone},
    {"iso_m_nz", 1, 1, iso, kPlainDate, check_zone},
    {"iso_ms", 1, 1, iso, kPlainDate, check_zone},
    {"iso_ms_nz", 1, 1, iso, kPlainDate, check_zone},
    {"iso_nz", 1, 1, iso, kPlainDate, check_zone},
    {"iso_utc", 0, 0, iso},
    {"iso_utc_fz", 0, 0, iso},
    {"iso_utc_h", 0, 0, iso},
    {"iso_utc_h_nz", 0, 0, iso},
    {"iso_utc_m", 0, 0, iso},
    {"iso_utc_m_nz", 0, 0, iso},
    {"iso_utc_ms", 0, 0, iso},
    {"iso_utc_ms_nz", 0, 0, iso},
    {"iso_utc_nz", 0, 0, iso},
    {"number_to_date", 0, 0, number_to_date},
    {"number_to_datetime", 0, 0, number_to_datetime},
    {"number_to_time", 0, 0, number_to_time},
    {"time", 0, 1, time, kFormat},
    {"time_if_unknown", 0, 0, time_if_unknown},
};

}  // namespace

std::span<const Builtin> builtins_of_dates() { return kDateTable; }

}  // namespace ricochet::match::tpl
