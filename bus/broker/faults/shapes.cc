#include "bus/broker/faults/shapes.h"

#include "bus/broker/faults/kind.h"
#include "bus/broker/faults/reader.h"

namespace ricochet::bus::broker::faults {

namespace {

using base::KeyRule;

constexpr std::int64_t kMaxPartition = INT32_MAX;

base::Shape group_name() { return base::Shape::nonempty(); }

base::Shape make_fault_shape() {
  const base::Shape api = base::Shape::nonempty();
  const base::Shape on = base::Shape::object(
      {{"api", base::Shape::one_or_list(api), "the API of the request: \"Fetch\"; one, or a list"},
       {"topic", base::Shape::nonempty(), "requests of this topic"},
       {"partition", base::Shape::integer(0, kMaxPartition), "requests of this partition"},
       {"group", group_name(), "requests of this group"},
       {"client", base::Shape::nonempty(), "requests of this client id"},
       {"transaction", base::Shape::nonempty(), "requests of this transactional id"},
       {"broker", base::Shape::integer(1, INT16_MAX), "requests to this broker"}});
  std::vector<base::ShapeKey> keys;
  std::vector<std::string> names;
  std::vector<KeyRule> rules;
  for (const Kind& kind : kinds()) {
    keys.push_back({kind.key, kind.shape(), kind.text});
    names.emplace_back(kind.key);
    if (kind.per_request) rules.push_back(KeyRule::needs(kind.key, {"on"}));
  }
  rules.push_back(KeyRule::one_of(std::move(names)));
  for (const char* counted : {"skip", "times", "probability"})
    rules.push_back(KeyRule::needs(counted, {"on"}));
  rules.push_back(KeyRule::needs("at", {"delay", "drop", "no_answer"}));
  keys.push_back({"on", on, "the requests that it is done to; {} is all"});
  keys.push_back({"name", base::Shape::nonempty(), "for people"});
  keys.push_back(
      {"skip", base::Shape::integer(0, INT64_MAX), "leaves out the first so many requests"});
  keys.push_back({"times", base::Shape::integer(1, INT64_MAX), "is done so often", "without end"});
  keys.push_back(
      {"probability", base::Shape::number(), "is done to this share of the requests", "1"});
  keys.push_back({"at", base::Shape::word({"request", "answer"}),
                  "before the broker does what is asked for, or after", "request"});
  return base::Shape::object(std::move(keys), std::move(rules));
}

}  // namespace

const base::Shape& fault_shape() {
  static const base::Shape kShape = make_fault_shape();
  return kShape;
}

base::Shape shape_of_error() {
  return base::Shape::either({base::Shape::text(), base::Shape::integer(-1, INT16_MAX)});
}
base::Shape shape_of_fault_time() { return base::Shape::time(); }
base::Shape shape_of_only_true() { return base::Shape::boolean(); }
base::Shape shape_of_pace() { return base::Shape::nonempty(); }

base::Shape shape_of_group() {
  return base::Shape::object({required("group", group_name(), "the group")});
}

base::Shape shape_of_members() {
  return base::Shape::object(
      {required("group", group_name(), "the group"),
       {"member", base::Shape::nonempty(), "only the member with this id"},
       {"instance", base::Shape::nonempty(), "only the member with this instance id"},
       {"client", base::Shape::nonempty(), "only members of this client id"}});
}

base::Shape shape_of_redeliver() {
  return base::Shape::object(
      {required("group", group_name(), "the group"),
       {"topic", base::Shape::nonempty(), "only of this topic"},
       {"partition", base::Shape::integer(0, kMaxPartition), "only of this partition"},
       {"offset", base::Shape::integer(0, INT64_MAX), "from this record on"},
       {"back", base::Shape::integer(1, INT64_MAX),
        "the last so many that it has committed, of each partition"},
       {"since", base::Shape::nonempty(),
        "what came in the last \"10s\", or since an RFC 3339 time"}},
      {KeyRule::one_of({"offset", "back", "since"})});
}

base::Shape shape_of_transaction() {
  return base::Shape::object(
      {required("transaction", base::Shape::nonempty(), "the transactional id")});
}

base::Shape shape_of_leader() {
  return base::Shape::object(
      {required("topic", base::Shape::nonempty(), "the topic"),
       {"partition", base::Shape::integer(0, kMaxPartition), "the partition", "0"},
       {"to", base::Shape::integer(1, INT16_MAX), "the new leader", "the next broker"}});
}

base::Shape shape_of_coordinator() {
  return base::Shape::object(
      {{"group", group_name(), "of this group"},
       {"transaction", base::Shape::nonempty(), "of this transactional id"},
       {"to", base::Shape::integer(1, INT16_MAX), "the new coordinator", "the next broker"}},
      {KeyRule::one_of({"group", "transaction"})});
}

base::Shape shape_of_node() { return base::Shape::integer(1, INT16_MAX); }

}  // namespace ricochet::bus::broker::faults
