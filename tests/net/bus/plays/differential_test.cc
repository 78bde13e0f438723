// The same requests to the embedded broker and to an Apache Kafka, and what both answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/bus/broker_thread.h"
#include "tests/net/bus/either_broker.h"
#include "tests/net/bus/plays/plays.h"

namespace ricochet::bus {
namespace {

struct Play {
  const char* name;
  void (*play)(Side&);
};

class Differential : public testing::TestWithParam<Play> {
 protected:
  void SetUp() override { SKIP_WITHOUT_KAFKA(Against::kKafka); }
};

TEST_P(Differential, BothAnswerTheSame) {
  BrokerThread embedded;
  Side ours(embedded.bootstrap_servers());
  GetParam().play(ours);
  Side theirs(kafka_address());
  GetParam().play(theirs);
  // Answer by answer, so that a failure names them.
  const auto answers = [](std::vector<std::string> lines) {
    std::vector<std::string> all;
    for (auto& line : lines) {
      if (line.starts_with("-- ")) all.emplace_back();
      all.back() += line + "\n";
    }
    return all;
  };
  const auto here = answers(ours.take_lines()), there = answers(theirs.take_lines());
  ASSERT_EQ(here.size(), there.size());
  for (std::size_t i = 0; i < here.size(); ++i) EXPECT_EQ(here[i], there[i]);
}

constexpr Play kPlays[] = {{"Topics", &play_topics},
                           {"Produce", &play_produce},
                           {"WrongRecords", &play_wrong_records},
                           {"Fetch", &play_fetch},
                           {"Commits", &play_commits},
                           {"HeldOffsets", &play_held_offsets},
                           {"Membership", &play_membership},
                           {"StaticMembers", &play_static_members},
                           {"Transactions", &play_transactions},
                           {"Fencing", &play_fencing},
                           {"SecondForm", &play_second_form},
                           {"Sequences", &play_sequences},
                           {"FirstFormSequences", &play_first_form_sequences},
                           {"GoingOn", &play_going_on},
                           {"NamedTwice", &play_named_twice},
                           {"Refusals", &play_refusals},
                           {"Times", &play_times}};

INSTANTIATE_TEST_SUITE_P(Plays, Differential, testing::ValuesIn(kPlays),
                         [](const auto& play) { return play.param.name; });

// Without a Kafka at least the plays themselves must come to their ends.
TEST(Plays, RunOnTheEmbeddedBroker) {
  for (const Play& play : kPlays) {
    BrokerThread embedded;
    Side side(embedded.bootstrap_servers());
    play.play(side);
    EXPECT_GT(side.lines().size(), 10U) << play.name;
  }
}

}  // namespace
}  // namespace ricochet::bus
