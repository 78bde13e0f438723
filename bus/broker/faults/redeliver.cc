#include <algorithm>
#include <set>

#include "base/json/time.h"
#include "base/rfc3339.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/broker/broker.h"
#include "bus/broker/faults/kind.h"
#include "bus/broker/faults/rewind.h"
#include "bus/broker/faults/subjects.h"

namespace ricochet::bus::broker::faults {

namespace {

/// So much is taken apart to find a time, in all partitions together; behind it a time leads to the
/// beginning of a batch.
constexpr std::size_t kLookForTimes = 64 << 20;

constexpr const char* kHow = R"(write "offset": 0, "back": 1 or "since": "10s")";

/// A year and a dash: whoever writes this does not mean a time ago.
bool looks_like_a_date(const std::string& text) {
  const auto year = text.find_first_not_of("0123456789");
  return year != std::string::npos && year >= 4 && text[year] == '-';
}

std::optional<Rewind> read_rewind(const base::JsonReader& value) {
  const auto offset = value.find("offset"), back = value.find("back"), since = value.find("since");
  const int said = static_cast<int>(offset.has_value()) + static_cast<int>(back.has_value()) +
                   static_cast<int>(since.has_value());
  if (said != 1) {
    value.error("bad-fault",
                said == 0 ? "it is not said from where the group reads again"
                          : "a group can read again from one place only",
                kHow);
    return std::nullopt;
  }
  Rewind rewind;
  if (offset) rewind.offset = offset->integer();
  if (back) rewind.back = back->integer();
  if (since) {
    const auto text = since->is_string() ? since->string() : std::nullopt;
    if (const auto time = text ? base::parse_rfc3339(*text) : std::nullopt)
      rewind.since = *time;
    else if (text && looks_like_a_date(*text))
      since->error("bad-fault",
                   base::in_quotes(base::shorten(*text, 60)) +
                       " is not a time of RFC 3339 in the years 1700 to 2250",
                   R"(write "2026-11-21T10:12:00Z", or a time ago: "10s")");
    else
      rewind.ago = base::read_time(*since);
  }
  if (!rewind.offset && !rewind.back && !rewind.since && !rewind.ago) return std::nullopt;
  return rewind;
}

/// What the group reads: what it has committed, also in transactions that are open, and what its
/// members were given.
std::set<TopicPartition> partitions_of(const Group& group) {
  std::set<TopicPartition> all = group.offsets().places();
  for (const auto& member : group.members())
    all.insert(member->partitions.begin(), member->partitions.end());
  return all;
}

base::Result<std::string> redeliver(Broker& broker, const std::string& id, const std::string& topic,
                                    const std::optional<std::int32_t>& partition,
                                    const Rewind& rewind) {
  const auto group = group_of(broker, id);
  if (!group) return group.error();
  if (!topic.empty()) {
    if (const auto known = topic_of(broker, topic); !known) return known.error();
  }
  std::vector<Commit> commits;
  std::string told;
  std::size_t look_inside = kLookForTimes;
  for (const TopicPartition& where : partitions_of(**group)) {
    const Partition* const found = broker.topics().partition(where);
    if (found == nullptr || (!topic.empty() && where.topic != topic) ||
        (partition && where.partition != *partition))
      continue;
    const auto* const stored = (*group)->offsets().find(where);
    const auto to = place(found->log, rewind, stored != nullptr ? stored->offset : -1,
                          broker.loop().wall_now(), look_inside);
    if (!to) continue;
    commits.push_back({where, *to, found->leader_epoch, ""});
    told += (told.empty() ? "" : ", ") + where.topic + "/" + std::to_string(where.partition) +
            " from " + std::to_string(*to);
  }
  if (commits.empty())
    return base::Diag(base::Diag::Kind::kConflict, "bus/nothing-to-redeliver",
                      "group " + id + " has neither committed nor been given a partition" +
                          (topic.empty() ? "" : " of topic " + topic) + " that it could read again",
                      "wait until the group has committed (\"expect\": {\"ack\": ...})");
  if (broker.groups().ensure_for(id, commits) == nullptr)
    return base::Diag(base::Diag::Kind::kEnvironment, "bus/full", why_state_is_full(broker.state()),
                      "");
  // Members must go first: one that stays would go on where it is, and commit that.
  const std::size_t expired = expire(**group, {});
  (*group)->commit(kRedelivery, commits);
  return "group " + id + " reads again: " + told + "; " + base::plural(expired, "member") +
         " must join again";
}

}  // namespace

bool read_redeliver(const base::JsonReader& value, Rule& rule) {
  if (!value.object()) return false;
  const auto group = read_name(value, "group");
  const auto rewind = read_rewind(value);
  std::string topic;
  std::optional<std::int32_t> partition;
  bool fine = group.has_value() && rewind.has_value();
  if (const auto name = value.find("topic")) {
    topic = name->nonempty_string().value_or("");
    fine &= !topic.empty();
  }
  if (const auto index = value.find("partition")) {
    const auto number = index->integer();
    fine &= number.has_value();
    partition = static_cast<std::int32_t>(number.value_or(0));
  }
  if (!fine) return false;
  rule.title = "group " + *group + " reads again";
  rule.command = [id = *group, topic, partition, rewind = *rewind](Broker& broker) {
    return redeliver(broker, id, topic, partition, rewind);
  };
  return true;
}

}  // namespace ricochet::bus::broker::faults
