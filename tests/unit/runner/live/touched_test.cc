// Which files a suite and a scenario are made of.
#include "runner/live/touched.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/model/discover.h"
#include "tests/support/program.h"

namespace ricochet::runner {
namespace {

using testing::UnorderedElementsAre;

TEST(Touched, FilesByWhatHasToBeDone) {
  const test::TempFolder folder;
  folder.write("ricochet.json", R"({
    "stubs": { "shop": "stubs/shop.json" },
    "include": "shared/vars.json",
    "sut": { "seller": { "command": ["./seller.sh", "settings.ini", "--port=1"],
                         "env": { "DB": "orders.db" }, "ready": { "log": "up" } } } })");
  folder.write("orders.db", "");
  folder.write("stubs/shop.json", R"([{ "response": { "file": "answer.txt" } }])");
  folder.write("stubs/answer.txt", "sold");
  folder.write("shared/vars.json", R"({ "shared": "vars", "vars": { "n": 1 } })");
  folder.write("shared/steps.json", R"({ "shared": "steps", "steps": [ { "pause": "1ms" } ] })");
  folder.write("seller.sh", "#!/bin/sh\n");
  folder.write("settings.ini", "");
  folder.write("body.json", "{}");
  folder.write("a.json", R"({ "scenario": "a", "include": "shared/steps.json", "steps": [
    { "request": { "method": "post", "url": "${stubs.shop.url}", "file": "body.json" } } ] })");
  const Discovery found = discover({folder.path()});
  ASSERT_EQ(found.scenarios.size(), 1U) << found.broken.size();
  const SuiteFiles suite = files_of(*found.suites.front(), "");
  EXPECT_THAT(suite.stubs,
              UnorderedElementsAre(folder / "stubs/shop.json", folder / "stubs/answer.txt"));
  EXPECT_THAT(suite.whole,
              UnorderedElementsAre(folder / "ricochet.json", folder / "shared/vars.json",
                                   folder / "seller.sh", folder / "settings.ini"));
  EXPECT_THAT(suite.documents,
              UnorderedElementsAre(folder / "ricochet.json", folder / "shared/vars.json",
                                   folder / "stubs/shop.json"));
  EXPECT_THAT(documents_of(*found.scenarios.front()),
              UnorderedElementsAre(folder / "a.json", folder / "shared/steps.json"));
  EXPECT_THAT(
      files_of(*found.scenarios.front()),
      UnorderedElementsAre(folder / "a.json", folder / "shared/steps.json", folder / "body.json"));
}

}  // namespace
}  // namespace ricochet::runner
