// Answers that are made of many or large records: v1 and the inspect page.
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

}  // namespace
}  // namespace ricochet::requestbin
