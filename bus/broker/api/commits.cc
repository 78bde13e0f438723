#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

/// Takes the offsets of one request that may be committed; the others get their error.
template <class Response, class Request>
Response take_commits(const Context& context, const Request& request, bool by_id, Error for_all,
                      std::vector<Commit>& commits) {
  Response response;
  const std::size_t longest = context.broker.options().groups.max_metadata;
  for (const auto& topic : request.topics) {
    typename Response::Topic told;
    told.name = topic.name;
    told.topic_id = topic.topic_id;
    const Topic* const known = by_id ? context.broker.topics().find(topic.topic_id) : nullptr;
    const std::string& name = known != nullptr ? known->name : topic.name;
    for (const auto& asked : topic.partitions) {
      const TopicPartition where{name, asked.partition_index};
      // What is not there is said before the group is asked.
      Error error = for_all;
      if (by_id && known == nullptr)
        error = Error::kUnknownTopicId;
      else if (context.broker.topics().partition(where) == nullptr)
        error = Error::kUnknownTopicOrPartition;
      if (error == Error::kNone) error = context.fault_at(where.topic, where.partition);
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

/// May offsets be committed to this group? One that is not there is made by a commit without a
/// member, once it has an offset.
Error may_commit(Context& context, const std::string& id, const std::string& member,
                 const std::optional<std::string>& instance, std::int32_t generation, Error unknown,
                 bool transactional) {
  if (Group* const known = context.broker.groups().find(id); known != nullptr)
    return known->may_commit(member, instance.value_or(""), generation, transactional);
  if (generation >= 0) return unknown;
  if (context.broker.groups().has_room()) return Error::kNone;
  context.broker.sink().refused(context.client, "there are too many groups for one more: " + id);
  return Error::kCoordinatorNotAvailable;
}

}  // namespace

OffsetCommitResponse offset_commit(Context& context, const OffsetCommitRequest& request) {
  Error error = context.check_group(request.group_id);
  constexpr int kFirstWithUnknownGroup = 9, kFirstWithTopicIds = 10;
  if (error == Error::kNone)
    error = may_commit(context, request.group_id, request.member_id, request.group_instance_id,
                       request.generation_id_or_member_epoch,
                       context.version < kFirstWithUnknownGroup ? Error::kIllegalGeneration
                                                                : Error::kGroupIdNotFound,
                       /*transactional=*/false);
  std::vector<Commit> commits;
  auto response = take_commits<OffsetCommitResponse>(
      context, request, context.version >= kFirstWithTopicIds, error, commits);
  if (commits.empty()) return response;
  Group* const group = context.broker.groups().ensure_for(request.group_id, commits);
  if (group == nullptr)
    return take_commits<OffsetCommitResponse>(context, request,
                                              context.version >= kFirstWithTopicIds,
                                              Error::kCoordinatorNotAvailable, commits);
  group->commit(context.client, commits);
  return response;
}

TxnOffsetCommitResponse txn_offset_commit(Context& context, const TxnOffsetCommitRequest& request) {
  const Transactions::Claim claim{request.transactional_id, request.producer_id,
                                  request.producer_epoch};
  Transactions& transactions = context.broker.transactions();
  Error error = context.check_group(request.group_id);
  if (error == Error::kNone) {
    error = transactions.check(claim);
    // Producers know this one from before KIP-588, in every version.
    if (error == Error::kProducerFenced) error = Error::kInvalidProducerEpoch;
  }
  if (error == Error::kNone)
    error = may_commit(context, request.group_id, request.member_id, request.group_instance_id,
                       request.generation_id_or_member_epoch, Error::kIllegalGeneration,
                       /*transactional=*/true);
  if (error == Error::kNone) error = transactions.may_add_group(claim, request.group_id);
  std::vector<Commit> commits;
  constexpr int kFirstWithTopicIds = 6;
  auto response = take_commits<TxnOffsetCommitResponse>(
      context, request, context.version >= kFirstWithTopicIds, error, commits);
  if (commits.empty()) return response;
  // Clients add the group before; when one does not, its offsets still belong to the transaction.
  const Error added = transactions.add_group(claim, request.group_id);
  Group* const group = added != Error::kNone ? nullptr
                                             : context.broker.groups().ensure_for(
                                                   request.group_id, commits, request.producer_id);
  if (group == nullptr)
    return take_commits<TxnOffsetCommitResponse>(context, request,
                                                 context.version >= kFirstWithTopicIds,
                                                 Error::kCoordinatorNotAvailable, commits);
  group->offsets().hold(request.producer_id, commits);
  return response;
}

namespace {

/// One partition of an answer, of whichever of the two forms.
template <class PartitionAnswer>
PartitionAnswer committed(Context& context, const Group* group, const TopicPartition& where,
                          bool stable, Error error) {
  PartitionAnswer told;
  told.partition_index = where.partition;
  told.committed_offset = -1;
  if (error == Error::kNone) error = context.fault_at(where.topic, where.partition);
  if (error == Error::kNone && group != nullptr && stable && group->offsets().unstable(where))
    error = Error::kUnstableOffsetCommit;
  told.error_code = code(error);
  if (error != Error::kNone || group == nullptr) return told;
  const auto* const stored = group->offsets().find(where);
  if (stored == nullptr || !context.take(stored->metadata.size())) return told;
  told.committed_offset = stored->offset;
  told.committed_leader_epoch = stored->leader_epoch;
  told.metadata = stored->metadata;
  return told;
}

/// What is asked about: all the same in both forms of the request.
struct Reading {
  Context& context;
  const Topics& topics;
  const Group* group;
  bool stable;
  bool by_id = false;  ///< topics have their ids instead of their names
};

/// The form with names only.
template <class TopicAnswer, class Asked>
const Topic* begin_topic(const Reading&, const Asked& asked, TopicAnswer& told) {
  told.name = asked.name;
  return nullptr;
}
/// The form that has ids, too. nullptr: there is no topic of that id.
const Topic* begin_topic(const Reading& reading, const OffsetFetchRequest::Group::Topic& asked,
                         OffsetFetchResponse::Group::Topic& told) {
  told.name = asked.name;
  told.topic_id = asked.topic_id;
  return reading.by_id ? reading.topics.find(asked.topic_id) : nullptr;
}

template <class TopicAnswer, class Asked>
TopicAnswer committed_topic(const Reading& reading, const Asked& asked, Error error) {
  TopicAnswer told;
  const Topic* const known = begin_topic(reading, asked, told);
  if (reading.by_id && known == nullptr) error = Error::kUnknownTopicId;
  const std::string& name = known != nullptr ? known->name : asked.name;
  using PartitionAnswer = typename decltype(told.partitions)::value_type;
  for (const auto partition : asked.partition_indexes) {
    if (!reading.context.take(sizeof(PartitionAnswer))) break;
    told.partitions.push_back(committed<PartitionAnswer>(reading.context, reading.group,
                                                         {name, partition}, reading.stable, error));
  }
  return told;
}

/// All that is committed.
template <class TopicAnswer>
std::vector<TopicAnswer> all_committed(const Reading& reading) {
  std::vector<TopicAnswer> topics;
  if (reading.group == nullptr) return topics;
  using PartitionAnswer = typename decltype(TopicAnswer::partitions)::value_type;
  for (const auto& [where, stored] : reading.group->offsets().all()) {
    if (!reading.context.take(sizeof(TopicAnswer) + sizeof(PartitionAnswer) + where.topic.size()))
      break;
    if (topics.empty() || topics.back().name != where.topic) {
      topics.emplace_back();
      topics.back().name = where.topic;
    }
    topics.back().partitions.push_back(committed<PartitionAnswer>(
        reading.context, reading.group, where, reading.stable, Error::kNone));
  }
  return topics;
}

OffsetFetchResponse::Group committed_of(Context& context, const OffsetFetchRequest::Group& asked,
                                        bool stable) {
  using TopicAnswer = OffsetFetchResponse::Group::Topic;
  constexpr int kFirstWithTopicIds = 10;
  OffsetFetchResponse::Group told;
  told.group_id = asked.group_id;
  const Error error = context.check_group(asked.group_id);
  told.error_code = code(error);
  if (error != Error::kNone) return told;
  const Topics& topics = context.broker.topics();
  const Reading reading{context, topics, context.broker.groups().find(asked.group_id), stable,
                        context.version >= kFirstWithTopicIds};
  if (asked.topics) {
    for (const auto& topic : *asked.topics)
      told.topics.push_back(committed_topic<TopicAnswer>(reading, topic, Error::kNone));
    return told;
  }
  told.topics = all_committed<TopicAnswer>(reading);
  for (auto& topic : told.topics) {
    // Commits go with their topic, so it is there.
    if (const Topic* const known = topics.find(topic.name); known != nullptr)
      topic.topic_id = known->id;
  }
  return told;
}

}  // namespace

OffsetFetchResponse offset_fetch(Context& context, const OffsetFetchRequest& request) {
  OffsetFetchResponse response;
  constexpr int kFirstWithSeveralGroups = 8;
  constexpr int kFirstWithGroupError = 2;
  if (context.version >= kFirstWithSeveralGroups) {
    for (const auto& asked : request.groups) {
      if (!context.take(sizeof(OffsetFetchResponse::Group) + asked.group_id.size())) break;
      response.groups.push_back(committed_of(context, asked, request.require_stable));
    }
    return response;
  }
  using TopicAnswer = OffsetFetchResponse::Topic;
  const Error error = context.check_group(request.group_id);
  response.error_code = code(error);
  if (error != Error::kNone && context.version >= kFirstWithGroupError) return response;
  const Reading reading{context, context.broker.topics(),
                        context.broker.groups().find(request.group_id), request.require_stable};
  if (!request.topics) {
    if (error == Error::kNone) response.topics = all_committed<TopicAnswer>(reading);
    return response;
  }
  // v1 has an error for each partition only.
  for (const auto& topic : *request.topics)
    response.topics.push_back(committed_topic<TopicAnswer>(reading, topic, error));
  return response;
}

OffsetDeleteResponse offset_delete(Context& context, const OffsetDeleteRequest& request) {
  OffsetDeleteResponse response;
  Error error = context.check_group(request.group_id);
  Group* const group = context.broker.groups().find(request.group_id);
  if (error == Error::kNone && group == nullptr) error = Error::kGroupIdNotFound;
  // What members of other types read is not known: none of it may go while there are any.
  if (error == Error::kNone && !group->members().empty() && group->protocol_type() != "consumer")
    error = Error::kNonEmptyGroup;
  response.error_code = code(error);
  if (error != Error::kNone) return response;
  const auto subscriptions = group->subscriptions();
  for (const auto& topic : request.topics) {
    OffsetDeleteResponse::Topic told;
    told.name = topic.name;
    const bool in_use = subscriptions.contains(topic.name);
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
