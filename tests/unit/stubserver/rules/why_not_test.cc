#include "stubserver/decide/why_not.h"

#include <gtest/gtest.h>

#include "match/work.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

WhyNot why(const std::string& stubs, const match::Request& request) {
  const auto rules = rules_from(stubs);
  return why_not(match::Subject(request), *rules);
}

TEST(WhyNot, NamesTheNearestSessionAndWhatFailed) {
  const auto result =
      why("[\n{\"request\":{\"uri\":\"/orders\",\"method\":\"post\"},\"response\":{}}]",
          make_request("GET", "/orders"));
  EXPECT_NE(result.summary.find("no session fits GET /orders"), std::string::npos)
      << result.summary;
  EXPECT_NE(result.summary.find("stubs.json:2 (POST /orders)"), std::string::npos)
      << result.summary;
  EXPECT_NE(result.summary.find("method"), std::string::npos) << result.summary;
  EXPECT_EQ(result.summary.find("uri should"), std::string::npos) << result.summary;
}

TEST(WhyNot, SamePathIsNearerThanFewerFailures) {
  const auto result = why(R"([{"request":{"uri":"/orderz"},"response":{}},
    {"request":{"uri":"/orders","method":"post","headers":{"a":"1"},"json":{"x":1}},"response":{}}])",
                          make_request("GET", "/orders"));
  ASSERT_EQ(result.nearest.size(), 2u);
  EXPECT_EQ(result.nearest[0].failed, 3u);
  EXPECT_EQ(result.nearest[1].failed, 1u);
}

TEST(WhyNot, AmongOtherPathsTheLongestCommonPrefixIsNearest) {
  const auto result = why(
      R"([{"request":{"uri":"/a"},"response":{}},{"request":{"uri":"/orders/1"},"response":{}}])",
      make_request("GET", "/orders/2"));
  EXPECT_EQ(result.nearest[0].rule->describe(), "/orders/1") << result.summary;
}

TEST(WhyNot, AsksForNoBodyWhereThePathDiffersAlready) {
  const char* const stubs =
      R"([{"request":{"uri":"/1","text":{"match":".*a.*b"}},"response":{"text":"m"}}])";
  auto request = make_request("POST", "/2");
  request.body = std::string(501'000, 'a');
  const match::Work work;
  const auto result = why(stubs, request);
  EXPECT_EQ(match::Work::used(), 0u);
  EXPECT_NE(result.summary.find("uri should be"), std::string::npos) << result.summary;
  EXPECT_EQ(result.summary.find("text should"), std::string::npos) << result.summary;
  request.set_target("/1");
  why(stubs, request);
  EXPECT_GT(match::Work::used(), 0u) << "the same body where it is asked for";
}

TEST(WhyNot, SaysThatThereIsNothing) {
  const auto result = why("[]", make_request("GET", "/"));
  EXPECT_TRUE(result.nearest.empty());
  EXPECT_NE(result.summary.find("no sessions"), std::string::npos) << result.summary;
}

TEST(WhyNot, LooksAtABoundedNumberOfSessions) {
  std::string text = "[";
  for (int i = 0; i < 2000; ++i) {
    text += (i > 0 ? "," : "") + ("{\"request\":{\"uri\":\"/" + std::to_string(i)) +
            "\"},\"response\":{}}";
  }
  const auto result = why(text + "]", make_request("GET", "/" + std::string(100'000, 'x')));
  EXPECT_EQ(result.sessions, 2000u);
  EXPECT_LE(result.nearest.size(), 3u);
  EXPECT_LT(result.summary.size(), 2000u);
}

}  // namespace
}  // namespace ricochet::stubserver
