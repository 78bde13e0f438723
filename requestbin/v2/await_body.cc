#include "requestbin/v2/await_body.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "awaits/expectation_reader.h"
#include "base/json/json.h"
#include "requestbin/v2/selector.h"

namespace ricochet::requestbin {

namespace {

using base::JsonReader;

/// Keys that wait, and so have no place where nobody waits.
const std::vector<std::string> kTimes = {"within", "for", "settle", "settle_mode", "late_grace"};

std::vector<std::string> keys(bool of_bin, bool verify) {
  std::vector<std::string> keys = {"request", "event",     "after", "name",      "steps",
                                   "order",   "correlate", "near",  "preflights"};
  if (!of_bin) keys.emplace_back("bins");
  for (const auto& key : awaits::expectation_keys()) {
    if (!verify || std::find(kTimes.begin(), kTimes.end(), key) == kTimes.end())
      keys.push_back(key);
  }
  if (!verify) keys.insert(keys.end(), {"settle_mode", "late_grace"});
  return keys;
}

/// Whether a list, or an object, has more members than anybody would look at.
bool is_longer(const JsonReader& root, const char* key, std::size_t most, const char* code,
               const char* message, const char* hint) {
  const auto list = root.find(key);
  const bool has_members = list && (list->is_array() || list->is_object());
  if (!has_members || list->value().size() <= most) return false;
  list->error(code, message, hint);
  return true;
}

bool is_too_long(const JsonReader& root) {
  const bool steps = is_longer(root, "steps", awaits::kMaxSteps, "bad-steps", "more than 100 steps",
                               "split the wait");
  const bool bins = is_longer(root, "bins", kMaxAwaitBins, "too-many-bins", "more than 100 bins",
                              "wait for fewer at a time");
  const bool after = is_longer(root, "after", kMaxAwaitBins, "too-many-bins",
                               "cursors for more than 100 bins", "wait for fewer at a time");
  return steps || bins || after;
}

void compile(const JsonReader& holder, AwaitBody& out) {
  if (!holder.is_object()) return;
  for (const auto& [key, kind] : {std::pair("request", journal::BinKind::kBin),
                                  std::pair("event", journal::BinKind::kTopic)}) {
    const auto selector = holder.find(key);
    if (!selector) continue;
    auto& made = out.selectors[selector->pointer()];
    made.matcher = read_selector(selector->with_diags(made.diags), kind);
  }
}

}  // namespace

AwaitBody read_await_body(const std::string& body, bool of_bin, bool verify) {
  AwaitBody out;
  auto document =
      base::JsonDocument::parse(verify ? "verify" : "await", body.empty() ? "{}" : body);
  if (!document) {
    out.diags.add(document.error());
    return out;
  }
  out.document = *std::move(document);
  const JsonReader root(out.document, out.diags, "await");
  if (!root.object(keys(of_bin, verify)) || out.diags.full() || is_too_long(root)) return out;
  out.readable = true;
  compile(root, out);
  const auto steps = root.find("steps");
  if (!steps || !steps->is_array()) return out;
  for (const auto& step : steps->elements()) compile(step, out);
  return out;
}

}  // namespace ricochet::requestbin
