// The photo suite against its service with each of the bugs that scenarios/photo/README.md lists.
#include "tests/e2e/suites/defects.h"

#include <gtest/gtest.h>

namespace ricochet::e2e {
namespace {

constexpr const char* kCrash = "event-is-handled-again-after-a-crash.json";
constexpr const char* kNotThere = "photo-404-is-not-retried.json";
constexpr const char* kRetried = "photo-is-downloaded-after-503-503.json";
constexpr const char* kDownloaded = "photo-is-downloaded.json";
constexpr const char* kGivenUp = "photo-is-given-up-after-5-tries.json";
constexpr const char* kReplayed = "recorded-morning-is-replayed.json";
constexpr const char* kTwice = "same-event-twice-is-handled-once.json";
constexpr const char* kMalformed = "service-goes-on-after-a-malformed-event.json";

std::vector<Defect> photo_defects() {
  const std::set<std::string> all{kCrash,   kNotThere, kRetried, kDownloaded,
                                  kGivenUp, kReplayed, kTwice,   kMalformed};
  std::set<std::string> with_webhook = all;
  with_webhook.erase(kMalformed);
  return {
      {"no-retry", {kRetried, kGivenUp}, "(50% early to 100% late) within 5s, but only 1 came"},
      {"no-backoff", {kRetried, kGivenUp}, "expected 100 ms (does not fit)"},
      {"retries-4xx", {kNotThere}, "was answered 404"},
      {"gives-up-late", {kGivenUp}, "got 6 calls of photos, expected exactly 5"},
      {"calls-twice", all, "duplicate call: #"},
      {"handles-duplicates-twice",
       {kReplayed, kTwice},
       "one call per delivery: the same event was delivered 2 times"},
      {"commits-before-handling",
       {kCrash},
       "photo-service does not commit beyond the published records"},
      {"dies-on-malformed", {kMalformed}, "photo-service was killed by SIGABRT", 5},
      {"posts-webhook-twice", with_webhook, " of webhooks is #"},
      {"forgets-webhook", with_webhook, "nothing at all arrived in webhooks"},
      {"forgets-event", all, "nothing but what the test sent arrived in product-events"},
      {"wrong-outcome",
       {kNotThere, kGivenUp},
       "$.type: expected \"PhotoWasNotDownloaded\", was the string \"PhotoWasDownloaded\""},
  };
}

class PhotoDefect : public testing::TestWithParam<Defect> {};

TEST_P(PhotoDefect, TurnsTheRightScenariosRed) { expect_caught("photo", GetParam()); }

INSTANTIATE_TEST_SUITE_P(Each, PhotoDefect, testing::ValuesIn(photo_defects()),
                         [](const auto& i) { return test_name(i.param); });

TEST(PhotoSuite, IsGreenWithoutADefect) { expect_caught("photo", Defect{"", {}, "", 0}); }

TEST(PhotoSuite, HasNoScenarioThatNoDefectTurnsRed) {
  expect_all_covered("photo", photo_defects());
}

}  // namespace
}  // namespace ricochet::e2e
