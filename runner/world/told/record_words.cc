#include "runner/world/told/record_words.h"

#include <algorithm>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/printable.h"

namespace ricochet::runner {

namespace {

/// A larger value is not parsed for a word.
constexpr std::size_t kMostParsed = 64u << 10;
/// What stands behind the target is never cut off.
constexpr std::size_t kLeastTarget = 20;

std::string words_of_call(const journal::Record& record, std::size_t max_bytes) {
  const std::string end = " " + words_of_answer(record);
  const std::size_t room = max_bytes > end.size() ? max_bytes - end.size() : 0;
  return base::shorten(record.title(), std::max(room, kLeastTarget)) + end;
}

}  // namespace

std::string words_of_answer(const journal::Record& call) {
  const std::string to = "to " + call.bin + " -> ";
  if (call.refused) return to + "refused";
  if (!call.answer.fault.empty()) return to + "fault " + call.answer.fault;
  return to + (call.answer.status == 0 ? "no answer" : std::to_string(call.answer.status));
}

std::string type_of(const match::Event& event) {
  if (event.body.size() > kMostParsed) return {};
  const auto parsed = base::parse_json_body(event.body);
  if (parsed == nullptr || !parsed->is_object()) return {};
  const base::Json& body = *parsed;
  for (const char* key : {"type", "eventType", "event_type", "event"}) {
    const auto found = body.find(key);
    if (found != body.end() && found->is_string()) return found->get<std::string>();
  }
  return {};
}

std::string in_words(const journal::Record& record, std::size_t max_bytes) {
  if (record.request() != nullptr) return words_of_call(record, max_bytes);
  const match::Event& event = *record.event();
  if (event.null_value) return "a tombstone";
  const std::string type = type_of(event);
  return base::shorten(base::printable(type.empty() ? event.body : type), max_bytes);
}

std::string name_of_place(const bus::Position& where) {
  return where.topic + (where.partition == 0 ? "" : "/" + std::to_string(where.partition)) + "#" +
         std::to_string(where.offset);
}

}  // namespace ricochet::runner
