#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "stubserver/values/content_type.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// A folder of its own, removed at the end.
class Folder {
 public:
  Folder() {
    path_ = std::filesystem::temp_directory_path() /
            ("stub-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
             "-" + base::secure_token(8));
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }
  void write(const std::string& name, const std::string& content) const {
    base::write_file_atomic((path_ / name).string(), content).value();
  }

 private:
  std::filesystem::path path_;
};

LoadOptions rooted(const Folder& folder) {
  LoadOptions options;
  options.file_root = folder.path();
  return options;
}

TEST(Response, EmptyObjectIsPlain200) {
  const auto decision = answer_of("{}");
  EXPECT_EQ(brief(decision), "200 ");
  EXPECT_TRUE(decision.response.headers.empty());
}

TEST(Response, NullPartsAreAbsent) {
  EXPECT_EQ(brief(answer_of(R"({"json":null,"text":null})")), "200 ");
}

TEST(Response, TextIsTrimmedAndPlain) {
  const auto decision = answer_of(R"({"text":"  hi "})");
  EXPECT_EQ(brief(decision), "200 hi");
  EXPECT_EQ(header_of(decision, "content-type"), "text/plain; charset=utf-8");
}

struct JsonCase {
  const char* written;
  const char* sent;
};
class JsonBodies : public testing::TestWithParam<JsonCase> {};
TEST_P(JsonBodies, AreWrittenCompactly) {
  const auto decision = answer_of(std::string("{\"json\":") + GetParam().written + "}");
  EXPECT_EQ(decision.response.body, GetParam().sent);
  EXPECT_EQ(header_of(decision, "Content-Type"), "application/json; charset=utf-8");
}
INSTANTIATE_TEST_SUITE_P(
    Response, JsonBodies,
    testing::Values(JsonCase{R"({ "b" : 1, "a" : [ true, null ] })", R"({"b":1,"a":[true,null]})"},
                    JsonCase{"2.50", "2.5"}, JsonCase{"1e3", "1000.0"},
                    JsonCase{R"("{\"raw\": 1}")", R"({"raw": 1})"},
                    JsonCase{R"({"é":"ü"})", R"({"é":"ü"})"}, JsonCase{"[]", "[]"}));

TEST(Response, StatusTakesDigitsInQuotes) {
  EXPECT_EQ(answer_of(R"({"status":404})").response.status, 404);
  EXPECT_EQ(answer_of(R"({"status":"503"})").response.status, 503);
  EXPECT_EQ(answer_of(R"({"status":799})").response.status, 799);
}

TEST(Response, HeaderReplacesTheDefaultTypeInAnyCase) {
  const auto decision =
      answer_of(R"({"text":"x","headers":{"content-type":"application/json","foo":"bar"}})");
  ASSERT_EQ(decision.response.headers.size(), 2u);
  EXPECT_EQ(header_of(decision, "Content-Type"), "application/json");
  EXPECT_EQ(header_of(decision, "Foo"), "bar");
}

TEST(Response, VersionIsTheOneOfTheAnswer) {
  EXPECT_EQ(answer_of(R"({"version":"HTTP/1.0"})").response.version, "HTTP/1.0");
  EXPECT_EQ(answer_of("{}").response.version, "");
}

TEST(Response, CookiesAreWrittenAsMocoWritesThem) {
  EXPECT_EQ(header_of(answer_of(R"({"cookies":{"s":"1"}})"), "Set-Cookie"), "s=1");
  EXPECT_EQ(
      header_of(
          answer_of(R"({"cookies":{"a":{"value":"1","path":"/p","domain":"x.com","secure":"true",
              "httpOnly":true,"maxAge":{"duration":2,"unit":"minute"},"sameSite":"none"}}})"),
          "Set-Cookie"),
      "a=1; Max-Age=120; Expires=Thu, 01 Jan 2026 00:02:00 GMT; Path=/p; Domain=x.com; Secure; "
      "HTTPOnly; "
      "SameSite=None");
  EXPECT_EQ(answer_of(R"({"cookies":{"a":"1","b":"2"}})").response.headers.size(), 2u);
}

struct LatencyCase {
  const char* written;
  base::Duration waited;
};
class Latencies : public testing::TestWithParam<LatencyCase> {};
TEST_P(Latencies, AreRead) {
  EXPECT_EQ(answer_of(std::string("{\"latency\":") + GetParam().written + "}").delay,
            GetParam().waited);
}
INSTANTIATE_TEST_SUITE_P(
    Response, Latencies,
    testing::Values(LatencyCase{"1000", std::chrono::seconds(1)},
                    LatencyCase{R"({"duration":1,"unit":"second"})", std::chrono::seconds(1)},
                    LatencyCase{R"({"unit":"MilliSecond","duration":7})",
                                std::chrono::milliseconds(7)},
                    LatencyCase{R"({"duration":3,"unit":"hour"})", std::chrono::hours(3)},
                    LatencyCase{R"({"duration":1,"unit":"day"})", std::chrono::hours(24)},
                    LatencyCase{R"("250ms")", std::chrono::milliseconds(250)}));

