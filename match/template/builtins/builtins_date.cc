#include "match/template/format/moment_format.h"
#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

using Part = Moment::Part;

std::string_view default_format(const Settings& settings, Part part) {
  return part == Part::kDate   ? settings.date_format
         : part == Part::kTime ? settings.time_format
                               : settings.datetime_format;
}

[[noreturn]] void rethrow(const Call& c, const base::Diag& diag) {
  throw BuiltinError{"?" + std::string(c.name) + ": " + diag.message, diag.hint, diag.code};
}

/// A text is read, a date gets another part.
Datum as(const Call& c, Part part) {
  const auto& settings = c.tools.settings();
  if (const auto* moment = c.target.moment()) {
    const bool able =
        moment->part == part || moment->part == Part::kUnknown || moment->part == Part::kDateTime;
    if (!able)
      c.fail("cannot make a " + std::string(name_of(part)) + " of a " +
                 std::string(name_of(moment->part)),
             "");
    return Datum(Moment{part, moment->millis});
  }
  if (c.target.text() == nullptr) c.fail("needs a string or a date, got " + kind_of(c.target), "");
  const auto format = c.count() > 0 ? c.text_arg(0) : std::string(default_format(settings, part));
  auto moment =
      parse_moment(c.text(), part, format, settings.time_zone, [&c] { return c.tools.now(); });
  if (!moment) rethrow(c, moment.error());
  return Datum(*moment);
}
Datum date(const Call& c) { return as(c, Part::kDate); }
Datum time(const Call& c) { return as(c, Part::kTime); }
Datum datetime(const Call& c) { return as(c, Part::kDateTime); }

const Moment& moment_of(const Call& c) {
  if (const auto* moment = c.target.moment()) return *moment;
  c.fail("needs a date, got " + kind_of(c.target), "make it one with ?datetime");
}

Datum if_unknown(const Call& c, Part part) {
  const auto& moment = moment_of(c);
  return Datum(Moment{moment.part == Part::kUnknown ? part : moment.part, moment.millis});
}
Datum date_if_unknown(const Call& c) { return if_unknown(c, Part::kDate); }
Datum time_if_unknown(const Call& c) { return if_unknown(c, Part::kTime); }
Datum datetime_if_unknown(const Call& c) { return if_unknown(c, Part::kDateTime); }

Datum from_number(const Call& c, Part part) {
  const auto rounded = c.number().value.with_scale(0, base::Decimal::Rounding::kHalfUp);
  const auto millis = rounded ? rounded->to_int64() : std::nullopt;
  constexpr std::int64_t kFarthest = 8'640'000'000'000'000;  // 270,000 years
  if (!millis || *millis > kFarthest || *millis < -kFarthest)
    c.fail("got a number that is too large", "it counts milliseconds since 1970");
  return Datum(Moment{part, *millis});
}
Datum number_to_date(const Call& c) { return from_number(c, Part::kDate); }
Datum number_to_time(const Call& c) { return from_number(c, Part::kTime); }
Datum number_to_datetime(const Call& c) { return from_number(c, Part::kDateTime); }

/// iso_utc_ms_nz and its thirty siblings: the name says where, how exactly, and with what zone.
Datum iso(const Call& c) {
  using Accuracy = IsoOptions::Accuracy;
  const auto& moment = moment_of(c);
  if (moment.part == Part::kUnknown)
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
