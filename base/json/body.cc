#include "base/json/body.h"

#include "base/json/fault.h"
#include "base/json/json.h"
#include "base/json/parser.h"

namespace ricochet::base {

namespace {

JsonGrammar grammar_of(JsonTail tail) {
  JsonGrammar grammar;
  grammar.max_values = kMaxJsonValues;
  grammar.more_values = tail == JsonTail::kMoreValues;
  return grammar;
}

}  // namespace

std::unique_ptr<Json> parse_json_body(std::string_view text, std::string* why, JsonTail tail) {
  JsonParser parser(text, grammar_of(tail));
  auto value = parser.parse();
  if (value == nullptr && why != nullptr) {
    auto error = explain(text, parser.fault());
    constexpr std::string_view kBegin = "this is not JSON: ";  // whoever asks says so already
    const bool placed = error.message.starts_with(kBegin);
    *why = placed || parser.fault().what == JsonFault::What::kEncoding
               ? "byte " + std::to_string(error.begin + 1) + ": " +
                     error.message.substr(placed ? kBegin.size() : 0)
               : std::move(error.message);
  }
  return value;
}

std::unique_ptr<Json> parse_json_body(std::string_view text, JsonReading& reading, JsonTail tail) {
  JsonParser parser(text, grammar_of(tail));
  auto value = parser.parse();
  reading = JsonReading::kWhole;
  if (value != nullptr) return value;
  switch (parser.fault().what) {
    case JsonFault::What::kTooDeep:
    case JsonFault::What::kTooMany:
    case JsonFault::What::kNumberTooLong:
      reading = JsonReading::kBeyond;
      break;
    default:
      reading = JsonReading::kNotJson;
  }
  return value;
}

}  // namespace ricochet::base
