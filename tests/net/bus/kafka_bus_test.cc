#include <gmock/gmock.h>

#include <set>

#include "tests/net/bus/either_broker.h"
#include "tests/net/bus/kafka_fixture.h"
#include "tests/net/bus/other_client.h"

namespace ricochet::bus {
namespace {

using testing::ElementsAre;

class KafkaBus : public KafkaFixture, public testing::WithParamInterface<Against> {
 protected:
  KafkaBus() : KafkaFixture(GetParam() == Against::kKafka ? kafka_address() : "") {}
  void SetUp() override { SKIP_WITHOUT_KAFKA(GetParam()); }
  const std::string topic_ = fresh_name("events");
};
INSTANTIATE_TEST_SUITE_P(On, KafkaBus, both_brokers(), &name_of);

std::vector<std::string> values(const std::vector<Record>& records) {
  std::vector<std::string> found;
  for (const Record& read : records) found.push_back(read.value.value_or("(null)"));
  return found;
}

TEST_P(KafkaBus, ReadsBackWhatItPublishedWithEveryPart) {
  auto bus = make_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{topic_, 3}}));
  Record sent = record(topic_, std::string("va\0lue", 6));
  sent.partition = 2;
  sent.key = "key";
  sent.timestamp_ms = 1'700'000'000'123;
  sent.headers = {{"type", "Added"}, {"none", std::nullopt}, {"empty", ""}, {"type", "again"}};
  const Position position = publish(*bus, sent).value();
  EXPECT_EQ(position.topic, topic_);
  EXPECT_EQ(position.partition, 2);
  EXPECT_EQ(position.offset, 0);

  ASSERT_TRUE(wait_for_records(1));
  const Record& read = read_.front();
  EXPECT_EQ(read.topic, topic_);
  EXPECT_EQ(read.partition, 2);
  EXPECT_EQ(read.offset, 0);
  EXPECT_EQ(read.key, "key");
  EXPECT_EQ(read.value, std::string("va\0lue", 6));
  EXPECT_EQ(read.timestamp_ms, 1'700'000'000'123);
  ASSERT_EQ(read.headers.size(), 4u);
  EXPECT_EQ(read.headers[0].name, "type");
  EXPECT_EQ(read.headers[0].value, "Added");
  EXPECT_EQ(read.headers[1].value, std::nullopt);
  EXPECT_EQ(read.headers[2].value, "");
  EXPECT_EQ(read.headers[3].value, "again");
}

TEST_P(KafkaBus, KeepsNullAndEmptyApart) {
  auto bus = make_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{topic_, 1}}));
  Record tombstone;
  tombstone.topic = topic_;
  tombstone.key = "gone";
  Record empty = record(topic_, "");
  empty.key = "";
  Record keyless = record(topic_, "v");
  ASSERT_TRUE(publish(*bus, tombstone));
  ASSERT_TRUE(publish(*bus, empty));
  ASSERT_TRUE(publish(*bus, keyless));
  ASSERT_TRUE(wait_for_records(3));
  EXPECT_EQ(read_[0].value, std::nullopt);
  EXPECT_EQ(read_[0].key, "gone");
  EXPECT_EQ(read_[1].value, "");
  EXPECT_EQ(read_[1].key, "");
  EXPECT_EQ(read_[2].key, std::nullopt);
  EXPECT_TRUE(read_[2].headers.empty());
}

TEST_P(KafkaBus, StampsRecordsWithNowUnlessTold) {
  auto bus = make_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{topic_, 1}}));
  const auto unix_ms = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               loop_.wall_now().time_since_epoch())
        .count();
  };
  const auto before = unix_ms();
  ASSERT_TRUE(publish(*bus, record(topic_, "v")));
  ASSERT_TRUE(wait_for_records(1));
  ASSERT_TRUE(read_[0].timestamp_ms.has_value());
  EXPECT_GE(*read_[0].timestamp_ms, before);
  EXPECT_LE(*read_[0].timestamp_ms, unix_ms());
}

