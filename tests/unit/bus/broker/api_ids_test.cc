// Topics by their ids (KIP-516, KIP-848) and page by page (KIP-966).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bus/broker/api_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::ElementsAre;

class ApiIds : public ApiFixture {
 protected:
  OffsetCommitRequest commit_request(const Uuid& id, std::int64_t offset) {
    OffsetCommitRequest request;
    request.group_id = "g";
    auto& topic = request.topics.emplace_back();
    topic.topic_id = id;
    topic.partitions = {{0, offset, -1, "note"}};
    return request;
  }
  Uuid unknown_{{1, 2, 3}};
};

TEST_F(ApiIds, CommitsGoByTheIdOfTheTopicFromV10On) {
  const Uuid id = make_topic("t").id;
  const auto told = ask(&offset_commit, commit_request(id, 5), 10).topics[0];
  EXPECT_EQ(told.topic_id, id);
  EXPECT_EQ(told.partitions[0].error_code, 0);
  EXPECT_EQ(broker_.groups().find("g")->offsets().find({"t", 0})->offset, 5);
  EXPECT_EQ(ask(&offset_commit, commit_request(unknown_, 5), 10).topics[0].partitions[0].error_code,
            100);
}

TEST_F(ApiIds, CommitsAreFetchedByTheIdOfTheTopicFromV10On) {
  const Uuid id = make_topic("t").id;
  ask(&offset_commit, commit_request(id, 5), 10);
  OffsetFetchRequest request;
  auto& group = request.groups.emplace_back();
  group.group_id = "g";
  auto& topics = group.topics.emplace(2);
  topics[0].topic_id = id;
  topics[0].partition_indexes = {0};
  topics[1].topic_id = unknown_;
  topics[1].partition_indexes = {0};
  const auto told = ask(&offset_fetch, request, 10).groups[0].topics;
  EXPECT_EQ(told[0].topic_id, id);
  EXPECT_EQ(told[0].partitions[0].committed_offset, 5);
  EXPECT_EQ(told[0].partitions[0].metadata, "note");
  EXPECT_EQ(told[1].partitions[0].error_code, 100);
  EXPECT_EQ(told[1].partitions[0].committed_offset, -1);
  group.topics.reset();
  const auto all = ask(&offset_fetch, request, 10).groups[0].topics;
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].topic_id, id);
  EXPECT_EQ(all[0].partitions[0].committed_offset, 5);
}

TEST_F(ApiIds, ATopicThatIsMadeAnewHasNoCommitsOfTheOld) {
  const Uuid old = make_topic("t").id;
  ask(&offset_commit, commit_request(old, 5), 10);
  broker_.delete_topic("t");
  const Uuid now = make_topic("t").id;
  EXPECT_EQ(ask(&offset_commit, commit_request(old, 6), 10).topics[0].partitions[0].error_code,
            100);
  OffsetFetchRequest request;
  request.groups.emplace_back().group_id = "g";
  request.groups[0].topics.emplace(1)[0].topic_id = now;
  (*request.groups[0].topics)[0].partition_indexes = {0};
  EXPECT_EQ(ask(&offset_fetch, request, 10).groups[0].topics[0].partitions[0].committed_offset, -1);
}

TEST_F(ApiIds, ACommitOfAMemberWithoutItsGroupNamesTheGroupFromV9On) {
  auto request = commit_request(make_topic("t").id, 5);
  request.generation_id_or_member_epoch = 3;
  request.member_id = "m";
  EXPECT_EQ(ask(&offset_commit, request, 10).topics[0].partitions[0].error_code, 69);
}

/// Pages as a client reads them: each begins where the last one ended.
class TopicPages : public ApiIds {
 protected:
  std::vector<std::string> read(std::vector<std::string> names, std::int32_t limit) {
    std::vector<std::string> seen;
    DescribeTopicPartitionsRequest request;
    for (const auto& name : names) request.topics.push_back({name});
    request.response_partition_limit = limit;
    for (pages_ = 1;; ++pages_) {
      const auto page = ask(&describe_topic_partitions, request, 0);
      for (const auto& topic : page.topics) {
        if (topic.error_code != 0)
          seen.push_back(*topic.name + ": " + std::to_string(topic.error_code));
        for (const auto& partition : topic.partitions)
          seen.push_back(*topic.name + "/" + std::to_string(partition.partition_index));
      }
      if (!page.next_cursor) return seen;
      request.cursor = {page.next_cursor->topic_name, page.next_cursor->partition_index};
    }
  }
  int pages_ = 0;
};

TEST_F(TopicPages, HoldAllPartitionsOnce) {
  make_topic("b", 3);
  make_topic("a", 2);
  const std::vector<std::string> all{"a/0", "a/1", "b/0", "b/1", "b/2"};
  for (const std::int32_t limit : {1, 2, 3, 4, 5, 100}) {
    EXPECT_EQ(read({}, limit), all) << limit;
    EXPECT_EQ(pages_, (5 + std::min(limit, 5) - 1) / std::min(limit, 5)) << limit;
  }
  EXPECT_THAT(read({"b", "no", "no such"}, 2),
              ElementsAre("b/0", "b/1", "b/2", "no: 3", "no such: 17"));
}

TEST_F(TopicPages, AreBoundedByUs) {
  make_topic("t", 2001);
  EXPECT_EQ(read({}, 1'000'000).size(), 2001U);
  EXPECT_EQ(pages_, 2);
}

}  // namespace
}  // namespace ricochet::bus::broker::api
