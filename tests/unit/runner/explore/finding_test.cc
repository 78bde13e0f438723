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
  EXPECT_THAT(finding.help, HasSubstr(R"({ "fault": "redeliver", "may_repeat": ["payments"], )"
                                      R"("reason": "..." })"));
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
  const CauseText text = text_of(Cause(finding));
  EXPECT_EQ(text.message, finding.message);
  EXPECT_EQ(text.story,
            "expected: exactly 1 call of payments, as without the fault\n"
            "what happened:\n"
            "  +3 ms      publish orders#0\n"
            "  ... 2 more moments\n"
            "> +12 ms     POST /payments to payments -> 201\n"
            "note:     their bodies are the same, byte for byte\n"
            "also:     something else came twice\n"
            "help:     recognise it\n"
            "          remember it\n");
}

}  // namespace
}  // namespace ricochet::runner