TEST_P(KafkaBus, ReadsFromTheEndThatOpenFound) {
  auto early = make_bus();
  ASSERT_TRUE(open(*early, {{topic_, 1}}));
  ASSERT_TRUE(publish(*early, record(topic_, "before")));

  auto bus = make_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{topic_, 1}}));
  EXPECT_EQ(publish(*bus, record(topic_, "after"))->offset, 1);
  ASSERT_TRUE(wait_for_records(1));
  EXPECT_THAT(values(read_), ElementsAre("after"));
}

TEST_P(KafkaBus, OpensMoreTopicsLaterAndGoesOnReadingTheFirst) {
  auto bus = make_bus();
  collect(*bus);
  const std::string other = fresh_name("others");
  ASSERT_TRUE(open(*bus, {{topic_, 1}}));
  ASSERT_TRUE(publish(*bus, record(topic_, "1")));
  ASSERT_TRUE(wait_for_records(1));
  ASSERT_TRUE(open(*bus, {{other, 1}, {topic_, 1}}));
  ASSERT_TRUE(publish(*bus, record(other, "2")));
  ASSERT_TRUE(wait_for_records(2));
  ASSERT_TRUE(publish(*bus, record(topic_, "3")));
  ASSERT_TRUE(wait_for_records(3));
  EXPECT_THAT(values(read_), ElementsAre("1", "2", "3"));
}

TEST_P(KafkaBus, CreatesTopicsWithTheirPartitions) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{topic_, 3}}));
  Record last = record(topic_, "v");
  last.partition = 2;
  EXPECT_TRUE(publish(*bus, last));
  last.partition = 3;
  const auto beyond = publish(*bus, last);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, "bus/publish-failed");
  EXPECT_THAT(beyond.error().hint, testing::HasSubstr("partition"));
}

TEST_P(KafkaBus, KeepsTheOrderOfAPartitionAndPutsOneKeyOnOne) {
  auto bus = make_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{topic_, 4}}));
  constexpr int kEach = 50;
  std::size_t acknowledged = 0;
  for (int i = 0; i < kEach; ++i) {
    for (const char* key : {"a", "b", "c", "d", "e"}) {
      Record next = record(topic_, std::to_string(i));
      next.key = key;
      bus->publish(next, [&](base::Result<Position> done) { acknowledged += done ? 1 : 0; });
    }
  }
  ASSERT_TRUE(wait_for_records(5 * kEach));
  ASSERT_TRUE(loop_.run_until([&] { return acknowledged == 5 * kEach; }, kDeadline));
  std::map<std::string, std::set<int>> partitions;
  std::map<std::string, int> next;
  for (const Record& read : read_) {
    partitions[*read.key].insert(read.partition);
    EXPECT_EQ(*read.value, std::to_string(next[*read.key]++)) << "key " << *read.key;
  }
  for (const auto& [key, where] : partitions) EXPECT_EQ(where.size(), 1u) << "key " << key;
}

TEST_P(KafkaBus, PutsKeysWhereJavaClientsPutThem) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{topic_, 8}}));
  // murmur2 as in Kafka's own producer: its tests have 0xd0673... for "foobar" and so on.
  const auto murmur2 = [](const std::string& key) {
    const std::uint32_t m = 0x5bd1e995;
    std::uint32_t h = 0x9747b28c ^ static_cast<std::uint32_t>(key.size());
    std::size_t i = 0;
    for (; i + 4 <= key.size(); i += 4) {
      std::uint32_t k = 0;
      for (std::size_t b = 0; b < 4; ++b)
        k |= static_cast<std::uint32_t>(static_cast<unsigned char>(key[i + b])) << (8 * b);
      k *= m;
      k ^= k >> 24;
      k *= m;
      h = (h * m) ^ k;
    }
    for (std::size_t b = key.size(); b > i; --b)
      h ^= static_cast<std::uint32_t>(static_cast<unsigned char>(key[b - 1])) << (8 * (b - 1 - i));
    if (i < key.size()) h *= m;
    h ^= h >> 13;
    h *= m;
    return h ^ (h >> 15);
  };
  for (const char* key : {"21", "foobar", "a-little-bit-long-string", "abc"}) {
    Record keyed = record(topic_, "v");
    keyed.key = key;
    EXPECT_EQ(publish(*bus, keyed)->partition,
              static_cast<std::int32_t>((murmur2(key) & 0x7fffffff) % 8))
        << key;
  }
}

