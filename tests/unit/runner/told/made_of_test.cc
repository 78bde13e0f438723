#include "runner/world/told/made_of.h"

#include "runner/report/made_text.h"
#include "tests/unit/runner/told/trail_fixture.h"

namespace ricochet::runner {
namespace {

using testing::ElementsAre;

constexpr const char* kOrder21 = R"({"type":"OrderWasPlaced","order":"order-0021","pieces":3})";

class MadeOfTest : public TrailFixture {
 protected:
  void fetch(std::int64_t offset = 0) {
    feed_.fetched({{"orders", 0}, {"shop", "127.0.0.1"}, "shop", offset, offset + 1});
    tick();
  }
  void commit(std::int64_t offset = 0) {
    feed_.committed("shop", {"shop", "127.0.0.1"}, {{{"orders", 0}, offset + 1, -1, ""}});
    tick();
  }
  /// Of a call that did not come for this order.
  MadeOf made(const std::string& order = "order-0021", bool sees = true) {
    awaits::Verdict verdict;
    verdict.kind = awaits::VerdictKind::kFailed;
    verdict.reason = awaits::Reason::kTimeout;
    verdict.expected = "at least 1 call of mails: json $.order \"" + order + "\"";
    return made_of(trail(), feed_, sees, verdict);
  }
};

TEST_F(MadeOfTest, CallsWithAnswersEventsWithWhatIsNewAndCommits) {
  publish(0, "order-0021", kOrder21);
  fetch();
  call("/charges/order-0021", R"({"order":"order-0021","pieces":1})");
  event("told", 0, "order-0021",
        R"({"type":"OrderWasRejected","order":"order-0021","reason":"no money"})");
  commit();
  const MadeOf all = made();
  EXPECT_EQ(all.record, "orders#0 OrderWasPlaced");
  EXPECT_THAT(all.parts, ElementsAre("POST /charges/order-0021 {pieces: 1} to payments -> 201",
                                     "event OrderWasRejected {reason: no money}", "commit"));
}

TEST_F(MadeOfTest, WhatCarriesNoValueOfItIsNotPutDownToIt) {
  publish(0, "order-0021", kOrder21);
  fetch();
  call("/health");
  commit();
  EXPECT_THAT(made().parts, ElementsAre("nothing that is seen", "commit"));
}

TEST_F(MadeOfTest, ThatNobodyWasCalledIsSaidWhereACallIsMissed) {
  publish(0, "order-0021", kOrder21);
  fetch();
  event("told", 0, "order-0021", R"({"type":"OrderWasPaid","order":"order-0021"})");
  commit();
  EXPECT_THAT(made().parts, ElementsAre("event OrderWasPaid", "commit", "no call"));
}

TEST_F(MadeOfTest, OfSeveralRecordsItIsTheOneThatIsAskedFor) {
  publish(0, "order-0021", kOrder21);
  publish(1, "order-0022", R"({"type":"OrderWasPlaced","order":"order-0022","pieces":3})");
  fetch(0);
  fetch(1);
  call("/charges/order-0021");
  call("/charges/order-0022");
  EXPECT_EQ(made("order-0021").record, "orders#0 OrderWasPlaced");
  EXPECT_THAT(made("order-0022").parts, ElementsAre("POST /charges/order-0022 to payments -> 201"));
}

TEST_F(MadeOfTest, WhatTwoHaveInCommonIsOfTheOnePublishedLast) {
  publish(0, "stock-0007", R"({"type":"StockWasSet","sku":"stock-0007"})");
  call("/first/stock-0007");
  publish(1, "order-0021", R"({"type":"OrderWasPlaced","order":"order-0021","sku":"stock-0007"})");
  fetch(1);
  call("/second/stock-0007");
  EXPECT_THAT(made("order-0021").parts, ElementsAre("POST /second/stock-0007 to payments -> 201"));
  EXPECT_THAT(made("stock-0007").parts, ElementsAre("POST /second/stock-0007 to payments -> 201"))
      << "both carry it: the last one";
}

TEST_F(MadeOfTest, WhatBeginsLikeAnotherIsNotTakenForIt) {
  publish(0, "customer-7", R"({"type":"OrderWasPlaced","order":"customer-7-1"})");
  publish(1, "customer-7", R"({"type":"OrderWasPlaced","order":"customer-7-2"})");
  for (const int offset : {0, 1}) fetch(offset);
  call("/charges", R"({"order":"customer-7-1"})");
  call("/charges", R"({"order":"customer-7-2"})");
  EXPECT_THAT(made("customer-7-2").parts, ElementsAre("POST /charges to payments -> 201"));
  EXPECT_THAT(made("customer-7-1").parts, ElementsAre("POST /charges to payments -> 201"));
}

TEST_F(MadeOfTest, VersionsOfOneThingAreToldApartByTheirFields) {
  publish(0, "customer-7", R"({"customer":"customer-7","version":1})");
  publish(1, "customer-7", R"({"customer":"customer-7","version":2})");
  for (const int offset : {0, 1}) fetch(offset);
  call("/first", R"({"customer":"customer-7","version":1})");
  call("/second", R"({"customer":"customer-7","version":2})");
  EXPECT_THAT(made("customer-7").parts, ElementsAre("POST /second to payments -> 201"));
}

TEST_F(MadeOfTest, TheSameEventTwiceIsOneStory) {
  publish(0, "order-0021", kOrder21);
  publish(1, "order-0021", kOrder21);
  fetch(0);
  call("/charges/order-0021");
  call("/charges/order-0021");
  commit(0);
  fetch(1);
  const MadeOf all = made();
  EXPECT_EQ(all.record, "orders#0 OrderWasPlaced, published 2 times");
  EXPECT_THAT(all.parts, ElementsAre("POST /charges/order-0021 to payments -> 201 2 times",
                                     "commit of orders#0", "fetch of orders#1"));
}

TEST_F(MadeOfTest, ThatItWasBroughtAgainIsPartOfIt) {
  publish(0, "order-0021", kOrder21);
  fetch();
  call("/charges/order-0021");
  fetch();
  call("/charges/order-0021");
  EXPECT_THAT(made().parts,
              ElementsAre("POST /charges/order-0021 to payments -> 201", "another fetch",
                          "POST /charges/order-0021 to payments -> 201"));
}

TEST_F(MadeOfTest, WithoutAnythingItSaysWhetherItWasFetched) {
  EXPECT_TRUE(made().empty()) << "nothing was published";
  publish(0, "order-0021", kOrder21);
  EXPECT_THAT(made().parts, ElementsAre("nothing, it was not fetched"));
  EXPECT_TRUE(made("order-0021", false).empty()) << "nobody can see that";
  fetch();
  EXPECT_THAT(made().parts, ElementsAre("no call"));
}

TEST_F(MadeOfTest, OfAnAcknowledgementItIsTheFirstThatIsOpen) {
  publish(0, "order-0021", kOrder21);
  publish(1, "order-0022", R"({"type":"OrderWasPlaced","order":"order-0022"})");
  publish(2, "order-0023", R"({"type":"OrderWasPlaced","order":"order-0023"})");
  for (const int offset : {0, 1, 2}) fetch(offset);
  commit(0);
  EXPECT_EQ(made_of(trail(), feed_, true, Unmet()).record, "orders#1 OrderWasPlaced");
}

TEST_F(MadeOfTest, IsBounded) {
  publish(0, "order-0021", kOrder21);
  fetch();
  for (int i = 0; i < 100; ++i) call("/" + std::to_string(i) + "/order-0021");
  const MadeOf all = made();
  EXPECT_EQ(all.parts.size(), MadeOf::kMaxParts);
  EXPECT_EQ(all.parts[6], "... 91 more ...");
  EXPECT_EQ(all.parts[9], "POST /99/order-0021 to payments -> 201");
}

TEST(MadeText, StandsOnLinesOf92Columns) {
  MadeOf made;
  EXPECT_EQ(text_of(made), "");
  made.record = "orders#0 OrderWasPlaced";
  made.parts = {"POST /charges/36bacf14-0000-0000-0000-000000000000 to payments -> 402",
                "event OrderWasRejected {reason: payment refused}", "commit"};
  EXPECT_EQ(text_of(made),
            "made of orders#0 OrderWasPlaced: POST /charges/36bacf14-... to payments -> 402,\n"
            "  event OrderWasRejected {reason: payment refused}, commit\n");
}

}  // namespace
}  // namespace ricochet::runner
