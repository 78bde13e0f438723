#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "bus/broker/group.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/bus/broker/recording_sink.h"

// Random lives of consumers in one group. Each consumer keeps to the protocol as clients do; in
// between they start, crash, leave, change their subscription, and time passes. The model is what a
// group is for: once nothing happens any more, the partitions are shared among exactly those who
// live, all in one generation.

namespace ricochet::bus::broker {
namespace {

using std::chrono::milliseconds;

constexpr int kPartitions = 7;
constexpr auto kSession = milliseconds(1000);

class Consumer {
 public:
  Consumer(Group& group, std::string name, std::string instance)
      : group_(group), name_(std::move(name)), instance_(std::move(instance)) {}

  void join() {
    JoinRequest request;
    request.member_id = member_id_;
    request.instance_id = instance_;
    request.client = {name_, "127.0.0.1"};
    request.session = kSession;
    request.rebalance = milliseconds(2000);
    request.protocol_type = "consumer";
    request.protocols = {{"range", "subscription " + std::to_string(subscription_)}};
    request.needs_known_id = true;
    request.skips_assignment = true;
    waiting_ = true;
    assignment_.reset();
    const int turn = ++turn_;
    group_.join(std::move(request), [this, turn](JoinAnswer answer) {
      ++answers_;
      ASSERT_LE(turn, turn_);
      if (turn != turn_ || crashed_) return;
      waiting_ = false;
      next_ = [this, answer = std::move(answer)] { joined(answer); };
    });
    ++requests_;
  }
  /// What a client does when it gets to it: the answer, or else a heartbeat.
  void step() {
    if (crashed_ || waiting_) return;
    if (next_) return std::exchange(next_, nullptr)();
    const Error error = group_.heartbeat(member_id_, instance_, generation_);
    if (error == Error::kNone) return;
    if (error == Error::kUnknownMemberId) member_id_.clear();
    if (error == Error::kFencedInstanceId) {
      crashed_ = true;
      return;
    }
    join();
  }
  void crash() { crashed_ = true; }
  void leave() {
    if (!member_id_.empty()) group_.leave(member_id_, instance_);
    crashed_ = true;
  }
  void resubscribe() {
    ++subscription_;
    if (!crashed_ && !waiting_ && !next_) join();
  }

  bool alive() const { return !crashed_; }
  bool settled() const { return assignment_.has_value() && !waiting_ && !next_; }
  const std::set<int>& assignment() const { return *assignment_; }
  std::int32_t generation() const { return generation_; }
  int unanswered() const { return requests_ - answers_; }

 private:
  void joined(const JoinAnswer& answer) {
    if (answer.error == Error::kFencedInstanceId) {
      crashed_ = true;
      return;
    }
    if (answer.error != Error::kNone) {
      member_id_ = answer.error == Error::kMemberIdRequired ? answer.member_id : std::string();
      return join();
    }
    member_id_ = answer.member_id;
    generation_ = answer.generation;
    SyncRequest request;
    request.member_id = member_id_;
    request.instance_id = instance_;
    request.generation = generation_;
    if (answer.leader == member_id_ && !answer.skip_assignment) {
      for (std::size_t i = 0; i < answer.members.size(); ++i) {
        std::string share;
        for (std::size_t p = i; p < kPartitions; p += answer.members.size())
          share.push_back(static_cast<char>(p));
        request.assignments.emplace_back(answer.members[i].id, share);
      }
    }
    waiting_ = true;
    const int turn = ++turn_;
    ++requests_;
    group_.sync(std::move(request), [this, turn](SyncAnswer synced) {
      ++answers_;
      if (turn != turn_ || crashed_) return;
      waiting_ = false;
      next_ = [this, synced] {
        if (synced.error == Error::kUnknownMemberId) member_id_.clear();
        if (synced.error == Error::kFencedInstanceId) crashed_ = true;
        if (synced.error != Error::kNone) return crashed_ ? void() : join();
        assignment_.emplace(synced.assignment.begin(), synced.assignment.end());
      };
    });
  }

  Group& group_;
  std::string name_, instance_, member_id_;
  std::int32_t generation_ = -1;
  int subscription_ = 0;
  bool waiting_ = false, crashed_ = false;
  std::function<void()> next_;
  std::optional<std::set<int>> assignment_;
  int turn_ = 0, requests_ = 0, answers_ = 0;
};

struct World {
  explicit World(std::uint64_t seed) : random(seed) {}

  void one_step() {
    const auto what = random.below(20);
    if (what == 0 && consumers.size() < 12) {
      const std::string name = "c" + std::to_string(consumers.size());
      // Some are static, and some of them take the place of one before.
      const auto kind = random.below(3);
      const std::string instance = kind == 0 ? "i" + std::to_string(random.below(3)) : "";
      consumers.push_back(std::make_unique<Consumer>(group, name, instance));
      consumers.back()->join();
    } else if (what == 1 && !consumers.empty()) {
      any().crash();
    } else if (what == 2 && !consumers.empty() && any().alive()) {
      any().leave();
    } else if (what == 3 && !consumers.empty()) {
      any().resubscribe();
    } else if (what < 6) {
      pass(milliseconds(random.below(300)));
    } else if (!consumers.empty()) {
      any().step();
    }
  }
  /// Time in which everybody who lives does what a client does.
  void pass(milliseconds time) {
    for (; time.count() > 0; time -= milliseconds(100)) {
      for (const auto& consumer : consumers) consumer->step();
      loop.advance(std::min(time, milliseconds(100)));
    }
  }
  Consumer& any() { return *consumers[random.below(consumers.size())]; }

  test::FakeLoop loop;
  base::Random random;
  GroupOptions options;
  RecordingSink sink;
  Group group{loop, random, options, sink, "g"};
  std::vector<std::unique_ptr<Consumer>> consumers;
};

void expect_shared_among_the_living(const World& world) {
  std::multiset<int> all;
  std::size_t alive = 0;
  for (const auto& consumer : world.consumers) {
    if (!consumer->alive()) continue;
    ++alive;
    ASSERT_TRUE(consumer->settled());
    ASSERT_EQ(consumer->generation(), world.group.generation());
    all.insert(consumer->assignment().begin(), consumer->assignment().end());
  }
  ASSERT_EQ(world.group.members().size(), alive);
  if (alive == 0) {
    ASSERT_EQ(world.group.state(), GroupState::kEmpty);
    return;
  }
  ASSERT_EQ(world.group.state(), GroupState::kStable);
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kPartitions));
  ASSERT_EQ(std::set<int>(all.begin(), all.end()).size(), all.size());
}

TEST(GroupModel, ThePartitionsAreSharedAmongTheLiving) {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(seed);
    for (int step = 0; step < 120; ++step) world.one_step();
    world.pass(milliseconds(20'000));
    ASSERT_NO_FATAL_FAILURE(expect_shared_among_the_living(world));
    // Nobody waits for ever: what is unanswered now is nothing.
    for (const auto& consumer : world.consumers) ASSERT_EQ(consumer->unanswered(), 0);
  }
}

}  // namespace
}  // namespace ricochet::bus::broker
