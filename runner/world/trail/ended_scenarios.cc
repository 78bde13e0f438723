#include "runner/world/trail/ended_scenarios.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/json/json.h"
#include "base/json/number.h"
#include "base/text/printable.h"

namespace ricochet::runner {

namespace {

/// Shorter values are in too many texts.
constexpr std::size_t kTellingLength = 6;
/// Of a body.
constexpr std::size_t kSearched = 256u << 10;

void collect_texts(const base::Json& value, std::vector<std::string>& texts) {
  if (value.is_structured()) {
    for (const auto& each : value) collect_texts(each, texts);
  } else if (value.is_string()) {
    texts.push_back(value.get<std::string>());
  } else if (base::is_number(value)) {
    texts.push_back(base::compact_json(value));
  }
}

/// Everywhere in the record where a value may stand.
std::vector<std::string_view> texts_of(const journal::Record& record) {
  std::vector<std::string_view> texts;
  const match::Message& message = record.message();
  texts.push_back(std::string_view(message.body).substr(0, kSearched));
  for (const auto& header : message.headers) texts.emplace_back(header.value);
  if (const auto* call = record.request()) {
    texts.emplace_back(call->target);
    texts.emplace_back(call->path);
  }
  if (const auto* event = record.event(); event != nullptr && event->key)
    texts.emplace_back(*event->key);
  return texts;
}

/// The first of the values that stands in the texts, and is not left out.
const std::string* carried_by(const std::vector<std::string_view>& texts,
                              const std::vector<std::string>& values,
                              const std::function<bool(const std::string&)>& left_out = {}) {
  for (const auto& value : values) {
    if (left_out && left_out(value)) continue;
    if (std::any_of(texts.begin(), texts.end(),
                    [&](auto text) { return text.find(value) != std::string_view::npos; }))
      return &value;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> EndedScenarios::telling_values(const base::Json& values) {
  std::vector<std::string> texts;
  collect_texts(values, texts);
  std::erase_if(texts, [](const auto& text) { return text.size() < kTellingLength; });
  return texts;
}

void EndedScenarios::add(std::string name, std::vector<std::string> values, base::TimePoint began,
                         base::TimePoint now) {
  ended_.push_front({std::move(name), std::move(values), began, now});
  if (ended_.size() > kMost) ended_.pop_back();
}

std::optional<base::TimePoint> EndedScenarios::last_began() const {
  return ended_.empty() ? std::nullopt : std::optional(ended_.front().began);
}

std::size_t EndedScenarios::began_since(base::TimePoint then) const {
  return static_cast<std::size_t>(std::count_if(
      ended_.begin(), ended_.end(), [then](const Ended& ended) { return ended.began >= then; }));
}

bool EndedScenarios::has(const std::string& value) const {
  return std::any_of(ended_.begin(), ended_.end(), [&](const Ended& ended) {
    return std::find(ended.values.begin(), ended.values.end(), value) != ended.values.end();
  });
}

std::optional<std::string> EndedScenarios::suspect(
    const journal::Record& record, const std::vector<std::string>& own,
    const std::vector<std::string>& published) const {
  const auto texts = texts_of(record);
  const auto among = [](const std::vector<std::string>& all, const std::string& value) {
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& text) { return text.find(value) != text.npos; });
  };
  if (carried_by(texts, own, [&](const auto& value) { return has(value); }) != nullptr)
    return std::nullopt;
  // What both have tells nothing.
  const auto shared = [&](const std::string& value) {
    return among(own, value) || among(published, value);
  };
  for (const auto& ended : ended_) {
    if (const auto* value = carried_by(texts, ended.values, shared))
      return base::in_quotes(ended.name) + ", whose value " +
             base::in_quotes(base::shorten(*value, 60)) + " it carries";
  }
  if (carried_by(texts, own) != nullptr || carried_by(texts, published) != nullptr)
    return std::nullopt;
  if (ended_.empty()) return std::nullopt;
  const auto& last = ended_.front();
  const auto after = record.received - last.at;
  if (after < base::Duration::zero() || after > kSoon) return std::nullopt;
  return base::in_quotes(last.name) + ", which had ended " + base::humanize(after) + " before";
}

}  // namespace ricochet::runner