TEST(Response, RedirectIs302WithLocation) {
  Stub stub(R"([{"request":{"uri":"/r"},"redirectTo":"http://h/x"}])");
  const auto decision = stub.ask("GET", "/r");
  EXPECT_EQ(brief(decision), "302 ");
  EXPECT_EQ(header_of(decision, "Location"), "http://h/x");
}

TEST(Response, SeqStaysAtItsLastElement) {
  Stub stub(
      R"([{"request":{"uri":"/"},"response":{"seq":[{"text":"foo"},{"json":{"a":1}},{"status":503}]}}])");
  EXPECT_EQ(stub.get("/"), "200 foo");
  EXPECT_EQ(stub.get("/"), "200 {\"a\":1}");
  EXPECT_EQ(stub.get("/"), "503 ");
  EXPECT_EQ(stub.get("/"), "503 ");
}

TEST(Response, CycleBeginsAgain) {
  Stub stub(R"([{"request":{"uri":"/"},"response":{"cycle":[{"text":"foo"},{"text":"bar"}]}}])");
  EXPECT_EQ(stub.get("/"), "200 foo");
  EXPECT_EQ(stub.get("/"), "200 bar");
  EXPECT_EQ(stub.get("/"), "200 foo");
}

TEST(Response, SequencesHaveAPositionEachAndNest) {
  Stub stub(R"([{"request":{"uri":"/a"},"response":{"headers":{"X":"1"},"latency":5,
                   "cycle":[{"seq":[{"text":"1"},{"text":"2"}]},{"text":"x","latency":10}]}},
                {"request":{"uri":"/b"},"response":{"seq":[{"text":"b1"},{"text":"b2"}]}}])");
  EXPECT_EQ(stub.get("/a"), "200 1");
  EXPECT_EQ(stub.get("/b"), "200 b1");
  EXPECT_EQ(stub.ask("GET", "/a").delay, std::chrono::milliseconds(15));
  EXPECT_EQ(stub.get("/a"), "200 2");
  EXPECT_EQ(stub.get("/b"), "200 b2");
}

TEST(Response, FileIsReadAnewForEachRequest) {
  const Folder folder;
  folder.write("a.json", "one");
  Stub stub(R"([{"request":{"uri":"/"},"response":{"file":" a.json "}}])", rooted(folder));
  EXPECT_EQ(stub.get("/"), "200 one");
  EXPECT_EQ(header_of(stub.ask("GET", "/"), "Content-Type"), "application/json");
  folder.write("a.json", "two");
  EXPECT_EQ(stub.get("/"), "200 two");
}

TEST(Response, FileThatWentAwayIs500ThatNamesTheSession) {
  const Folder folder;
  folder.write("a.txt", "one");
  Stub stub("[\n{\"request\":{\"uri\":\"/\"},\"response\":{\"file\":\"a.txt\"}}]", rooted(folder));
  std::filesystem::remove(folder.path() + "/a.txt");
  const auto decision = stub.ask("GET", "/");
  EXPECT_EQ(decision.kind, StubDecision::Kind::kBrokenRule);
  EXPECT_EQ(decision.response.status, 500);
  EXPECT_NE(decision.response.body.find("stubs.json:2"), std::string::npos)
      << decision.response.body;
  EXPECT_NE(decision.response.body.find("a.txt"), std::string::npos) << decision.response.body;
}

TEST(Response, FileObjectsTakeNameAndCharsetInAnyOrder) {
  const Folder folder;
  folder.write("a.txt", "one");
  for (const char* file :
       {R"({"name":"a.txt","charset":"GBK"})", R"({"charset":"GBK","name":"a.txt"})"}) {
    const auto decision = answer_of(std::string("{\"file\":") + file + "}", rooted(folder));
    EXPECT_EQ(brief(decision), "200 one");
    EXPECT_EQ(header_of(decision, "Content-Type"), "text/plain; charset=gbk");
  }
}

TEST(Response, PathResourceLooksThroughTheFoldersInOrder) {
  const Folder first;
  const Folder second;
  second.write("a.html", "second");
  LoadOptions options;
  options.resources = {first.path(), second.path()};
  Stub stub(R"([{"request":{"uri":"/"},"response":{"path_resource":"a.html"}}])", options);
  EXPECT_EQ(stub.get("/"), "200 second");
  first.write("a.html", "first");
  EXPECT_EQ(stub.get("/"), "200 first");
}

TEST(ContentType, FollowsTheExtension) {
  EXPECT_EQ(content_type_of("a/b.PNG"), "image/png");
  EXPECT_EQ(content_type_of("a.tar.gz"), "application/x-gzip");
  EXPECT_EQ(content_type_of("a.txt"), "text/plain");
  EXPECT_EQ(content_type_of("a.xml", "UTF-8"), "text/xml; charset=utf-8");
  EXPECT_EQ(content_type_of("a.unknown"), "text/plain; charset=utf-8");
  EXPECT_EQ(content_type_of("a.html/b"), "text/plain; charset=utf-8");
}

}  // namespace
}  // namespace ricochet::stubserver
