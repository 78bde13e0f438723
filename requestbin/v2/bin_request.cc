#include "requestbin/v2/bin_request.h"

#include "base/json/json.h"
#include "base/json/time.h"

namespace ricochet::requestbin {

namespace {

constexpr std::int64_t kMostRecords = 10'000'000;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 40;
constexpr base::Duration kLongestTtl = std::chrono::hours(24 * 365);
constexpr std::size_t kMaxGroup = 200;

void read_labels(const base::JsonReader& value, journal::BinOptions& bin) {
  if (!value.object({})) return;
  bin.labels.clear();
  std::size_t bytes = 0;
  for (const auto& label : value.members()) {
    const auto text = label.string();
    if (!text) continue;
    bytes += label.key().size() + text->size();
    bin.labels[label.key()] = *text;
  }
  if (bin.labels.size() > kMaxLabels || bytes > kMaxLabelBytes)
    value.error("too-large", "more than 64 labels or 16 KiB of them", "keep labels few and short");
}

void read_ttl(const base::JsonReader& body, journal::BinOptions& bin) {
  if (body.value().contains("ttl")) {
    bin.ttl.reset();
    if (const auto ttl = body.find("ttl")) {  // null: for ever
      bin.ttl = base::read_time(*ttl);
      if (bin.ttl && (*bin.ttl <= base::Duration::zero() || *bin.ttl > kLongestTtl))
        ttl->error("bad-time", "a bin lives longer than 0 and at most a year",
                   "write \"48h\", or null for ever");
    }
  }
  if (const auto mode = body.find("ttl_mode"))
    bin.ttl_sliding = mode->word({"fixed", "sliding"}) == "sliding";
}

}  // namespace

bool read_bin_request(const base::JsonReader& body, std::string* name, journal::BinOptions& bin) {
  std::vector<std::string> keys = {"ttl",       "ttl_mode", "max_records",
                                   "max_bytes", "labels",   "group"};
  if (name != nullptr) keys.insert(keys.end(), {"name", "private"});
  if (!body.object(keys)) return false;
  if (name != nullptr) {
    if (const auto value = body.find("name")) *name = value->nonempty_string().value_or("");
    if (const auto value = body.find("private")) bin.is_private = value->boolean().value_or(false);
  }
  read_ttl(body, bin);
  if (const auto value = body.find("max_records"))
    bin.limits.records = static_cast<std::size_t>(value->integer(1, kMostRecords).value_or(1));
  if (const auto value = body.find("max_bytes"))
    bin.limits.bytes = static_cast<std::size_t>(value->integer(1, kMostBytes).value_or(1));
  if (const auto labels = body.find("labels")) read_labels(*labels, bin);
  if (const auto group = body.find("group")) {
    bin.group = group->string().value_or("");
    if (bin.group.size() > kMaxGroup)
      group->error("too-long", "a group of more than 200 bytes", "shorten it");
  }
  return !body.diags().has_errors();
}

}  // namespace ricochet::requestbin
