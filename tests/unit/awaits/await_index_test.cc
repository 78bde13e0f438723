// The engine that finds waits by path and key beside the one that asks each of them: the same
// story, the same verdicts.
#include <set>

#include "awaits/wait_index.h"
#include "base/random.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

using base::Duration;

/// Fits events of this key; counts how often it was asked.
class KeyMatcher : public match::Matcher {
 public:
  explicit KeyMatcher(std::string key) : key_(std::move(key)) {}
  bool matches(const match::Subject& subject) const override {
    ++asked;
    return subject.event() != nullptr && subject.event()->key == key_;
  }
  std::vector<match::Condition> explain(const match::Subject& subject) const override {
    match::Condition c;
    c.name = "key";
    c.ok = matches(subject);
    return {c};
  }
  std::string describe() const override { return "key " + key_; }
  match::SelectiveKey selective_key() const override {
    match::SelectiveKey key;
    key.event_keys = std::vector{match::ValueKey::literal(key_)};
    return key;
  }
  bool needs_body() const override { return false; }
  std::map<std::string, std::string> path_variables(const match::Subject&) const override {
    return {};
  }

  mutable int asked = 0;

 private:
  std::string key_;
};

/// Whatever a verdict says that hangs on which records the wait has looked at.
std::string told(const Verdict& verdict) {
  std::string out = verdict.message + " | window " + std::to_string(verdict.window) + " observed " +
                    std::to_string(verdict.observed) + " waited " +
                    std::to_string(verdict.waited.count()) + " settled " +
                    std::to_string(verdict.settled.count()) + " matched";
  for (const auto& record : verdict.matched) out += " " + std::to_string(record->gseq);
  for (const auto& cursor : verdict.cursors)
    out += " " + cursor.bin + "@" + std::to_string(cursor.after);
  return out;
}

class IndexTest : public testing::TestWithParam<std::uint64_t>, protected journal::LogObserver {
 protected:
  static constexpr int kSteps = 6000;

  IndexTest() : random_(GetParam()) {
    log_.add_observer(*this);
    journal::BinOptions small;
    small.limits.records = 12;
    EXPECT_TRUE(log_.create_bin("b", small));
    EXPECT_TRUE(log_.create_bin("c"));
    journal::BinOptions topic;
    topic.kind = journal::BinKind::kTopic;
    EXPECT_TRUE(log_.create_bin("t", topic));
  }
  ~IndexTest() override { log_.remove_observer(*this); }

