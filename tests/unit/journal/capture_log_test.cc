#include <functional>
#include <numeric>
#include <set>

#include "tests/unit/awaits/fixture.h"

namespace ricochet::journal {
namespace {

using awaits::LogTest;

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Seq> seqs(const std::vector<RecordPtr>& records) {
  std::vector<Seq> list;
  for (const auto& record : records) list.push_back(record->seq);
  return list;
}

class Witness : public LogObserver {
 public:
  void on_append(const RecordPtr& record) override {
    said.push_back("append " + record->bin + " " + std::to_string(record->seq));
  }
  void on_evict(const std::string& bin, Seq through) override {
    said.push_back("evict " + bin + " " + std::to_string(through));
  }
  void on_clear(const std::string& bin, Seq through) override {
    said.push_back("clear " + bin + " " + std::to_string(through));
  }
  void on_refused_elsewhere(const std::string& bin, Seq seq, const RecordPtr& record) override {
    said.push_back("refused " + bin + " " + std::to_string(seq) + " by " + record->bin);
  }
  void on_bin_created(const BinInfo& bin) override { said.push_back("created " + bin.name); }
  void on_bin_removed(const std::string& bin) override { said.push_back("removed " + bin); }
  std::vector<std::string> said;
};

TEST_F(LogTest, ScopeThatIsKnownIsNotAskedFor) {
  int asked = 0;
  log_.tell_apart([&asked](const Record&) -> std::uint64_t {
    ++asked;
    return 7;
  });
  http::Exchange exchange;
  exchange.bin = "b";
  exchange.scope = 3;
  EXPECT_EQ(log_.append(exchange)->scope, 3u);
  exchange.scope.reset();
  EXPECT_EQ(log_.append(exchange)->scope, 7u);
  EXPECT_EQ(asked, 1);
}

TEST_F(LogTest, SeqCountsPerBinAndGseqAcrossBins) {
  bin("a");
  bin("b");
  EXPECT_EQ(call("a")->seq, 1u);
  const auto second = call("b");
  EXPECT_EQ(second->seq, 1u);
  EXPECT_EQ(second->gseq, 2u);
  EXPECT_EQ(call("a")->seq, 2u);
  EXPECT_EQ(log_.cursor("a"), 2u);
  EXPECT_EQ(log_.appended(), 3u);
}

/// A call that was refused with 413.
http::Exchange refused(http::Exchange call) {
  auto why = std::make_shared<http::Refused>();
  why->code = "body_too_large";
  why->reason = "the body is larger than 10MiB (--max-body)";
  why->listener = "bin";
  call.refused = why;
  call.status = 413;
  return call;
}

TEST_F(LogTest, ARefusedCallOfAKnownBinIsARecordOfThatBin) {
  bin("a");
  const auto record = log_.append(refused(exchange("a", "/a/x", "POST")));
  EXPECT_EQ(record->seq, 1u);
  EXPECT_EQ(record->refusal(), "413, the body is larger than 10MiB (--max-body)");
  EXPECT_EQ(record->title(), "POST /a/x");
  EXPECT_EQ(log_.cursor("a"), 1u);
  EXPECT_THAT(log_.refused_elsewhere("a"), IsEmpty());
}

TEST_F(LogTest, ARefusedCallOfAnUnknownBinIsOneRecordAndTakesANumberInEach) {
  Witness witness;
  bin("a");
  bin("b");
  call("a");
  log_.add_observer(witness);
  auto bytes = refused(exchange("", ""));
  bytes.request = {};
  const auto record = log_.append_refused(std::move(bytes), {"a", "b", "gone"});
  EXPECT_THAT(witness.said,
              ElementsAre("created refused:bin", "append refused:bin 1",
                          "refused a 2 by refused:bin", "refused b 1 by refused:bin"));
  EXPECT_EQ(log_.bin("refused:bin")->kind, BinKind::kListener);
  EXPECT_EQ(log_.appended(), 2u) << "one record";
  EXPECT_EQ(log_.cursor("a"), 2u);
  EXPECT_EQ(log_.cursor("b"), 1u);
  EXPECT_THAT(seqs(log_.read("a")), ElementsAre(1u));
  ASSERT_EQ(log_.refused_elsewhere("a").size(), 1u);
  EXPECT_EQ(log_.refused_elsewhere("a")[0].seq, 2u);
  EXPECT_EQ(log_.refused_elsewhere("a")[0].record, record);
  EXPECT_EQ(call("a")->seq, 3u);
  EXPECT_EQ(log_.cursor_at("a", record->gseq), 2u);
  EXPECT_EQ(log_.cursor_at("a", record->gseq - 1), 1u);
  log_.clear("a");
  EXPECT_THAT(log_.refused_elsewhere("a"), IsEmpty());
  EXPECT_FALSE(CaptureLog::check_name("refused:bin")) << "nobody can make a bin of that name";
  log_.remove_observer(witness);
}

TEST_F(LogTest, OfWhatWasRefusedElsewhereTheNewestAreKept) {
  bin("a");
  for (std::size_t i = 0; i < 2 * CaptureLog::kMaxRefused; ++i)
    log_.append_refused(refused(exchange("", "")), {"a"});
  EXPECT_EQ(log_.refused_elsewhere("a").size(), CaptureLog::kMaxRefused);
  EXPECT_EQ(log_.refused_elsewhere("a").back().seq, 2 * CaptureLog::kMaxRefused);
  EXPECT_EQ(log_.gone_through("a"), 0u) << "nothing counts as lost";
}

TEST_F(LogTest, WhatARefusedCallIsCalled) {
  bin("a");
  auto call = refused(exchange("a", ""));
  call.request = {};
  EXPECT_EQ(log_.append(call)->title(), "an unreadable call");
  auto why = *call.refused;
  why.head = "\x16\x03\x01";
  call.refused = std::make_shared<http::Refused>(why);
  call.status = 0;
  const auto record = log_.append(call);
  EXPECT_EQ(record->title(), "an unreadable call \"\\u0016\\u0003\\u0001\"");
  EXPECT_EQ(record->refusal(), "not answered, the body is larger than 10MiB (--max-body)");
}

TEST_F(LogTest, SeqSurvivesClearing) {
  bin("a");
  call("a");
  call("a");
  EXPECT_EQ(log_.clear("a"), 2u);
  EXPECT_THAT(log_.read("a"), IsEmpty());
  EXPECT_EQ(log_.cleared_through("a"), 2u);
  EXPECT_EQ(log_.evicted_through("a"), 0u);
  EXPECT_EQ(call("a")->seq, 3u);
  EXPECT_EQ(log_.bin("a")->held, 1u);
}

TEST_F(LogTest, TheOldestMakesRoomAndIsCounted) {
  bin("a", 3);
  const auto first = call("a");
  for (int i = 0; i < 4; ++i) call("a");
  EXPECT_THAT(seqs(log_.read("a")), ElementsAre(3, 4, 5));
  EXPECT_EQ(log_.evicted_through("a"), 2u);
  EXPECT_EQ(log_.bin("a")->evicted, 2u);
  EXPECT_EQ(first->seq, 1u) << "a reader keeps what it holds";
  EXPECT_EQ(log_.find("a", first->id), nullptr);
}

TEST_F(LogTest, BytesAreBoundedButTheNewestIsKept) {
  bin("a", 100, 4000);
  call("a", "/a", "POST", std::string(1000, 'x'));
  call("a", "/a", "POST", std::string(1000, 'x'));
  EXPECT_EQ(log_.bin("a")->held, 2u);
  call("a", "/a", "POST", std::string(9000, 'x'));
  EXPECT_THAT(seqs(log_.read("a")), ElementsAre(3));
  EXPECT_EQ(log_.bin("a")->held_bytes, log_.bytes_held());
  log_.clear("a");
  EXPECT_EQ(log_.bytes_held(), 0u);
}

TEST_F(LogTest, ReadsAfterACursor) {
  bin("a");
  for (int i = 0; i < 5; ++i) call("a");
  EXPECT_THAT(seqs(log_.read("a", 3)), ElementsAre(4, 5));
  EXPECT_THAT(seqs(log_.read("a", 1, 2)), ElementsAre(2, 3));
  EXPECT_THAT(log_.read("a", 5), IsEmpty());
  EXPECT_THAT(log_.read("nothing", 0), IsEmpty());
  EXPECT_EQ(log_.find("a", Seq{4})->seq, 4u);
  EXPECT_EQ(log_.find("a", Seq{6}), nullptr);
}

TEST_F(LogTest, FindsByIdInItsBinOnly) {
  bin("a");
  bin("b");
  const auto in_a = call("a");
  const auto in_b = call("b");
  EXPECT_EQ(log_.find("a", std::string_view(in_a->id)), in_a);
  EXPECT_EQ(log_.find("a", std::string_view(in_b->id)), nullptr);
  EXPECT_EQ(log_.find("a", std::string_view("zzzzzz!")), nullptr);
  EXPECT_EQ(log_.find("a", std::string_view("000000")), nullptr);
}

TEST_F(LogTest, ACallToAnUnknownBinIsNotLost) {
  log_.on_exchange(exchange("photos", "/x"));
  EXPECT_EQ(log_.bin("photos")->kind, BinKind::kStub);
  EXPECT_EQ(log_.bin("photos")->held, 1u);
}

TEST_F(LogTest, EventsLiveInTheBinOfTheirTopic) {
  match::Event event;
  event.topic = "product-events";
  event.key = "42";
  event.body = "{}";
  const auto record = log_.append(event, loop_.now(), loop_.wall_now());
  EXPECT_EQ(record->bin, "product-events");
  EXPECT_EQ(log_.bin("product-events")->kind, BinKind::kTopic);
  EXPECT_EQ(record->request(), nullptr);
  EXPECT_EQ(*record->event()->key, "42");
  EXPECT_EQ(record->title(), "event key \"42\", 2 B (partition 0, offset 0)");
}

TEST_F(LogTest, ObserversAreToldInOrderAndAtOnce) {
  Witness witness;
  log_.add_observer(witness);
  bin("a", 2);
  call("a");
  call("a");
  call("a");
  log_.clear("a");
  log_.remove_bin("a");
  EXPECT_THAT(witness.said, ElementsAre("created a", "append a 1", "append a 2", "evict a 1",
                                        "append a 3", "clear a 3", "removed a"));
  log_.remove_observer(witness);
  bin("b");
  EXPECT_EQ(witness.said.size(), 7u);
}

TEST_F(LogTest, NamesAreChecked) {
  EXPECT_TRUE(CaptureLog::check_name("A-z_09"));
  EXPECT_TRUE(CaptureLog::check_name(std::string(64, 'a')));
  for (const std::string name : {"", "a.b", "a/b", "ä", "a b"}) {
    EXPECT_EQ(CaptureLog::check_name(name).error().code, "bin/bad-name") << name;
  }
  EXPECT_EQ(CaptureLog::check_name(std::string(65, 'a')).error().code, "bin/bad-name");
  for (const std::string name : {"api", "static", "ui", "healthz", "readyz", "metrics"}) {
    EXPECT_EQ(CaptureLog::check_name(name).error().code, "bin/reserved-name") << name;
  }
  EXPECT_TRUE(CaptureLog::check_name("orders.v1", BinKind::kTopic));
  EXPECT_TRUE(CaptureLog::check_name("api", BinKind::kStub)) << "a stub's bin is not a path";
  bin("a");
  EXPECT_EQ(log_.create_bin("a").error().code, "bin/exists");
}

TEST_F(LogTest, DrawnNamesAndColoursLookLikeRequestBins) {
  for (int i = 0; i < 50; ++i) {
    const auto made = log_.create_bin_any_name();
    EXPECT_THAT(made.name, testing::MatchesRegex("[0-9a-z]{8}"));
    for (const auto part : made.colour) {
      EXPECT_GE(part, 50);
      EXPECT_LE(part, 250);
      EXPECT_EQ(part % 10, 0);
    }
  }
  EXPECT_EQ(log_.bins().size(), 50u);
}

TEST(RecordIds, ArePermutedAndLeadBack) {
  const RecordIds ids(42);
  std::set<std::string> seen;
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    const auto id = ids.id(i);
    ASSERT_THAT(id, testing::SizeIs(6));
    ASSERT_EQ(ids.number(id), i);
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 20'000u);
  EXPECT_EQ(ids.number("ABCDEF"), std::nullopt);
  EXPECT_EQ(ids.number("abc"), std::nullopt);
  EXPECT_NE(RecordIds(1).id(1), RecordIds(2).id(1));
}

// Giving back many records, or large ones, takes milliseconds, which the loop has not.
TEST_F(LogTest, ManyRecordsOrLargeOnesEndElsewhere) {
  constexpr std::size_t kMany = 2000;
  const auto fill = [&](std::size_t count, std::size_t bytes) {
    bin("b", kMany, 64 << 20);
    std::weak_ptr<const Record> first = call("b", "/a", "POST", std::string(bytes, 'x'));
    for (std::size_t i = 1; i < count; ++i) call("b", "/a", "POST", std::string(bytes, 'x'));
    return first;
  };
  const auto shrink = [&] {
    BinOptions options;
    options.limits = {1, 64 << 20};
    log_.change_bin("b", options);
  };
  std::vector<Seq> all(kMany);
  std::iota(all.begin(), all.end(), 1);
  const std::vector<std::function<void()>> ways = {
      [&] { log_.clear("b"); }, [&] { log_.remove_bin("b"); }, shrink,
      [&] { log_.remove("b", all); },
      [&] { call("b", "/a", "POST", std::string((64 << 20) - 1000, 'x')); }};
  for (std::size_t way = 0; way < ways.size(); ++way) {
    for (const auto& [count, bytes] : {std::pair(kMany, 1), std::pair(std::size_t{2}, 2 << 20)}) {
      loop_.pool().hold();
      const auto first = fill(count, static_cast<std::size_t>(bytes));
      ways[way]();
      EXPECT_EQ(log_.find("b", 1), nullptr) << way;
      EXPECT_FALSE(first.expired()) << "way " << way << ", " << count << " records";
      EXPECT_EQ(loop_.pool().held(), 1u);
      loop_.pool().release();
      EXPECT_TRUE(first.expired());
      log_.remove_bin("b");
    }
  }
  const auto few = fill(10, 100);
  log_.clear("b");
  EXPECT_TRUE(few.expired()) << "few small ones end at once";
}

}  // namespace
}  // namespace ricochet::journal
