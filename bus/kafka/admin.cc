#include "bus/kafka/admin.h"

#include <array>
#include <utility>

#include "base/text/printable.h"
#include "bus/kafka/errors.h"

namespace ricochet::bus::kafka {

namespace {

int to_ms(base::Duration limit) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  return static_cast<int>(ms < 1 ? 1 : ms > 300'000 ? 300'000 : ms);
}

std::string why_not(const rd_kafka_topic_result_t* topic) {
  const char* text = rd_kafka_topic_result_error_string(topic);
  return text != nullptr ? text : rd_kafka_err2str(rd_kafka_topic_result_error(topic));
}

base::Result<Admin::Creation> creation(rd_kafka_event_t* event) {
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return base::Diag(
        base::Diag::Kind::kEnvironment, "bus/topic",
        std::string("topics cannot be created: ") + rd_kafka_event_error_string(event),
        "create them by hand, or let this client do so on the broker");
  std::size_t count = 0;
  const rd_kafka_topic_result_t** topics =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  Admin::Creation found;
  for (std::size_t i = 0; i < count; ++i) {
    const auto error = rd_kafka_topic_result_error(topics[i]);
    const std::string name = rd_kafka_topic_result_name(topics[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
      found.made.push_back(name);
    else if (error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
      found.refused[name] = why_not(topics[i]);
  }
  return found;
}

base::Status deletion(rd_kafka_event_t* event) {
  const auto failed = [](const std::string& what, const std::string& why) {
    return base::Diag(base::Diag::Kind::kEnvironment, "bus/topic",
                      what + " cannot be deleted: " + why,
                      "delete it by hand, or let this client do so on the broker");
  };
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return failed("the topics of this run", rd_kafka_event_error_string(event));
  std::size_t count = 0;
  const rd_kafka_topic_result_t** topics =
      rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto error = rd_kafka_topic_result_error(topics[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
      continue;
    return failed("topic " + base::in_quotes(rd_kafka_topic_result_name(topics[i])),
                  why_not(topics[i]));
  }
  return {};
}

base::Diag committed_error(const std::string& what, const std::string& why) {
  return {base::Diag::Kind::kEnvironment, "bus/committed", what + " cannot be read: " + why,
          "is the broker up, and may this client describe the group?"};
}

base::Result<std::vector<Position>> offsets(const std::string& what,
                                            const rd_kafka_event_t* result) {
  std::size_t count = 0;
  const rd_kafka_group_result_t** groups =
      rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
  std::vector<Position> found;
  for (std::size_t g = 0; g < count; ++g) {
    if (const rd_kafka_error_t* error = rd_kafka_group_result_error(groups[g]))
      return committed_error(what, rd_kafka_error_string(error));
    const auto* partitions = rd_kafka_group_result_partitions(groups[g]);
    for (int i = 0; partitions && i < partitions->cnt; ++i) {
      const rd_kafka_topic_partition_t& partition = partitions->elems[i];
      if (partition.err != RD_KAFKA_RESP_ERR_NO_ERROR)
        return committed_error(what, rd_kafka_err2str(partition.err));
      if (partition.offset >= 0)
        found.push_back({partition.topic, partition.partition, partition.offset});
    }
  }
  return found;
}

base::Diag group_error(const std::string& what, const std::string& why) {
  return {base::Diag::Kind::kEnvironment, "bus/group", what + " cannot be described: " + why,
          "is the broker up, and may this client describe the group?"};
}

base::Result<GroupView> group_of(const std::string& what, const rd_kafka_event_t* result) {
  std::size_t count = 0;
  const rd_kafka_ConsumerGroupDescription_t** groups =
      rd_kafka_DescribeConsumerGroups_result_groups(result, &count);
  if (count == 0) return group_error(what, "the broker does not tell of it");
  if (const rd_kafka_error_t* error = rd_kafka_ConsumerGroupDescription_error(groups[0]))
    return group_error(what, rd_kafka_error_string(error));
  GroupView view;
  view.state =
      rd_kafka_consumer_group_state_name(rd_kafka_ConsumerGroupDescription_state(groups[0]));
  view.members = rd_kafka_ConsumerGroupDescription_member_count(groups[0]);
  for (std::size_t i = 0; i < view.members; ++i) {
    const auto* member = rd_kafka_ConsumerGroupDescription_member(groups[0], i);
    const auto* assignment = rd_kafka_MemberDescription_assignment(member);
    const auto* partitions = rd_kafka_MemberAssignment_partitions(assignment);
    GroupView::Member one;
    one.id = rd_kafka_MemberDescription_consumer_id(member);
    if (partitions != nullptr) one.partitions = static_cast<std::size_t>(partitions->cnt);
    view.partitions += one.partitions;
    view.who.push_back(std::move(one));
  }
  return view;
}

}  // namespace

AdminOptionsPtr Admin::options(rd_kafka_admin_op_t operation, base::Duration limit,
                               Pending pending) {
  AdminOptionsPtr made(rd_kafka_AdminOptions_new(client_, operation));
  std::array<char, 128> why{};
  rd_kafka_AdminOptions_set_request_timeout(made.get(), to_ms(limit), why.data(), why.size());
  if (operation == RD_KAFKA_ADMIN_OP_CREATETOPICS || operation == RD_KAFKA_ADMIN_OP_DELETETOPICS)
    rd_kafka_AdminOptions_set_operation_timeout(made.get(), to_ms(limit), why.data(), why.size());
  const std::uintptr_t id = next_id_++;
  rd_kafka_AdminOptions_set_opaque(made.get(), reinterpret_cast<void*>(id));
  pending_.emplace(id, std::move(pending));
  return made;
}

void Admin::create_topics(const std::vector<TopicSpec>& topics, base::Duration limit,
                          Created done) {
  std::vector<NewTopicPtr> owned;
  std::vector<rd_kafka_NewTopic_t*> plain;
  std::array<char, 256> why{};
  for (const TopicSpec& topic : topics) {
    owned.emplace_back(
        rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, -1, why.data(), why.size()));
    if (!owned.back()) {
      loop_.post(
          [done = std::move(done), diag = topic_error(topic.name, why.data())] { done(diag); });
      return;
    }
    plain.push_back(owned.back().get());
  }
  const auto how =
      options(RD_KAFKA_ADMIN_OP_CREATETOPICS, limit,
              Pending{"the creation of topics", std::move(done), nullptr, nullptr, nullptr});
  rd_kafka_CreateTopics(client_, plain.data(), plain.size(), how.get(), queue_);
}

void Admin::delete_topics(const std::vector<std::string>& topics, base::Duration limit,
                          Deleted done) {
  std::vector<DeleteTopicPtr> owned;
  std::vector<rd_kafka_DeleteTopic_t*> plain;
  for (const std::string& topic : topics) {
    owned.emplace_back(rd_kafka_DeleteTopic_new(topic.c_str()));
    plain.push_back(owned.back().get());
  }
  const auto how =
      options(RD_KAFKA_ADMIN_OP_DELETETOPICS, limit,
              Pending{"the deletion of topics", nullptr, nullptr, nullptr, std::move(done)});
  rd_kafka_DeleteTopics(client_, plain.data(), plain.size(), how.get(), queue_);
}

void Admin::committed(const std::string& group, const std::vector<Position>& partitions,
                      base::Duration limit, Committed done) {
  const std::string what = "the committed offsets of group " + base::in_quotes(group);
  if (group.empty()) {  // the library takes no empty name
    loop_.post(
        [done = std::move(done), diag = committed_error(what, "it has no name")] { done(diag); });
    return;
  }
  const PartitionsPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const Position& position : partitions)
    rd_kafka_topic_partition_list_add(list.get(), position.topic.c_str(), position.partition);
  const GroupOffsetsPtr request(rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), list.get()));
  const auto how = options(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, limit,
                           Pending{what, nullptr, std::move(done), nullptr, nullptr});
  rd_kafka_ListConsumerGroupOffsets_t* one = request.get();
  rd_kafka_ListConsumerGroupOffsets(client_, &one, 1, how.get(), queue_);
}

