#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

/// Takes the offsets of one request that may be committed; the others get their error.
template <class Response, class Request>
Response take_commits(const Context& context, const Request& request, Error for_all,
                      std::vector<Commit>& commits) {
  Response response;
  const std::size_t longest = context.broker.options().groups.max_metadata;
  for (const auto& topic : request.topics) {
    typename Response::Topic told;
    told.name = topic.name;
    for (const auto& asked : topic.partitions) {
      const TopicPartition where{topic.name, asked.partition_index};
      Error error = for_all;
      if (error == Error::kNone && context.broker.topics().partition(where) == nullptr)
        error = Error::kUnknownTopicOrPartition;
      if (error == Error::kNone && asked.committed_metadata &&
          asked.committed_metadata->size() > longest)
        error = Error::kOffsetMetadataTooLarge;
      if (error == Error::kNone)
        commits.push_back({where, asked.committed_offset, asked.committed_leader_epoch,
                           asked.committed_metadata.value_or("")});
      told.partitions.push_back({asked.partition_index, code(error)});
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

/// A commit without a member makes its group.
Group* group_for_commit(Context& context, const std::string& id, std::int32_t generation,
                        Error& error) {
  if (error != Error::kNone) return nullptr;
  if (Group* const known = context.broker.groups().find(id); known != nullptr) return known;
  if (generation >= 0) {
    error = Error::kIllegalGeneration;
    return nullptr;
  }
  Group* const made = context.broker.groups().ensure(id);
  if (made == nullptr) {
    error = Error::kCoordinatorNotAvailable;
    context.broker.sink().refused(context.client,
                                  "there are too many groups for one more: " + id);
  }
  return made;
}

}  // namespace

OffsetCommitResponse offset_commit(Context& context, const OffsetCommitRequest& request) {
  Error error = context.check_group(request.group_id);
  Group* const group =
      group_for_commit(context, request.group_id, request.generation_id_or_member_epoch, error);
  if (group != nullptr)
    error = group->may_commit(request.member_id, request.group_instance_id.value_or(""),
                              request.generation_id_or_member_epoch, /*transactional=*/false);
  std::vector<Commit> commits;
  auto response = take_commits<OffsetCommitResponse>(context, request, error, commits);
  if (!commits.empty()) group->commit(context.client, commits);
  return response;
}

TxnOffsetCommitResponse txn_offset_commit(Context& context, const TxnOffsetCommitRequest& request) {
  Error error = context.check_group(request.group_id);
  if (error == Error::kNone) {
    error = context.broker.transactions().check(
        {request.transactional_id, request.producer_id, request.producer_epoch});
    // Producers know this one from before KIP-588, in every version.
    if (error == Error::kProducerFenced) error = Error::kInvalidProducerEpoch;
  }
  Group* const group =
      group_for_commit(context, request.group_id, request.generation_id_or_member_epoch, error);
  if (group != nullptr)
    error = group->may_commit(request.member_id, request.group_instance_id.value_or(""),
                              request.generation_id_or_member_epoch, /*transactional=*/true);
  std::vector<Commit> commits;
  auto response = take_commits<TxnOffsetCommitResponse>(context, request, error, commits);
  if (commits.empty()) return response;
  // Clients add the group before; when one does not, its offsets still belong to the transaction.
  context.broker.transactions().add_group(
      {request.transactional_id, request.producer_id, request.producer_epoch}, request.group_id);
  group->offsets().hold(request.producer_id, commits);
  return response;
}

namespace {

/// One partition of an answer, of whichever of the two forms.
template <class PartitionAnswer>
PartitionAnswer committed(const Group* group, const TopicPartition& where, bool stable,
                          Error error) {
  PartitionAnswer told;
  told.partition_index = where.partition;
  told.committed_offset = -1;
  if (error == Error::kNone && group != nullptr && stable && group->offsets().unstable(where))
    error = Error::kUnstableOffsetCommit;
  told.error_code = code(error);
  if (error != Error::kNone || group == nullptr) return told;
  const auto* const stored = group->offsets().find(where);
  if (stored == nullptr) return told;
  told.committed_offset = stored->offset;
  told.committed_leader_epoch = stored->leader_epoch;
  told.metadata = stored->metadata;
  return told;
}

/// The topics of an answer; without `asked` all that are committed.
template <class TopicAnswer, class Asked>
std::vector<TopicAnswer> committed_topics(const Group* group, const std::optional<Asked>& asked,
                                          bool stable, Error error) {
  using PartitionAnswer = typename decltype(TopicAnswer::partitions)::value_type;
  std::vector<TopicAnswer> topics;
  if (asked) {
    for (const auto& topic : *asked) {
      TopicAnswer told;
      told.name = topic.name;
      for (const auto partition : topic.partition_indexes)
        told.partitions.push_back(
            committed<PartitionAnswer>(group, {topic.name, partition}, stable, error));
      topics.push_back(std::move(told));
    }
    return topics;
  }
  if (group == nullptr || error != Error::kNone) return topics;
  for (const auto& [where, stored] : group->offsets().all()) {
    if (topics.empty() || topics.back().name != where.topic) {
      topics.emplace_back();
      topics.back().name = where.topic;
    }
    topics.back().partitions.push_back(committed<PartitionAnswer>(group, where, stable, error));
  }
  return topics;
}

}  // namespace

OffsetFetchResponse offset_fetch(Context& context, const OffsetFetchRequest& request) {
  OffsetFetchResponse response;
  constexpr int kFirstWithSeveralGroups = 8;
  constexpr int kFirstWithGroupError = 2;
  const Groups& groups = context.broker.groups();
  if (context.version < kFirstWithSeveralGroups) {
    const Error error = context.check_group(request.group_id);
    response.error_code = code(error);
    // v1 has an error for each partition only.
    response.topics = committed_topics<OffsetFetchResponse::Topic>(
        groups.find(request.group_id), request.topics, request.require_stable,
        context.version < kFirstWithGroupError ? error : Error::kNone);
    if (error != Error::kNone && context.version >= kFirstWithGroupError) response.topics.clear();
    return response;
  }
  for (const auto& asked : request.groups) {
    OffsetFetchResponse::Group told;
    told.group_id = asked.group_id;
    const Error error = context.check_group(asked.group_id);
    told.error_code = code(error);
    if (error == Error::kNone)
      told.topics = committed_topics<OffsetFetchResponse::Group::Topic>(
          groups.find(asked.group_id), asked.topics, request.require_stable, error);
    response.groups.push_back(std::move(told));
  }
  return response;
}

OffsetDeleteResponse offset_delete(Context& context, const OffsetDeleteRequest& request) {
  OffsetDeleteResponse response;
  Error error = context.check_group(request.group_id);
  Group* const group = context.broker.groups().find(request.group_id);
  if (error == Error::kNone && group == nullptr) error = Error::kGroupIdNotFound;
  response.error_code = code(error);
  if (error != Error::kNone) return response;
  for (const auto& topic : request.topics) {
    OffsetDeleteResponse::Topic told;
    told.name = topic.name;
    const bool in_use = group->subscribed(topic.name);
    for (const auto& asked : topic.partitions) {
      const TopicPartition where{topic.name, asked.partition_index};
      Error of_partition = in_use ? Error::kGroupSubscribedToTopic : Error::kNone;
      if (context.broker.topics().partition(where) == nullptr)
        of_partition = Error::kUnknownTopicOrPartition;
      if (of_partition == Error::kNone) group->offsets().erase(where);
      told.partitions.push_back({asked.partition_index, code(of_partition)});
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