TEST_P(KafkaBus, GoesRoundThePartitionsWithoutAKey) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{topic_, 3}}));
  std::vector<std::int32_t> chosen;
  for (int i = 0; i < 6; ++i) chosen.push_back(publish(*bus, record(topic_, "v"))->partition);
  EXPECT_THAT(chosen, ElementsAre(0, 1, 2, 0, 1, 2));
}

TEST_P(KafkaBus, ReadsTenThousandRecords) {
  constexpr std::size_t kCount = 10'000;
  auto bus = make_bus();
  std::vector<bool> seen(kCount);
  std::size_t read = 0;
  bus->on_record([&](const Record& next) {
    const auto i = static_cast<std::size_t>(std::stoul(*next.value));
    EXPECT_FALSE(seen.at(i));
    seen.at(i) = true;
    ++read;
  });
  ASSERT_TRUE(open(*bus, {{topic_, 2}}));
  std::size_t acknowledged = 0;
  for (std::size_t i = 0; i < kCount; ++i)
    bus->publish(record(topic_, std::to_string(i)),
                 [&](base::Result<Position> done) { acknowledged += done ? 1 : 0; });
  EXPECT_TRUE(loop_.run_until([&] { return read == kCount && acknowledged == kCount; }, kDeadline))
      << read << " read, " << acknowledged << " acknowledged";
}

TEST_P(KafkaBus, SeesWhatOtherClientsWrite) {
  auto bus = make_bus();
  collect(*bus);
  ASSERT_TRUE(open(*bus, {{topic_, 1}}));
  auto other = make_bus();
  ASSERT_TRUE(open(*other, {{topic_, 1}}));
  ASSERT_TRUE(publish(*other, record(topic_, "theirs")));
  ASSERT_TRUE(wait_for_records(1));
  EXPECT_EQ(read_[0].value, "theirs");
}

TEST_P(KafkaBus, TellsWhatAForeignGroupCommitted) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{topic_, 3}}));
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(publish(*bus, record(topic_, "v")));
  const auto committed = [&](const std::string& of) {
    return wait<base::Result<std::vector<Position>>>([&](auto done) { bus->committed(of, done); });
  };
  const std::string group = fresh_name("photo-service");
  EXPECT_TRUE(committed(group).value().empty());

  OtherClient service(bus->bootstrap_servers(), group);
  service.commit(topic_, 1, 2);
  const auto found = committed(group).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].topic, topic_);
  EXPECT_EQ(found[0].partition, 1);
  EXPECT_EQ(found[0].offset, 2);
  EXPECT_TRUE(committed(fresh_name("somebody-else")).value().empty());
}

TEST_P(KafkaBus, DescribesAGroup) {
  auto bus = make_bus();
  ASSERT_TRUE(open(*bus, {{topic_, 3}}));
  const auto describe = [&](const std::string& of) {
    return wait<base::Result<GroupView>>([&](auto done) { bus->describe_group(of, done); });
  };
  const std::string group = fresh_name("shop");
  const auto unknown = describe(group).value();
  EXPECT_EQ(unknown.state, "Dead");
  EXPECT_EQ(unknown.members, 0u);

  OtherClient service(bus->bootstrap_servers(), group);
  service.subscribe(topic_);
  GroupView joined;
  for (int i = 0; i < 2000 && joined.partitions == 0; ++i) {
    service.poll();
    joined = describe(group).value();
  }
  EXPECT_EQ(joined.state, "Stable");
  EXPECT_EQ(joined.members, 1u);
  EXPECT_EQ(joined.partitions, 3u);
}

TEST_P(KafkaBus, ResolvesNothingWhenThereIsNoTopic) {
  auto bus = make_bus();
  EXPECT_TRUE(open(*bus, {}));
  const auto none =
      wait<base::Result<std::vector<Position>>>([&](auto done) { bus->committed("group", done); });
  EXPECT_TRUE(none.value().empty());
}

}  // namespace
}  // namespace ricochet::bus
