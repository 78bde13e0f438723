// The crm-sync suite (Java) against its service with each of the bugs that
// scenarios/crm-sync/README.md lists.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/e2e/e2e.h"
#include "tests/e2e/suites/defects.h"

namespace ricochet::e2e {
namespace {

constexpr const char* kSyncCrash = "change-is-sent-again-after-a-crash.json";
constexpr const char* kReaches = "change-reaches-every-connector.json";
constexpr const char* kOrder = "changes-of-a-customer-keep-their-order.json";
constexpr const char* kNewest = "connector-that-is-back-gets-the-newest-version.json";
constexpr const char* kDown = "connector-that-is-down-plans-its-own-return.json";
constexpr const char* kKnown = "known-version-is-not-sent-again.json";
constexpr const char* kNoCause = "nobody-is-asked-without-a-cause.json";
constexpr const char* kRefused = "refused-change-is-not-sent-again.json";
constexpr const char* kRestart = "what-waits-survives-a-restart.json";

std::vector<Defect> crm_sync_defects() {
  return {
      {"forgets-newsletter",
       {kReaches, kDown, kKnown, kNoCause, kRefused, kRestart},
       "nothing at all arrived in newsletter"},
      {"forgets-event",
       {kSyncCrash, kReaches, kOrder, kNewest, kDown, kKnown, kRefused, kRestart},
       "within 5s, but none came"},
      {"drops-trace", {kReaches}, "but header:traceparent was absent"},
      {"says-synced-early", {kDown, kRestart}, "expected no events of sync-events"},
      {"no-backoff", {kDown}, "expected 800 ms (does not fit)"},
      {"gives-up", {kDown}, "(50% early to 100% late) within 5s, but only 3 came"},
      {"waits-for-the-one-that-is-down",
       {kNewest, kDown, kRestart},
       "did not commit customer-changes"},
      {"sends-outdated", {kNewest}, "not the same call twice: from #"},
      {"loses-what-waits", {kRestart}, "did not bring it again: nothing more was made of it"},
      {"handles-duplicates-twice", {kKnown}, "duplicate call: #"},
      {"takes-older-version", {kKnown}, "$.version was the number 2, then the number 1"},
      {"asks-again-when-refused", {kRefused}, "duplicate call: #"},
      {"commits-before-work", {kSyncCrash}, " before its call PUT /customers/"},
      {"sends-out-of-order", {kOrder, kNewest}, " before customer-changes"},
      {"polls", {kNoCause}, "GET /health to crm comes about every "},
  };
}

bool java_is_there() {
  const char* path = std::getenv("PATH");
  std::string folders = path ? path : "";
  while (!folders.empty()) {
    const auto colon = folders.find(':');
    if (std::filesystem::exists(folders.substr(0, colon) + "/java")) return true;
    folders = colon == std::string::npos ? "" : folders.substr(colon + 1);
  }
  return false;
}

/// Empty when the service can run, else what to do.
std::string missing() {
  if (!java_is_there()) return "the crm-sync service needs java";
  if (!std::filesystem::exists(project_folder() +
                               "/scenarios/crm-sync/service/target/crm-sync.jar")) {
    return "the crm-sync service is not built: mvn -q -f scenarios/crm-sync/service/pom.xml "
           "package";
  }
  return {};
}

#define SKIP_UNLESS_BUILT() \
  if (const std::string what = missing(); !what.empty()) GTEST_SKIP() << what

class CrmSyncDefect : public testing::TestWithParam<Defect> {};

TEST_P(CrmSyncDefect, TurnsTheRightScenariosRed) {
  SKIP_UNLESS_BUILT();
  expect_caught("crm-sync", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, CrmSyncDefect, testing::ValuesIn(crm_sync_defects()),
                         [](const auto& i) { return test_name(i.param); });

TEST(CrmSyncSuite, IsGreenWithoutADefect) {
  SKIP_UNLESS_BUILT();
  expect_caught("crm-sync", Defect{"", {}, "", 0});
}

TEST(CrmSyncSuite, HasNoScenarioThatNoDefectTurnsRed) {
  expect_all_covered("crm-sync", crm_sync_defects());
}

}  // namespace
}  // namespace ricochet::e2e
