#include "runner/world/trail/ended_scenarios.h"

#include <gtest/gtest.h>

#include "base/json/document.h"

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const base::TimePoint kEnd(seconds(100));

journal::Record call_at(base::TimePoint at, const std::string& target,
                        const std::string& body = {}) {
  journal::Record record;
  match::Request request;
  request.method = "GET";
  request.set_target(target);
  request.body = body;
  record.content = std::move(request);
  record.received = at;
  return record;
}

std::string suspect(const EndedScenarios& ended, const journal::Record& record,
                    const std::vector<std::string>& own = {}) {
  return ended.suspect(record, own).value_or("(none)");
}

TEST(EndedScenarios, ShortValuesTellNothing) {
  EXPECT_EQ(
      EndedScenarios::telling_values(base::Json::parse(
          R"({ "a": "36bacf14", "b": "short", "c": [1234567, 12], "d": { "e": "abcdef" } })")),
      (std::vector<std::string>{"36bacf14", "1234567", "abcdef"}));
  EXPECT_EQ(EndedScenarios::telling_values(*base::parse_json_body("[12345678901234567890123]")),
            (std::vector<std::string>{"12345678901234567890123"}));
}

TEST(EndedScenarios, AValueOfOneTellsMostHoweverLongAgoItEnded) {
  EndedScenarios ended;
  ended.add("long ago", {"36bacf14"}, kEnd, kEnd);
  ended.add("just now", {"87654321"}, kEnd + seconds(50), kEnd + seconds(50));
  const auto late = kEnd + seconds(50) + milliseconds(10);
  const std::string told = "\"long ago\", whose value \"36bacf14\" it carries";
  EXPECT_EQ(suspect(ended, call_at(late, "/photos/36bacf14.jpg")), told);
  EXPECT_EQ(suspect(ended, call_at(late, "/", "{\"product\":\"36bacf14\"}")), told);
  journal::Record event;
  event.content = match::Event();
  event.received = late;
  std::get<match::Event>(event.content).key = "36bacf14";
  EXPECT_EQ(suspect(ended, event), told);
}

TEST(EndedScenarios, SoonAfterAnEndTheLastOneIsSuspected) {
  EndedScenarios ended;
  ended.add("first", {}, kEnd - milliseconds(100), kEnd - milliseconds(100));
  ended.add("second", {}, kEnd, kEnd);
  EXPECT_EQ(suspect(ended, call_at(kEnd + milliseconds(400), "/x")),
            "\"second\", which had ended 400 ms before");
  EXPECT_EQ(suspect(ended, call_at(kEnd + milliseconds(1001), "/x")), "(none)");
}

TEST(EndedScenarios, WhatCarriesAValueOfOnesOwnIsOnesOwn) {
  EndedScenarios ended;
  ended.add("first", {"36bacf14"}, kEnd, kEnd);
  EXPECT_EQ(suspect(ended, call_at(kEnd, "/36bacf14/87654321"), {"87654321"}), "(none)");
}

TEST(EndedScenarios, WhatBothHaveTellsNothing) {
  EndedScenarios ended;
  ended.add("x", {"order-aaaa", "Placed"}, kEnd, kEnd);
  const auto late = kEnd + milliseconds(400);
  const std::vector<std::string> own{"order-bbbb"}, published{"OrderPlaced", "order-bbbb"};
  const auto of = [&](const std::string& target) {
    return ended.suspect(call_at(late, target), own, published).value_or("(none)");
  };
  // The type of the event is in all of them; the order is that of the other one.
  EXPECT_EQ(of("/OrderPlaced/order-aaaa"), R"("x", whose value "order-aaaa" it carries)");
  EXPECT_EQ(of("/OrderPlaced/order-bbbb"), "(none)");
  EXPECT_EQ(of("/order-aaaa/order-bbbb"), "(none)") << "it carries one's own";
  EXPECT_EQ(of("/OrderPlaced"), "(none)") << "of what was published, as far as can be seen";
  EXPECT_EQ(of("/else"), R"("x", which had ended 400 ms before)");
  ended.add("again", {"order-bbbb"}, kEnd, kEnd);
  EXPECT_EQ(of("/order-bbbb"), "(none)") << "another try of the same";
}

TEST(EndedScenarios, WithoutOneNobodyIsSuspected) {
  EXPECT_EQ(suspect(EndedScenarios(), call_at(kEnd, "/x")), "(none)");
}

}  // namespace
}  // namespace ricochet::runner
