#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// Status and body; of the area's own answers the status alone, because their text explains.
std::string ask(Stub& stub, const std::string& method, const std::string& target,
                std::vector<match::Field> headers = {}) {
  const auto decision = stub.ask(method, target, "", std::move(headers));
  if (decision.response.body.find("has no entry for") != std::string::npos)
    return std::to_string(decision.response.status) + " area";
  return brief(decision);
}

constexpr const char* kTargets = R"([{"resource":{"name":"targets",
  "get":[{"id":"1","request":{"headers":{"A":"b"}},"response":{"json":{"c":1}}},
         {"id":2,"response":{"text":"two"}},
         {"id":"*","response":{"text":"any"}},
         {"response":{"json":[]}}],
  "post":[{"request":{"headers":{"A":"b"}},"response":{"status":201,"headers":{"Location":"/targets/9"}}}],
  "put":[{"id":"1","response":{"status":204}}],
  "delete":[{"id":"1","response":{"status":202}}],
  "patch":[{"id":"1","response":{"text":"p"}}],
  "head":[{"id":"1","response":{"headers":{"ETag":"m"}}},{"response":{"headers":{"ETag":"all"}}}],
  "resource":[{"id":"1","name":"subs","get":[{"id":"1","response":{"json":{"sub":1}}},{"response":{"text":"subs"}}],
               "post":[{"response":{"status":201}}],
               "resource":[{"id":"*","name":"leaves","put":[{"id":"*","response":{"text":"leaf"}}]}]},
              {"id":"*","name":"notes","get":[{"id":"3","response":{"text":"note"}}]}]}},
  {"request":{"uri":{"startsWith":"/targets"}},"response":{"text":"later"}},
  {"response":{"text":"elsewhere"}}])";

struct ResourceCase {
  const char* method;
  const char* target;
  const char* answer;
};
class Resource : public testing::TestWithParam<ResourceCase> {};
TEST_P(Resource, AnswersByVerbAndId) {
  Stub stub(kTargets);
  EXPECT_EQ(ask(stub, GetParam().method, GetParam().target, {{"A", "b"}}), GetParam().answer);
}
INSTANTIATE_TEST_SUITE_P(Entries, Resource,
                         testing::Values(ResourceCase{"GET", "/targets/1", R"(200 {"c":1})"},
                                         ResourceCase{"GET", "/targets/2", "200 two"},
                                         ResourceCase{"GET", "/targets/3", "200 any"},
                                         ResourceCase{"GET", "/targets", "200 []"},
                                         ResourceCase{"POST", "/targets", "201 "},
                                         ResourceCase{"PUT", "/targets/1", "204 "},
                                         ResourceCase{"DELETE", "/targets/1", "202 "},
                                         ResourceCase{"PATCH", "/targets/1", "200 p"},
                                         ResourceCase{"HEAD", "/targets/1", "200 "},
                                         ResourceCase{"HEAD", "/targets", "200 "}));
INSTANTIATE_TEST_SUITE_P(
    SubResources, Resource,
    testing::Values(ResourceCase{"GET", "/targets/1/subs/1", R"(200 {"sub":1})"},
                    ResourceCase{"GET", "/targets/1/subs", "200 subs"},
                    ResourceCase{"POST", "/targets/1/subs", "201 "},
                    ResourceCase{"PUT", "/targets/1/subs/8/leaves/9", "200 leaf"},
                    ResourceCase{"GET", "/targets/7/notes/3", "200 note"},
                    ResourceCase{"GET", "/targets/8/notes/3", "200 note"}));
INSTANTIATE_TEST_SUITE_P(RestOfTheArea, Resource,
                         testing::Values(ResourceCase{"GET", "/targets/", "404 area"},
                                         ResourceCase{"HEAD", "/targets/2", "404 area"},
                                         ResourceCase{"PUT", "/targets/2", "404 area"},
                                         ResourceCase{"PUT", "/targets", "404 area"},
                                         ResourceCase{"DELETE", "/targets/2", "404 area"},
                                         ResourceCase{"PATCH", "/targets/2", "404 area"},
                                         ResourceCase{"POST", "/targets/1", "404 area"},
                                         ResourceCase{"OPTIONS", "/targets", "400 area"},
                                         ResourceCase{"TRACE", "/targets/1", "400 area"},
                                         ResourceCase{"GET", "/targets/1/subs/2", "400 area"},
                                         ResourceCase{"GET", "/targets/2/subs/1", "400 area"},
                                         ResourceCase{"DELETE", "/targets/1/none", "400 area"},
                                         ResourceCase{"GET", "/targets/7/notes/", "400 area"},
                                         ResourceCase{"GET", "/targetsx", "200 later"},
                                         ResourceCase{"GET", "/other", "200 elsewhere"}));

TEST(ResourceRequest, IsAFurtherCondition) {
  Stub stub(kTargets);
  EXPECT_EQ(ask(stub, "GET", "/targets/1"), "200 any") << "the entry for any id takes it";
  EXPECT_EQ(ask(stub, "POST", "/targets"), "400 area");
}

TEST(ResourceHeaders, AreThoseOfTheEntry) {
  Stub stub(kTargets);
  EXPECT_EQ(header_of(stub.ask("HEAD", "/targets/1"), "ETag"), "m");
  EXPECT_EQ(header_of(stub.ask("HEAD", "/targets"), "ETag"), "all");
  EXPECT_EQ(header_of(stub.ask("POST", "/targets", "", {{"A", "b"}}), "Location"), "/targets/9");
}