void Admin::describe_group(const std::string& group, base::Duration limit, Described done) {
  const std::string what = "group " + base::in_quotes(group);
  const auto how = options(RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, limit,
                           Pending{what, nullptr, nullptr, std::move(done), nullptr});
  const char* name = group.c_str();
  rd_kafka_DescribeConsumerGroups(client_, &name, 1, how.get(), queue_);
}

bool Admin::on_event(rd_kafka_event_t* event) {
  const auto type = rd_kafka_event_type(event);
  if (type != RD_KAFKA_EVENT_CREATETOPICS_RESULT && type != RD_KAFKA_EVENT_DELETETOPICS_RESULT &&
      type != RD_KAFKA_EVENT_LISTCONSUMERGROUPOFFSETS_RESULT &&
      type != RD_KAFKA_EVENT_DESCRIBECONSUMERGROUPS_RESULT)
    return false;
  auto node = pending_.extract(reinterpret_cast<std::uintptr_t>(rd_kafka_event_opaque(event)));
  if (node.empty()) return true;  // given up
  const Pending& pending = node.mapped();
  const auto error = rd_kafka_event_error(event);
  if (type == RD_KAFKA_EVENT_CREATETOPICS_RESULT) {
    pending.created(creation(event));
  } else if (type == RD_KAFKA_EVENT_DELETETOPICS_RESULT) {
    pending.deleted(deletion(event));
  } else if (type == RD_KAFKA_EVENT_DESCRIBECONSUMERGROUPS_RESULT) {
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
      pending.described(group_error(pending.what, rd_kafka_event_error_string(event)));
    else
      pending.described(
          group_of(pending.what, rd_kafka_event_DescribeConsumerGroups_result(event)));
  } else {
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
      pending.committed(committed_error(pending.what, rd_kafka_event_error_string(event)));
    else
      pending.committed(
          offsets(pending.what, rd_kafka_event_ListConsumerGroupOffsets_result(event)));
  }
  return true;
}

void Admin::give_up() {
  for (auto& [id, pending] : std::exchange(pending_, {})) {
    loop_.post([pending = std::move(pending)] {
      const base::Diag diag = closed(pending.what);
      if (pending.created) pending.created(diag);
      if (pending.committed) pending.committed(diag);
      if (pending.described) pending.described(diag);
      if (pending.deleted) pending.deleted(diag);
    });
  }
}

}  // namespace ricochet::bus::kafka
