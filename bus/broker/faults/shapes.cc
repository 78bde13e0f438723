#include "bus/broker/faults/shapes.h"

#include "bus/broker/faults/kind.h"
#include "bus/broker/faults/reader.h"

namespace ricochet::bus::broker::faults {

namespace {

using base::KeyRule;
using base::Shape;

constexpr std::int64_t kMaxPartition = INT32_MAX;

Shape group_name() { return Shape::nonempty(); }

Shape make_fault_shape() {
  const Shape api = Shape::nonempty();
  const Shape on = Shape::object(
      {{"api", Shape::one_or_list(api), "the API of the request: \"Fetch\"; one, or a list"},
       {"topic", Shape::nonempty(), "requests of this topic"},
       {"partition", Shape::integer(0, kMaxPartition), "requests of this partition"},
       {"group", group_name(), "requests of this group"},
       {"client", Shape::nonempty(), "requests of this client id"},
       {"transaction", Shape::nonempty(), "requests of this transactional id"},
       {"broker", Shape::integer(1, INT16_MAX), "requests to this broker"}});
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
  keys.push_back({"name", Shape::nonempty(), "for people"});
  keys.push_back({"skip", Shape::integer(0, INT64_MAX), "leaves out the first so many requests"});
  keys.push_back({"times", Shape::integer(1, INT64_MAX), "is done so often", "without end"});
  keys.push_back({"probability", Shape::number(), "is done to this share of the requests", "1"});
  keys.push_back({"at", Shape::word({"request", "answer"}),
                  "before the broker does what is asked for, or after", "request"});
  return Shape::object(std::move(keys), std::move(rules));
}

}  // namespace

const Shape& fault_shape() {
  static const Shape kShape = make_fault_shape();
  return kShape;
}

Shape shape_of_error() { return Shape::either({Shape::text(), Shape::integer(-1, INT16_MAX)}); }
Shape shape_of_fault_time() { return Shape::time(); }
Shape shape_of_only_true() { return Shape::boolean(); }
Shape shape_of_pace() { return Shape::nonempty(); }

Shape shape_of_group() { return Shape::object({required("group", group_name(), "the group")}); }

Shape shape_of_members() {
  return Shape::object({required("group", group_name(), "the group"),
                        {"member", Shape::nonempty(), "only the member with this id"},
                        {"instance", Shape::nonempty(), "only the member with this instance id"},
                        {"client", Shape::nonempty(), "only members of this client id"}});
}

Shape shape_of_redeliver() {
  return Shape::object(
      {required("group", group_name(), "the group"),
       {"topic", Shape::nonempty(), "only of this topic"},
       {"partition", Shape::integer(0, kMaxPartition), "only of this partition"},
       {"offset", Shape::integer(0, INT64_MAX), "from this record on"},
       {"back", Shape::integer(1, INT64_MAX), "the last so many that it has committed"},
       {"since", Shape::nonempty(), "what came in the last \"10s\", or since an RFC 3339 time"}},
      {KeyRule::one_of({"offset", "back", "since"})});
}

Shape shape_of_transaction() {
  return Shape::object({required("transaction", Shape::nonempty(), "the transactional id")});
}

Shape shape_of_leader() {
  return Shape::object({required("topic", Shape::nonempty(), "the topic"),
                        {"partition", Shape::integer(0, kMaxPartition), "the partition", "0"},
                        {"to", Shape::integer(1, INT16_MAX), "the new leader", "the next broker"}});
}

Shape shape_of_coordinator() {
  return Shape::object(
      {{"group", group_name(), "of this group"},
       {"transaction", Shape::nonempty(), "of this transactional id"},
       {"to", Shape::integer(1, INT16_MAX), "the new coordinator", "the next broker"}},
      {KeyRule::one_of({"group", "transaction"})});
}

Shape shape_of_node() { return Shape::integer(1, INT16_MAX); }

}  // namespace ricochet::bus::broker::faults
