#include "runner/explore/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "match/matcher.h"
#include "runner/report/cause_text.h"

namespace ricochet::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ExplorePoint redelivery() {
  ExplorePoint point;
  point.topic = "orders";
  point.group = "shop";
  return point;
}

LastingExpectation expectation(awaits::Count count, const std::string& bin,
                               const std::string& noun = "call") {
  LastingExpectation out;
  out.bins.push_back(bin);
  out.expectation.count = count;
  out.expectation.noun = noun;
  out.expectation.selector = match::Matcher::any();
  return out;
}

journal::RecordPtr call(const std::string& body, const std::string& key = "") {
  http::Exchange exchange;
  exchange.request.method = "POST";
  exchange.request.set_target("/payments?x=1");
  exchange.request.body = body;
  if (!key.empty()) exchange.request.headers.push_back({"idempotency-key", key});
  auto record = std::make_shared<journal::Record>(std::move(exchange), "");
  record->bin = "payments";
  return record;
}

journal::RecordPtr event(const std::string& body) {
  match::Event made;
  made.body = body;
  auto record = std::make_shared<journal::Record>();
  record->content = std::move(made);
  record->bin = "mails";
  return record;
}

std::string message(awaits::Count count, std::uint64_t came,
                    const std::vector<journal::RecordPtr>& records) {
  const auto noun = !records.empty() && records[0]->event() != nullptr ? "event" : "call";
  const auto bin = records.empty() ? "payments" : records[0]->bin;
  return count_finding(redelivery(), expectation(count, bin, noun), came, records).message;
}

TEST(Finding, SaysWhatCameTooOften) {
  using awaits::Count;
  const auto one = call("a");
  EXPECT_EQ(message(Count::exactly(1), 2, {one, one}),
            "POST /payments came twice after redelivery of orders#0");
  EXPECT_EQ(message(Count::exactly(1), 5, {one, one, one, one, one}),
            "POST /payments came 5 times after redelivery of orders#0");
  EXPECT_EQ(message(Count::exactly(3), 4, {one, one, one, one}),
            "POST /payments came 4 times, not 3 times, after redelivery of orders#0");
  EXPECT_EQ(message(Count::never(), 1, {one}), "POST /payments came after redelivery of orders#0");
  EXPECT_EQ(message(Count::exactly(1), 2, {event(R"({"type":"Mailed"})"), event("x")}),
            "an event of mails came twice after redelivery of orders#0");
  EXPECT_EQ(message(Count::exactly(1), 2, {event("x"), event(R"({"type":"Mailed"})")}),
            "event Mailed of mails came twice after redelivery of orders#0");
}

TEST(Finding, SaysWhatDidNotCome) {
  using awaits::Count;
  EXPECT_THAT(message(Count::exactly(1), 0, {}),
              testing::StartsWith("no call of payments came after redelivery of orders#0"));
  EXPECT_EQ(message(Count::exactly(3), 1, {call("a")}),
            "POST /payments came once, not 3 times, after redelivery of orders#0");
}

std::vector<std::string> notes(const journal::RecordPtr& a, const journal::RecordPtr& b) {
  return count_finding(redelivery(), expectation(awaits::Count::exactly(1), "payments"), 2, {a, b})
      .notes;
}

TEST(Finding, ComparesTheSurplusWithTheOneBefore) {
  EXPECT_THAT(notes(call("a"), call("a")), ElementsAre("their bodies are the same, byte for byte"));
  EXPECT_THAT(notes(call("a"), call("b")), ElementsAre());
  EXPECT_THAT(notes(call("a", "k"), call("a", "k")),
              ElementsAre("both have the Idempotency-Key \"k\": whoever is called can tell"));
  EXPECT_THAT(notes(call("a", "k"), call("a", "l")),
              ElementsAre("their Idempotency-Keys differ, \"k\" and \"l\": whoever is called "
                          "cannot tell"));
}

TEST(Finding, ShowsTheExceptionThatWouldAllowIt) {
  const auto finding = count_finding(
      redelivery(), expectation(awaits::Count::exactly(1), "payments"), 2, {call("a"), call("a")});
  EXPECT_THAT(finding.exception, HasSubstr(R"({ "fault": "redeliver", "may_repeat": ["payments"], )"
                                           R"("reason": "..." })"));
}

