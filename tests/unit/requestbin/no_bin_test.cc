// Calls to a bin that is not there: whose they may have been, and what a verdict makes of them.
#include "requestbin/no_bin.h"

#include <gmock/gmock.h>

#include "base/json/json.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class NoBin : public ServerTest {
 protected:
  void make(const std::string& name, bool is_private = false) {
    journal::BinOptions options;
    options.is_private = is_private;
    ASSERT_TRUE(log_.create_bin(name, options));
  }
  base::Json never(const std::string& bin) {
    return json(ask("POST", "/api/v2/bins/" + bin + "/verify", R"({"never":true})"));
  }
  std::string outcome(const std::string& bin) { return never(bin).value("outcome", ""); }
  std::size_t of_listener() { return log_.read("refused:bin").size(); }
};

TEST_F(NoBin, ANearlyRightBasePathIsARefusedCallOfThatBin) {
  make("photos");
  make("prices");
  EXPECT_EQ(ask("GET", "/photo/7.jpg").status, 404);
  const auto records = log_.read("photos");
  ASSERT_EQ(records.size(), 1u);
  ASSERT_NE(records[0]->refused, nullptr);
  EXPECT_EQ(records[0]->refused->code, "no_bin");
  EXPECT_EQ(records[0]->refusal(), "404, there is no bin \"photo\" here");
  const auto verdict = never("photos");
  EXPECT_EQ(verdict.value("outcome", ""), "inconclusive") << verdict;
  EXPECT_EQ(verdict.value("reason", ""), "refused");
  EXPECT_THAT(verdict.value("text", ""), HasSubstr("there is no bin \"photo\" here"));
  EXPECT_EQ(outcome("prices"), "satisfied");
  EXPECT_EQ(
      json(ask("POST", "/api/v2/bins/photos/verify", R"({"at_least":1})")).value("outcome", ""),
      "timeout");
  EXPECT_THAT(ask("GET", "/metrics").body,
              HasSubstr(R"(ricochet_refused_calls_total{status="404",reason="no_bin"} 1)"));
}

TEST_F(NoBin, SoIsOneWhoseNameStandsBehindAnotherOrDiffersByCase) {
  make("orders");
  for (const std::string path : {"/v1/orders", "/v1/orders/7?x", "/Orders", "/odrers", "//order/x"})
    EXPECT_EQ(ask("POST", path).status, 404) << path;
  EXPECT_EQ(log_.read("orders").size(), 5u);
  EXPECT_EQ(of_listener(), 0u);
}

TEST_F(NoBin, WhatMayBeOfSeveralCountsForEachAndStandsInTheBinOfTheListener) {
  make("order");
  make("ordersx");
  make("x");
  EXPECT_EQ(ask("POST", "/orders").status, 404);
  EXPECT_EQ(of_listener(), 1u);
  EXPECT_EQ(outcome("order"), "inconclusive");
  EXPECT_EQ(outcome("x"), "satisfied");
}

TEST_F(NoBin, ANameThatIsNearNoneIsKeptAndNamedAndSpoilsNothing) {
  make("photos");
  EXPECT_EQ(ask("POST", "/nobin/x", std::string(70000, 'y')).status, 404);
  ASSERT_EQ(of_listener(), 1u);
  const auto record = log_.read("refused:bin").front();
  EXPECT_EQ(record->request()->body.size(), 64u << 10);
  EXPECT_TRUE(record->truncated());
  const auto verdict = never("photos");
  EXPECT_EQ(verdict.value("outcome", ""), "satisfied");
  const std::string hint =
      "1 call of this window came to no bin, the newest POST /nobin/x (#1 of "
      "refused:bin): is the base path of the service right?";
  EXPECT_EQ(verdict["hints"], base::Json::array({hint}));
  const auto missing = json(ask("POST", "/api/v2/bins/photos/verify", R"({"at_least":1})"));
  EXPECT_THAT(missing.value("text", ""), HasSubstr(hint)) << missing;
  call("photos", "/a");
  EXPECT_THAT(
      json(ask("POST", "/api/v2/bins/photos/verify", R"({"never":true,"after":1})"))["hints"],
      IsEmpty())
      << "it came before that window";
}

TEST_F(NoBin, WhatEverybodyIsAskedForAndLateCallsOfABinThatWentAreCountedOnly) {
  make("healthy");
  serve({});
  make("late");
  log_.remove_bin("late");
  for (const std::string path :
       {"/favicon.ico", "/robots.txt", "/.well-known/x/y", "/health", "/health/live", "/",
        "/status", "/actuator/health", "/apple-touch-icon.png"}) {
    match::Request request;
    request.method = "GET";
    request.set_target(path);
    server_->captures().handle(std::move(request), std::make_shared<FakeResponder>(
                                                       std::make_shared<FakeResponder::Seen>()));
  }
  EXPECT_EQ(ask("POST", "/late/x").status, 404);
  EXPECT_EQ(log_.appended(), 0u);
  EXPECT_EQ(outcome("healthy"), "satisfied");
  EXPECT_EQ(ask("POST", "/health").status, 404) << "a probe sends nothing";
  EXPECT_EQ(outcome("healthy"), "inconclusive");
}

TEST_F(NoBin, APathThatMayNameAPrivateBinIsShownToNobodyElse) {
  make("secretive", true);
  make("secretives");
  EXPECT_EQ(ask("POST", "/Secretive").status, 404);
  EXPECT_EQ(log_.read("secretive").size(), 1u);
  EXPECT_EQ(of_listener(), 0u);
}

TEST_F(NoBin, ARefusedCallToOneCountsForTheBinThatItMeans) {
  make("photos");
  serve({});
  http::Exchange exchange;
  exchange.request.method = "POST";
  exchange.request.set_target("/photo/x");
  auto why = std::make_shared<http::Refused>();
  why->code = "body_too_large";
  why->listener = "bin";
  why->target_read = true;
  exchange.refused = why;
  server_->refused(exchange);
  EXPECT_EQ(log_.read("photos").size(), 1u);
}

TEST_F(NoBin, NamesThatDifferByDigitsAreDifferentOnes) {
  make("order-7");
  make("t1");
  EXPECT_THAT(bins_meant(log_, "order-8", "/order-8"), IsEmpty());
  EXPECT_THAT(bins_meant(log_, "t2", "/t2/x"), IsEmpty());
  EXPECT_THAT(bins_meant(log_, "api", "/api/t1"), IsEmpty()) << "a path of the server itself";
  EXPECT_THAT(bins_meant(log_, "x", "/x/t1"), ElementsAre("t1"));
}

TEST(GoneBinsTest, OnlyTheNewestAreRemembered) {
  GoneBins gone;
  for (std::size_t i = 0; i <= GoneBins::kMax; ++i) gone.add(std::to_string(i));
  EXPECT_FALSE(gone.contains("0"));
  EXPECT_TRUE(gone.contains("1"));
}

}  // namespace
}  // namespace ricochet::requestbin
