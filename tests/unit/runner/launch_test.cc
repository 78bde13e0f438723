#include "runner/sut/launch.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/json/json.h"
#include "runner/world/facts.h"
#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

TEST(Facts, OfACheckHaveTheShapeOfARun) {
  WorkFolder folder;
  const auto suite = make_suite(
      folder,
      R"({ "topics": { "t": {} }, "stubs": { "s": [] }, "bins": ["b"], "env": ["RICOCHET_TEST_SET", "RICOCHET_TEST_UNSET"],
           "sut": { "shop": { "external": true, "ports": { "http": 1, "admin": 8081 } } } })");
  ::setenv("RICOCHET_TEST_SET", "1", 1);
  ::unsetenv("RICOCHET_TEST_UNSET");
  auto facts = facts_for_check(*suite, "/bin");
  EXPECT_EQ(facts["run"]["seed"], 0);
  EXPECT_EQ(facts["run"]["id"].get<std::string>().size(), 8u);
  facts.erase("run");
  const base::Json sorted = nlohmann::json::parse(facts.dump());  // the order says nothing
  EXPECT_EQ(sorted, base::Json(nlohmann::json::parse(R"({
    "bus": { "kafka": "127.0.0.1:9092", "embedded": true },
    "stubs": { "s": { "url": "http://127.0.0.1:1", "port": 1 } },
    "bins": { "b": { "url": "http://127.0.0.1:1/b", "port": 1 } },
    "sut": { "shop": { "ports": { "http": 1, "admin": 8081 } } },
    "env": { "RICOCHET_TEST_SET": "1", "RICOCHET_TEST_UNSET": "", "RICOCHET_BIN_DIR": "/bin" } })")));
}

TEST(Facts, WithoutABusThereIsNoAddress) {
  EXPECT_EQ(facts_for_check(*default_suite("."), "/bin")["bus"], base::Json::object());
}

TEST(Launch, FillsInEveryTemplate) {
  WorkFolder folder;
  folder.write("shop/ricochet.json", R"({ "topics": { "t": {} }, "bins": ["hooks"],
    "sut": { "s": { "command": ["./run", "--hook=${bins.hooks.url}"], "env": { "BROKERS": "${bus.kafka}" },
                    "cwd": "../bin", "ports": ["http"], "ready": { "tcp": "127.0.0.1:${sut.s.ports.http}" } } } })");
  base::DiagList diags;
  const auto suite = load_suite("shop/ricochet.json", diags);
  ASSERT_NE(suite, nullptr) << diags.render_all();
  const auto launch = expand_launch(suite->suts.at(0), *suite, facts_for_check(*suite, "/bin"));
  ASSERT_TRUE(launch.has_value()) << base::render(launch.error());
  EXPECT_EQ(launch->command.name, "s");
  EXPECT_EQ(launch->command.argv,
            (std::vector<std::string>{"./run", "--hook=http://127.0.0.1:1/hooks"}));
  EXPECT_EQ(launch->command.env.at("BROKERS"), "127.0.0.1:9092");
  EXPECT_EQ(launch->command.cwd, "bin");
  EXPECT_EQ(launch->ready_text, "127.0.0.1:1");
}

TEST(Launch, AnErrorStandsInTheSuiteFile) {
  const std::vector<Case> cases = {
      {"in the command", R"("command": ["./run",
        "--hook=${bins.hook.url}"])"},
      {"in the environment", R"("command": ["./run"], "env": { "A": "fine",
        "a/b~c": "${buss.kafka}" })"},
      {"in ready", R"("command": ["./run"], "ready": { "within": "1s",
        "http": "${stubs.photos.url}/ready" })"},
      {"syntax", R"("command": ["./run", "${"])"},
      {"no bus", R"("command": ["./run", "${bus.kafka}"])"},
      {"only the first", R"("command": ["${one}", "${two}"])"},
  };
  WorkFolder folder;
  std::string all;
  for (const auto& c : cases) {
    const auto suite = make_suite(folder, "{ \"bins\": [\"hooks\"],\n  \"sut\": { \"s\": { " +
                                              std::string(c.text) + " } } }");
    const auto launch = expand_launch(suite->suts.at(0), *suite, facts_for_check(*suite, "/bin"));
    ASSERT_FALSE(launch.has_value()) << c.name;
    all += golden_entry(c.name, std::vector<base::Diag>{launch.error()});
  }
  test::expect_golden("runner/launch_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::runner