TEST(ResourceCollection, IsTheArrayOfPureJsonEntries) {
  Stub stub(R"([{"resource":{"name":"t","get":[{"id":"1","response":{"json":{"a":1}}},
                                               {"id":"2","response":{"json":"{\"a\": 2}"}}]}}])");
  const auto decision = stub.ask("GET", "/t");
  EXPECT_EQ(brief(decision), R"(200 [{"a":1},"{\"a\": 2}"])");
  EXPECT_EQ(header_of(decision, "Content-Type"), "application/json; charset=utf-8");
}

TEST(ResourceCollection, EntriesOfItsOwnAreAskedFirst) {
  for (const char* order : {R"([{"resource":{"name":"t","get":[%,#]}}])",
                            R"([{"resource":{"name":"t","get":[#,%]}}])"}) {
    std::string text = order;
    text.replace(text.find('%'), 1, R"({"id":"1","response":{"json":{"a":1}}})");
    text.replace(text.find('#'), 1,
                 R"({"request":{"queries":{"q":"1"}},"response":{"text":"asked"}})");
    Stub stub(text);
    EXPECT_EQ(ask(stub, "GET", "/t"), R"(200 [{"a":1}])") << text;
    EXPECT_EQ(ask(stub, "GET", "/t?q=1"), "200 asked") << text;
    EXPECT_EQ(ask(stub, "GET", "/t/1"), R"(200 {"a":1})") << text;
  }
  Stub alone(R"([{"resource":{"name":"t","get":[
      {"request":{"queries":{"q":"1"}},"response":{"json":["asked"]}}]}}])");
  EXPECT_EQ(ask(alone, "GET", "/t"), "404 area");
}

TEST(ResourceCollection, IsMissingWhenAnEntryIsMoreThanJson) {
  Stub stub(R"([{"resource":{"name":"t","get":[{"id":"1","response":{"json":{"a":1}}},
                                               {"id":"2","response":{"json":{"a":2},"status":200}}]}}])");
  EXPECT_EQ(ask(stub, "GET", "/t"), "404 area");
}

TEST(ResourceIds, AreLiteral) {
  Stub stub(R"([{"resource":{"name":"t.u","get":[{"id":"a.c","response":{"text":"x"}},
                {"id":"{y}","response":{"text":"y"}}],
                "resource":[{"id":"*","name":"s","get":[{"id":"a*c","response":{"text":"z"}}]}]}}])");
  EXPECT_EQ(ask(stub, "GET", "/t.u/a.c"), "200 x");
  EXPECT_EQ(ask(stub, "GET", "/t.u/abc"), "404 area");
  EXPECT_EQ(ask(stub, "GET", "/t.u/%7By%7D"), "200 y");
  EXPECT_EQ(ask(stub, "GET", "/t.u/1/s/a*c"), "200 z");
  EXPECT_EQ(ask(stub, "GET", "/t.u/1/s/abc"), "400 area");
  EXPECT_TRUE(ask(stub, "GET", "/tau").starts_with("400 no session"));
}

TEST(ResourceIds, CanBeNamedInTemplates) {
  Stub stub(
      R"([{"resource":{"name":"t","get":[{"id":"*","response":{"json":{"id":"${req.path.id}"},"template":true}}]}}])");
  EXPECT_EQ(ask(stub, "GET", "/t/42"), R"(200 {"id":"42"})");
}

TEST(ResourceEntries, HaveStateQuotaAndCallbacksOfTheirOwn) {
  Stub stub(R"([{"resource":{"name":"t",
      "get":[{"id":"1","response":{"text":"open"},"state":{"machine":"t","when":"start"}},
             {"id":"1","response":{"text":"paid"},"state":{"machine":"t","when":"paid"}},
             {"id":"2","response":{"text":"rare"},"quota":{"limit":1,"window":"1m"}}],
      "put":[{"id":"1","response":{"status":204},"state":{"machine":"t","then":"paid"}}],
      "post":[{"response":{"status":201},"on":{"complete":{"get":{"url":"http://h/cb"}}}}]}}])");
  EXPECT_EQ(ask(stub, "GET", "/t/1"), "200 open");
  EXPECT_EQ(ask(stub, "PUT", "/t/1"), "204 ");
  EXPECT_EQ(ask(stub, "GET", "/t/1"), "200 paid");
  EXPECT_EQ(ask(stub, "GET", "/t/2"), "200 rare");
  EXPECT_EQ(stub.ask("GET", "/t/2").response.status, 429);
  EXPECT_EQ(stub.ask("POST", "/t").errands.size(), 1u);
}

TEST(ResourceArea, SaysWhatItHasNotAndIsNoUnusedSession) {
  Stub stub(R"([{"resource":{"name":"t","get":[{"id":"1","response":{"json":{}}}]}}])");
  const auto decision = stub.ask("GET", "/t/2");
  EXPECT_EQ(brief(decision), "404 the resource \"/t\" at stubs.json:1 has no entry for GET /t/2\n");
  std::size_t written = 0;
  for (const auto& rule : stub.rules->rules()) written += rule->implied ? 0 : 1;
  EXPECT_EQ(written, 1u);
  EXPECT_EQ(stub.rules->size(), 3u);
}

}  // namespace
}  // namespace ricochet::stubserver
