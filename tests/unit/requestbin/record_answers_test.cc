// Answers that are made of many or large records: v1, the inspect page, v2, exports.
#include "requestbin/record_answers.h"
#include "match/subject.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

class RecordAnswersTest : public ServerTest {
 protected:
  void SetUp() override {
    bin("b", 1000, 64u << 20);
    loop_.pool().hold();
  }
  void release() {
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      loop_.run_ready();
    }
  }
};

TEST_F(RecordAnswersTest, FewSmallRecordsAreShownAtOnce) {
  call("b");
  EXPECT_TRUE(begin("GET", "/api/v1/bins/b/requests")->answer);
  EXPECT_TRUE(begin("GET", "/b?inspect")->answer);
  EXPECT_EQ(loop_.pool().held(), 0u);
}

TEST_F(RecordAnswersTest, LargeOnesAreShownByAWorker) {
  const auto record = call("b", "/a", "POST", std::string(match::kLargeBody, 'x'));
  for (const std::string& target :
       {std::string("/api/v1/bins/b/requests"), "/api/v1/bins/b/requests/" + record->id,
        std::string("/b?inspect")}) {
    const auto seen = begin("GET", target);
    EXPECT_FALSE(seen->answer) << target;
    release();
    ASSERT_TRUE(seen->answer) << target;
    EXPECT_EQ(seen->answer->status, 200);
    EXPECT_THAT(seen->answer->body, HasSubstr("xxxxxxxx")) << target;
  }
}

TEST_F(RecordAnswersTest, SoAreManyAndThoseThatMayBeLargeOnceTheyAreDecoded) {
  for (int i = 0; i < 200; ++i) call("b");
  EXPECT_FALSE(begin("GET", "/api/v1/bins/b/requests")->answer);
  bin("c");
  auto coded = exchange("c", "/a", "POST", "tiny");
  coded.request.headers.push_back({"Content-Encoding", "gzip"});
  log_.append(std::move(coded));
  EXPECT_FALSE(begin("GET", "/c?inspect")->answer);
  release();
}

TEST_F(RecordAnswersTest, ShowsWhatWasThereWhenItWasAskedFor) {
  call("b", "/a", "POST", std::string(match::kLargeBody, 'x'));
  const auto seen = begin("GET", "/api/v1/bins/b/requests");
  call("b", "/late");
  log_.remove_bin("b");
  release();
  EXPECT_EQ(json(*seen->answer).size(), 1u);
}

TEST_F(RecordAnswersTest, BeyondTheBoundOfTheWorkersItIs503) {
  call("b", "/a", "POST", std::string(40u << 20, 'x'));
  const auto first = begin("GET", "/b?inspect");
  const auto second = begin("GET", "/b?inspect");
  loop_.run_ready();
  EXPECT_FALSE(first->answer);
  ASSERT_TRUE(second->answer);
  EXPECT_EQ(second->answer->status, 503);
  EXPECT_THAT(second->answer->body, HasSubstr("wait for the workers already"));
}

// Every route that shows records: none makes a large body on the loop.
TEST_F(RecordAnswersTest, LargeOnesOfV2AreShownByAWorkerAsTheyAreAtOnce) {
  const std::string all = R"({"request": {"uri": "/b/a"}, "at_most": 0})";
  const std::vector<std::pair<std::string, std::string>> routes = {
      {"GET", "/api/v2/bins/b/requests"},
      {"GET", "/api/v2/bins/b/requests?order=desc"},
      {"GET", "/api/v2/bins/b/requests/ID"},
      {"GET", "/api/v2/bins/b/requests/ID/body"},
      {"GET", "/api/v2/bins/b/export"},
      {"GET", "/api/v2/bins/b/export?format=har"},
      {"GET", "/api/v2/bins/b/export?format=curl"},
      {"GET", "/api/v2/bins/b/export?format=http"},
      {"POST", "/api/v2/bins/b/verify"}};
  const auto shown = [](const Seen& seen) { return seen->answer->body + seen->stream; };
  for (const auto& [method, target] : routes) {
    const auto ask_for = [&, method = method, target = target](const journal::RecordPtr& record) {
      auto asked = target;
      if (const auto at = asked.find("ID"); at != std::string::npos)
        asked.replace(at, 2, record->id);
      return begin(method, asked, method == "POST" ? all : "");
    };
    log_.remove_bin("b");
    release();
    bin("b", 1000, 64u << 20);
    loop_.pool().hold();
    const auto small = ask_for(call("b", "/b/a", "POST", "small"));
    loop_.run_ready();
    ASSERT_TRUE(small->answer) << target;
    EXPECT_THAT(shown(small), HasSubstr("small")) << target;
    log_.remove_bin("b");
    bin("b", 1000, 64u << 20);
    const auto large = ask_for(call("b", "/b/a", "POST", std::string(match::kLargeBody, 'x')));
    loop_.run_ready();
    EXPECT_TRUE(!large->answer || large->stream.empty()) << target;
    release();
    ASSERT_TRUE(large->answer) << target;
    EXPECT_THAT(shown(large), HasSubstr("xxxxxxxx")) << target;
  }
}

TEST_F(RecordAnswersTest, V2WaitsUntilTheWorkersHaveRoom) {
  call("b", "/a", "POST", std::string(40u << 20, 'x'));
  const auto first = begin("GET", "/api/v2/bins/b/requests");
  const auto second = begin("GET", "/api/v2/bins/b/requests");
  loop_.run_ready();
  release();
  EXPECT_TRUE(first->answer);
  EXPECT_FALSE(second->answer);
  loop_.advance(RecordAnswers::kAgain);
  release();
  ASSERT_TRUE(second->answer);
  EXPECT_EQ(second->answer->status, 200);
}

TEST_F(RecordAnswersTest, APageOfV2EndsWhereItsBodiesComeToTooMuch) {
  log_.remove_bin("b");
  bin("b", 1000, 200u << 20);
  for (int i = 0; i < 10; ++i) call("b", "/a", "POST", std::string(10u << 20, 'x'));
  loop_.pool().release();
  journal::Seq at = 0;
  std::vector<std::size_t> pages;
  for (bool more = true; more;) {
    const auto page = json(ask("GET", "/api/v2/bins/b/requests?after=" + std::to_string(at)));
    pages.push_back(page["requests"].size());
    at = page["cursor"];
    more = page["more"];
  }
  EXPECT_THAT(pages, testing::ElementsAre(4, 4, 2));
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b/requests?fields=summary"))["requests"].size(), 10u);
}

}  // namespace
}  // namespace ricochet::requestbin
