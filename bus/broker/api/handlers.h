#pragma once
#include "bus/broker/api/exchange.h"
#include "bus/protocol/messages.h"

// What is served: one file for each family, beside this one. table.cc has the versions.

namespace ricochet::bus::broker::api {

using namespace ricochet::bus::protocol;  // the messages; names of theirs and ours do not meet

// api_versions.cc
ApiVersionsResponse api_versions(Context& context, const ApiVersionsRequest& request);

/// No authorizer: everything is allowed that can be done to a topic.
inline constexpr std::int32_t kTopicOperations = 0xdf8;

/// Where a partition lives, for who asks.
struct Seats {
  std::int32_t leader = -1, leader_epoch = -1;
  /// As many as there are nodes for, also all in sync; the first is the leader's.
  std::vector<std::int32_t> replicas;
};
Seats seats_of(const Context& context, const Topic& topic, std::int32_t partition);

// cluster.cc
MetadataResponse metadata(Context& context, const MetadataRequest& request);
DescribeClusterResponse describe_cluster(Context& context, const DescribeClusterRequest& request);
FindCoordinatorResponse find_coordinator(Context& context, const FindCoordinatorRequest& request);

// authentication.cc
SaslHandshakeResponse sasl_handshake(Context& context, const SaslHandshakeRequest& request);
SaslAuthenticateResponse sasl_authenticate(Context& context,
                                           const SaslAuthenticateRequest& request);

// produce.cc
void produce(Context& context, const ProduceRequest& request, Reply<ProduceResponse> reply);

// fetch.cc
void fetch(Context& context, const FetchRequest& request, Reply<FetchResponse> reply);

// positions.cc
ListOffsetsResponse list_offsets(Context& context, const ListOffsetsRequest& request);
OffsetForLeaderEpochResponse offset_for_leader_epoch(Context& context,
                                                     const OffsetForLeaderEpochRequest& request);
DeleteRecordsResponse delete_records(Context& context, const DeleteRecordsRequest& request);

// membership.cc
void join_group(Context& context, const JoinGroupRequest& request, Reply<JoinGroupResponse> reply);
void sync_group(Context& context, const SyncGroupRequest& request, Reply<SyncGroupResponse> reply);
HeartbeatResponse heartbeat(Context& context, const HeartbeatRequest& request);
LeaveGroupResponse leave_group(Context& context, const LeaveGroupRequest& request);

// commits.cc
OffsetCommitResponse offset_commit(Context& context, const OffsetCommitRequest& request);
OffsetFetchResponse offset_fetch(Context& context, const OffsetFetchRequest& request);
OffsetDeleteResponse offset_delete(Context& context, const OffsetDeleteRequest& request);
TxnOffsetCommitResponse txn_offset_commit(Context& context, const TxnOffsetCommitRequest& request);

// group_admin.cc
DescribeGroupsResponse describe_groups(Context& context, const DescribeGroupsRequest& request);
ListGroupsResponse list_groups(Context& context, const ListGroupsRequest& request);
DeleteGroupsResponse delete_groups(Context& context, const DeleteGroupsRequest& request);

// topic_admin.cc
CreateTopicsResponse create_topics(Context& context, const CreateTopicsRequest& request);
DeleteTopicsResponse delete_topics(Context& context, const DeleteTopicsRequest& request);
CreatePartitionsResponse create_partitions(Context& context,
                                           const CreatePartitionsRequest& request);

// topic_pages.cc
DescribeTopicPartitionsResponse describe_topic_partitions(
    Context& context, const DescribeTopicPartitionsRequest& request);

// configs.cc
DescribeConfigsResponse describe_configs(Context& context, const DescribeConfigsRequest& request);
AlterConfigsResponse alter_configs(Context& context, const AlterConfigsRequest& request);
IncrementalAlterConfigsResponse incremental_alter_configs(
    Context& context, const IncrementalAlterConfigsRequest& request);

// transactions.cc
InitProducerIdResponse init_producer_id(Context& context, const InitProducerIdRequest& request);
AddPartitionsToTxnResponse add_partitions_to_txn(Context& context,
                                                 const AddPartitionsToTxnRequest& request);
AddOffsetsToTxnResponse add_offsets_to_txn(Context& context, const AddOffsetsToTxnRequest& request);
EndTxnResponse end_txn(Context& context, const EndTxnRequest& request);

// transaction_admin.cc
DescribeProducersResponse describe_producers(Context& context,
                                             const DescribeProducersRequest& request);
DescribeTransactionsResponse describe_transactions(Context& context,
                                                   const DescribeTransactionsRequest& request);
ListTransactionsResponse list_transactions(Context& context,
                                           const ListTransactionsRequest& request);

}  // namespace ricochet::bus::broker::api
