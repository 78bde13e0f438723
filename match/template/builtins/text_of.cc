#include "match/template/builtins/text_of.h"

#include "base/json/json.h"
#include "base/json/number.h"
#include "base/json/reader.h"
#include "match/template/format/decimal_format.h"

namespace ricochet::match::tpl {

namespace {

using base::Json;

constexpr std::string_view kMocoFormat = "#.#";
constexpr std::string_view kComputerFormat = "0.################";

[[noreturn]] void rethrow(const base::Diag& diag) {
  throw BuiltinError{diag.message, diag.hint, diag.code};
}

/// A node of a value costs at least that.
constexpr std::size_t kNode = 16;

Json json_of(const Datum& value, Tools& tools, std::size_t depth) {
  if (depth > 2 * base::kMaxJsonDepth)
    throw BuiltinError{"the value is nested too deeply", "flatten it", "template/limit"};
  tools.charge(kNode);
  if (value.missing()) return nullptr;
  if (const auto* text = value.text()) {
    tools.charge(text->size());
    return *text;
  }
  if (const auto* number = value.number()) return number->json();
  if (const auto* moment = value.moment()) return moment_text(*moment, {}, tools.settings());
  if (const auto list = value.sequence()) {
    if (list->open())
      throw BuiltinError{"an open range does not end", "write where it ends: 1..10"};
    Json out = Json::array();
    for (std::size_t i = 0; i < list->size(); ++i)
      out.push_back(json_of(list->at(i), tools, depth + 1));
    return out;
  }
  if (const auto* boolean = value.boolean()) return *boolean;
  if (const auto* hash = value.hash()) {
    Json out = Json::object();
    tools.charge(kNode * hash->size());
    auto members = hash->members();
    if (!members) rethrow(members.error());
    // No key comes twice, so none is looked for among those before it.
    auto& object = out.get_ref<Json::object_t&>();
    object.reserve(members->size());
    for (auto& [key, member] : *members) {
      tools.charge(key.size());
      object.emplace_back(std::move(key), json_of(member, tools, depth + 1));
    }
    return out;
  }
  throw BuiltinError{kind_of(value) + " is not a value", "call it: f(x), or <@m/>"};
}

}  // namespace

std::string number_text(const Number& number, std::string_view format, Dialect dialect) {
  if (format.empty() && dialect == Dialect::kScenario) {
    const bool as_it_came = number.binary || !number.written.empty();
    return as_it_came ? base::number_text(number.json()) : number.plain();
  }
  if (format == "computer" || format == "c") return computer_text(number, dialect);
  const auto pattern = format.empty()         ? kMocoFormat
                       : format == "number"   ? std::string_view("#,##0.###")
                       : format == "currency" ? std::string_view("\xC2\xA4#,##0.00")
                       : format == "percent"  ? std::string_view("#,##0%")
                                              : format;
  if (!number.binary && format.empty() && number.value.scale() == 0) return number.plain();
  const auto parsed = DecimalFormat::parse(pattern);
  if (!parsed) rethrow(parsed.error());
  return parsed->format(number);
}

std::string computer_text(const Number& number, Dialect dialect) {
  if (dialect == Dialect::kScenario || number.value.is_whole()) return number.plain();
  static const auto kFormat = DecimalFormat::parse(kComputerFormat).value();
  return kFormat.format(number);
}

std::string moment_text(const Moment& moment, std::string_view format, const Settings& settings) {
  const std::string_view usual = moment.kind == Moment::Kind::kDate   ? settings.date_format
                                 : moment.kind == Moment::Kind::kTime ? settings.time_format
                                                                      : settings.datetime_format;
  auto text = format_moment(moment, format.empty() ? usual : format, settings.time_zone);
  if (!text) rethrow(text.error());
  return std::move(*text);
}

std::string boolean_text(bool value, const Settings& settings) {
  const std::string_view format = settings.boolean_format;
  const auto comma = format.find(',');
  if (comma == std::string_view::npos) return value ? "true" : "false";
  return std::string(value ? format.substr(0, comma) : format.substr(comma + 1));
}

std::string to_text(const Datum& value, Tools& tools) {
  if (const auto* text = value.text()) return *text;
  if (const auto* number = value.number())
    return number_text(*number, tools.settings().number_format, tools.dialect());
  if (const auto* moment = value.moment()) return moment_text(*moment, {}, tools.settings());
  if (value.missing())
    throw BuiltinError{kind_of(value) + " is not text", "give a default: ${x!'...'}"};
  const bool container = value.sequence() != nullptr || value.hash() != nullptr;
  if (container && tools.dialect() == Dialect::kScenario)
    return base::compact_json(to_json(value, tools));
  if (const auto* boolean = value.boolean(); boolean != nullptr)
    return boolean_text(*boolean, tools.settings());
  throw BuiltinError{kind_of(value) + " is not text",
                     value.sequence() != nullptr ? "take one element, ${x[0]}, or <#list x as item>"
                     : value.hash() != nullptr   ? "name a member: ${x.name}"
                                                 : "call it: ${f(x)}, or <@m/>"};
}

base::Json to_json(const Datum& value, Tools& tools) { return json_of(value, tools, 0); }

}  // namespace ricochet::match::tpl
