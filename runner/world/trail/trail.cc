#include "runner/world/trail/trail.h"

#include <algorithm>
#include <string_view>

#include "base/json/document.h"
#include "base/json/json.h"
#include "runner/world/trail/ended_scenarios.h"

namespace ricochet::runner {

namespace {

/// Shorter values are in too many texts.
constexpr std::size_t kTellingValue = 6;
/// Of a body; a larger one is not parsed.
constexpr std::size_t kMostSearched = 256u << 10;
/// Beyond these the oldest are left out.
constexpr std::size_t kMostOfTrail = 5000;

bool is_at(const bus::broker::TopicPartition& place, const bus::Position& where) {
  return place.topic == where.topic && place.partition == where.partition;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

/// "OrderWasPlaced" may be in a path by chance, an id is not.
bool tells_of_one(const std::string& value) {
  return value.size() >= kTellingValue && !std::all_of(value.begin(), value.end(), is_letter);
}

std::vector<std::string> values_of(const match::Event& event) {
  std::vector<std::string> values;
  if (event.key) values.push_back(*event.key);
  if (event.body.size() <= kMostSearched) {
    if (const auto body = base::parse_json_body(event.body)) {
      for (auto& value : EndedScenarios::telling_values(*body)) values.push_back(std::move(value));
    }
  }
  std::erase_if(values, [](const auto& value) { return !tells_of_one(value); });
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

}  // namespace

Trail trail_of(std::uint64_t start, const std::vector<bus::Position>& published,
               const std::vector<journal::RecordPtr>& records) {
  Trail trail;
  trail.start = start;
  for (const auto& record : records) {
    const auto* event = record->event();
    const auto own = std::find_if(published.begin(), published.end(), [&](const auto& where) {
      return event != nullptr &&
             bus::same_record(where, {event->topic, event->partition, event->offset});
    });
    if (own != published.end())
      trail.published.push_back({*own, record, values_of(*event)});
    else if (!record->refused)
      trail.came.push_back(record);
  }
  if (trail.published.size() > Trail::kMostSent)
    trail.published.erase(trail.published.begin(), trail.published.end() - Trail::kMostSent);
  return trail;
}

Trail trail_of(const journal::CaptureLog& log, std::uint64_t scope, std::uint64_t start,
               const std::vector<bus::Position>& published) {
  auto records = log.timeline(nullptr, start, SIZE_MAX);
  std::erase_if(records, [scope](const auto& record) { return record->scope != scope; });
  if (records.size() > kMostOfTrail)
    records.erase(records.begin(), records.end() - static_cast<std::ptrdiff_t>(kMostOfTrail));
  return trail_of(start, published, records);
}

bool carries(const journal::Record& record, const std::vector<std::string>& values) {
  const match::Message& message = record.message();
  const auto stands_in = [&values](std::string_view text) {
    return std::any_of(values.begin(), values.end(), [text](const auto& value) {
      return text.find(value) != std::string_view::npos;
    });
  };
  if (stands_in(std::string_view(message.body).substr(0, kMostSearched))) return true;
  for (const auto& header : message.headers) {
    if (stands_in(header.value)) return true;
  }
  if (const auto* call = record.request()) return stands_in(call->target) || stands_in(call->path);
  const auto* event = record.event();
  return event->key && stands_in(*event->key);
}

// Words of the verdict, because a value may stand anywhere in what was asked for, as in a body: it
// only chooses which of several records a failure tells of.
bool asks_for(const awaits::Verdict& verdict, const std::vector<std::string>& values) {
  return std::any_of(values.begin(), values.end(), [&verdict](const auto& value) {
    return verdict.expected.find(value) != std::string::npos ||
           verdict.step_problem.find(value) != std::string::npos;
  });
}

bool gave(const busview::BusEvent& event, const bus::Position& where) {
  return event.kind == busview::BusEvent::Kind::kFetched && !event.group.empty() &&
         is_at(event.where, where) && event.from <= where.offset && where.offset < event.upto;
}

bool committed_past(const busview::BusEvent& event, const bus::Position& where) {
  return event.kind == busview::BusEvent::Kind::kCommitted && !event.group.empty() &&
         std::any_of(event.commits.begin(), event.commits.end(), [&](const auto& commit) {
           return is_at(commit.where, where) && commit.offset > where.offset;
         });
}

}  // namespace ricochet::runner
