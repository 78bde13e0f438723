#include "bus/broker/api/table.h"

#include <algorithm>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

// By key. Versions that need something that does not stand are left out: the newer group protocol,
// the form of AddPartitionsToTxn that brokers use among themselves. Kafka tells of Produce from 0
// on, for the sake of old librdkafka, and serves it from 3 on; so do we.
constexpr Row kTable[] = {
    {0, "Produce", 0, 3, 13, served_by<&produce>()},
    {1, "Fetch", 4, 4, 18, served_by<&fetch>()},
    {2, "ListOffsets", 1, 1, 7, served_by<&list_offsets>()},
    {3, "Metadata", 0, 0, 13, served_by<&metadata>()},
    {8, "OffsetCommit", 2, 2, 10, served_by<&offset_commit>()},
    {9, "OffsetFetch", 1, 1, 10, served_by<&offset_fetch>()},
    {10, "FindCoordinator", 0, 0, 4, served_by<&find_coordinator>()},
    {11, "JoinGroup", 0, 0, 9, served_by<&join_group>()},
    {12, "Heartbeat", 0, 0, 4, served_by<&heartbeat>()},
    {13, "LeaveGroup", 0, 0, 5, served_by<&leave_group>()},
    {14, "SyncGroup", 0, 0, 5, served_by<&sync_group>()},
    {15, "DescribeGroups", 0, 0, 6, served_by<&describe_groups>()},
    {16, "ListGroups", 0, 0, 5, served_by<&list_groups>()},
    {17, "SaslHandshake", 0, 0, 1, served_by<&sasl_handshake>()},
    {18, "ApiVersions", 0, 0, 4, served_by<&api_versions>()},
    {19, "CreateTopics", 2, 2, 7, served_by<&create_topics>()},
    {20, "DeleteTopics", 1, 1, 6, served_by<&delete_topics>()},
    {21, "DeleteRecords", 0, 0, 2, served_by<&delete_records>()},
    {22, "InitProducerId", 0, 0, 5, served_by<&init_producer_id>()},
    {23, "OffsetForLeaderEpoch", 2, 2, 4, served_by<&offset_for_leader_epoch>()},
    {24, "AddPartitionsToTxn", 0, 0, 3, served_by<&add_partitions_to_txn>()},
    {25, "AddOffsetsToTxn", 0, 0, 4, served_by<&add_offsets_to_txn>()},
    {26, "EndTxn", 0, 0, 5, served_by<&end_txn>()},
    {28, "TxnOffsetCommit", 0, 0, 6, served_by<&txn_offset_commit>()},
    {32, "DescribeConfigs", 1, 1, 4, served_by<&describe_configs>()},
    {33, "AlterConfigs", 0, 0, 2, served_by<&alter_configs>()},
    {36, "SaslAuthenticate", 0, 0, 2, served_by<&sasl_authenticate>()},
    {37, "CreatePartitions", 0, 0, 3, served_by<&create_partitions>()},
    {42, "DeleteGroups", 0, 0, 3, served_by<&delete_groups>()},
    {44, "IncrementalAlterConfigs", 0, 0, 1, served_by<&incremental_alter_configs>()},
    {47, "OffsetDelete", 0, 0, 0, served_by<&offset_delete>()},
    {60, "DescribeCluster", 0, 0, 1, served_by<&describe_cluster>()},
    {61, "DescribeProducers", 0, 0, 0, served_by<&describe_producers>()},
    {65, "DescribeTransactions", 0, 0, 0, served_by<&describe_transactions>()},
    {66, "ListTransactions", 0, 0, 1, served_by<&list_transactions>()},
    {75, "DescribeTopicPartitions", 0, 0, 0, served_by<&describe_topic_partitions>()},
};

}  // namespace

std::span<const Row> table() { return kTable; }

const Row* find_row(std::int16_t key) {
  const auto it = std::lower_bound(std::begin(kTable), std::end(kTable), key,
                                   [](const Row& row, std::int16_t k) { return row.key < k; });
  return it != std::end(kTable) && it->key == key ? it : nullptr;
}

}  // namespace ricochet::bus::broker::api
