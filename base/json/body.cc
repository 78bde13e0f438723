#include "base/json/document.h"
#include "base/json/fault.h"
#include "base/json/json.h"
#include "base/json/parser.h"

namespace ricochet::base {

std::unique_ptr<Json> parse_json_body(std::string_view text, std::string* why, JsonTail tail) {
  JsonGrammar grammar;
  grammar.max_values = kMaxJsonValues;
  grammar.more_values = tail == JsonTail::kMoreValues;
  JsonParser parser(text, grammar);
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

}  // namespace ricochet::base