TEST(Finding, SaysWhatWasNotCommittedAndWhoDidNotComeBack) {
  const auto commit =
      commit_finding(redelivery(), "shop", {"orders", 1, 3}, std::chrono::seconds(5));
  EXPECT_EQ(commit.message,
            "shop did not commit record 3 of orders partition 1, nor anything behind it, within 5s "
            "after redelivery of orders#0");
  EXPECT_EQ(commit.expected,
            "shop commits all that the scenario has published, as without the fault");
  const auto gone = gone_finding(redelivery(), "shop", std::chrono::seconds(5));
  EXPECT_EQ(gone.message, "group shop had no member any more for 5s after redelivery of orders#0");
  EXPECT_EQ(gone.expected, "whoever reads for shop joins again, as clients do");
}

awaits::Verdict missed(std::uint64_t observed, const std::string& step_problem = {}) {
  awaits::Verdict verdict;
  verdict.kind = awaits::VerdictKind::kFailed;
  verdict.sources = {{"payments", 0}, {"mails", 0}};
  verdict.count = awaits::Count::exactly(3);
  verdict.observed = observed;
  verdict.expected = "exactly 3 calls of payments or mails within 5s";
  verdict.step_problem = step_problem;
  return verdict;
}

TEST(Finding, OfAStepThatWasNotMetTheVerdictIsToldToo) {
  const auto message = [](const awaits::Verdict& verdict) {
    const auto finding = step_finding(redelivery(), verdict);
    EXPECT_TRUE(finding.wait.has_value());
    EXPECT_EQ(finding.expected, verdict.expected + ", as without the fault");
    return finding.message;
  };
  EXPECT_EQ(message(missed(0)), "no call of payments or mails came after redelivery of orders#0");
  EXPECT_EQ(message(missed(2)),
            "only 2 calls of payments or mails came, not 3, after redelivery of orders#0");
  EXPECT_EQ(message(missed(2, "step 2 (paid) did not come")),
            "step 2 (paid) did not come after redelivery of orders#0");
  EXPECT_EQ(order_finding(redelivery(), missed(3, "step 2 (paid) came as #1 of b")).message,
            "step 2 (paid) came as #1 of b after redelivery of orders#0");
}

TEST(Finding, EachFaultSaysWhyItHappensInRealLife) {
  const std::pair<ExploreFault, const char*> causes[] = {
      {ExploreFault::kRedeliver, "a bus that delivers at least once may bring a record again"},
      {ExploreFault::kCrashBeforeCommit, "what was done before a crash and not committed is done"},
      {ExploreFault::kRebalance, "members come and go, and partitions move"},
      {ExploreFault::kSlowPoll, "a member that works too long is thrown out"},
      {ExploreFault::kDuplicate, "a producer that got no answer sends again"}};
  for (const auto& [fault, why] : causes) {
    ExplorePoint point = redelivery();
    point.fault = fault;
    EXPECT_THAT(commit_finding(point, "shop", {}, std::chrono::seconds(1)).help,
                testing::StartsWith(why));
  }
}

TEST(Finding, IsToldWithItsStory) {
  Finding finding;
  finding.message = "POST /payments came twice after redelivery of orders#0";
  finding.expected = "exactly 1 call of payments, as without the fault";
  finding.story.push_back({std::chrono::milliseconds(3), "publish orders#0", false});
  finding.story.push_back(
      {std::chrono::milliseconds(12), "POST /payments to payments -> 201", true});
  finding.left_out = 2;
  finding.notes.push_back("their bodies are the same, byte for byte");
  finding.also.push_back("something else came twice");
  finding.help = "recognise it\nremember it";
  finding.exception = "\"explore\": {}";
  const CauseText text = text_of(Cause(finding));
  EXPECT_EQ(text.message, finding.message);
  EXPECT_EQ(text.story,
            "expected: exactly 1 call of payments, as without the fault\n"
            "help:     recognise it\n"
            "          remember it\n"
            "what happened:\n"
            "  +3 ms      publish orders#0\n"
            "  ... 2 more moments\n"
            "> +12 ms     POST /payments to payments -> 201\n"
            "note:     their bodies are the same, byte for byte\n"
            "also:     something else came twice\n"
            "if it is meant to be: \"explore\": {}\n");
}

}  // namespace
}  // namespace ricochet::runner