  template <class Tell>
  void both(const Tell& tell) {
    tell(quick_);
    tell(plain_);
  }
  void on_append(const journal::RecordPtr& record) override {
    both([&](AwaitEngine& engine) { engine.arrived(record, loop_.now()); });
  }
  void on_evict(const std::string& bin, journal::Seq through) override {
    both([&](AwaitEngine& engine) { engine.evicted(bin, through, loop_.now()); });
  }
  void on_clear(const std::string& bin, journal::Seq through) override {
    both([&](AwaitEngine& engine) { engine.cleared(bin, through, loop_.now()); });
  }
  void on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) override {
    both([&](AwaitEngine& engine) { engine.deleted(bin, seqs, loop_.now()); });
  }

  Duration some_time(std::uint64_t most_ms) {
    return std::chrono::milliseconds(random_.below(most_ms));
  }
  std::string some_word() { return std::string(1, static_cast<char>('a' + random_.below(6))); }

  void new_wait() {
    Expectation e;
    const auto dice = random_.below(6);
    e.sources.push_back({dice < 2 ? "b" : dice < 4 ? "c" : "t", 0});
    if (dice == 0) e.sources.push_back({"t", 0});
    for (auto& source : e.sources) source.after = log_.cursor(source.bin);
    if (dice == 4 || random_.below(8) == 0) {
      e.selector = std::make_shared<KeyMatcher>(some_word());
    } else if (random_.below(8) != 0) {
      e.selector = std::make_shared<PathMatcher>("/" + some_word());
    }
    e.preflights = random_.below(4) == 0;
    const auto count = random_.below(4);
    e.count = count == 0   ? Count::at_least(1 + random_.below(3))
              : count == 1 ? Count::exactly(1 + random_.below(2))
              : count == 2 ? Count::at_most(random_.below(2))
                           : Count::never();
    e.within = some_time(200) + milliseconds(1);
    e.settle = some_time(20);
    both([&](AwaitEngine& engine) { ASSERT_TRUE(engine.start(e, loop_.now()).has_value()); });
  }

  void call() {
    http::Exchange exchange;
    exchange.bin = random_.below(2) == 0 ? "b" : "c";
    exchange.request.method = "GET";
    exchange.request.set_target("/" + some_word() + "?x=1");
    if (random_.below(8) == 0) {
      exchange.request.method = "OPTIONS";
      exchange.request.headers = {{"Origin", "http://a"}, {"Access-Control-Request-Method", "GET"}};
    }
    exchange.received = loop_.now() - some_time(random_.below(3) == 0 ? 20 : 1);
    if (random_.below(30) == 0) {
      auto why = std::make_shared<http::Refused>();
      why->listener = "test";
      exchange.refused = why;
    }
    log_.append(std::move(exchange));
  }

  void event() {
    match::Event event;
    event.topic = "t";
    event.offset = ++offset_;
    if (random_.below(8) != 0) event.key = some_word();
    log_.append(event, loop_.now(), loop_.wall_now());
  }

  void step() {
    const auto dice = random_.below(100);
    if (dice < 20) {
      new_wait();
    } else if (dice < 55) {
      call();
    } else if (dice < 70) {
      event();
    } else if (dice < 97) {
      loop_.advance(some_time(6));
      if (dice < 90) both([&](AwaitEngine& engine) { engine.advance(loop_.now()); });
    } else if (dice < 98) {
      log_.clear("c");
    } else {
      const auto ids = quick_.pending();
      if (ids.empty()) return;
      const auto id = ids[random_.below(ids.size())].id;
      both([&](AwaitEngine& engine) { engine.cancel(id, "test", loop_.now()); });
    }
  }

  base::Random random_;
  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  AwaitEngine quick_{log_};
  AwaitEngine plain_{log_, AwaitEngine::Options{.indexed = false}};
  std::int64_t offset_ = 0;
};

TEST_P(IndexTest, SaysWhatTheOneSaysThatAsksEachWait) {
  std::size_t decided = 0;
  for (int i = 0; i < kSteps; ++i) {
    step();
    const auto ours = quick_.take_decided();
    const auto theirs = plain_.take_decided();
    ASSERT_EQ(ours.size(), theirs.size()) << "step " << i;
    for (std::size_t k = 0; k < ours.size(); ++k) {
      ASSERT_EQ(ours[k].id, theirs[k].id) << "step " << i;
      ASSERT_EQ(told(ours[k]), told(theirs[k])) << "step " << i << ", wait " << ours[k].id;
    }
    decided += ours.size();
    ASSERT_EQ(quick_.take_progressed(), plain_.take_progressed());
    ASSERT_EQ(quick_.next_deadline(), plain_.next_deadline());
  }
  EXPECT_GT(decided, 500u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexTest, testing::Range<std::uint64_t>(1, 13));

/// What it is for.
TEST(WaitIndex, AnArrivalAsksOnlyTheWaitsThatItMayFit) {
  test::FakeLoop loop;
  journal::CaptureLog log(loop);
  ASSERT_TRUE(log.create_bin("b"));
  AwaitEngine engine(log);
  std::vector<std::shared_ptr<PathMatcher>> matchers;
  for (int i = 0; i < 1000; ++i) {
    Expectation e;
    e.sources.push_back({"b", 0});
    matchers.push_back(std::make_shared<PathMatcher>("/" + std::to_string(i)));
    e.selector = matchers.back();
    e.count = Count::at_least(2);
    ASSERT_TRUE(engine.start(std::move(e), loop.now()).has_value());
  }
  http::Exchange exchange;
  exchange.bin = "b";
  exchange.request.set_target("/500");
  exchange.received = loop.now();
  engine.arrived(log.append(std::move(exchange)), loop.now());
  int asked = 0;
  for (const auto& matcher : matchers) asked += matcher->asked;
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(matchers[500]->asked, 1);
}

}  // namespace
}  // namespace ricochet::awaits
