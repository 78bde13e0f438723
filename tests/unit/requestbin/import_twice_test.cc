// What an archive tells twice, as sent and taken apart: nothing of either is lost by an import, or
// an absence would be proved over it.
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

class ImportTwiceTest : public ServerTest {
 protected:
  void SetUp() override { bin("b"); }
  http::Response import_har(const std::string& request, const std::string& response = "{}") {
    log_.clear("b");
    return ask("POST", "/api/v2/bins/b/import?format=har",
               R"({"log": {"entries": [{"request": {"method": "POST", )" + request +
                   R"(}, "response": )" + response + "}]}}");
  }
  http::Response import_record(const std::string& more) {
    log_.clear("b");
    return ask("POST", "/api/v2/bins/b/import",
               R"({"method": "POST", "target": "/x", )" + more + "}");
  }
  /// What a verification comes to that such a request never came.
  std::string never(const std::string& request) {
    return json(ask("POST", "/api/v2/bins/b/verify",
                    R"({"request": )" + request + R"(, "never": true})"))["outcome"]
        .get<std::string>();
  }
  const match::Request& call() { return *log_.read("b").back()->request(); }
};

TEST_F(ImportTwiceTest, AFormWhoseTextIsEmptyIsWrittenAnewOrCut) {
  const std::string url = R"("url": "http://h/x", "postData": {"text": "", "params": )";
  const std::string one = R"([{"name": "a", "value": "1 &"}], )";
  ASSERT_EQ(import_har(url + one + R"("mimeType": "application/x-www-form-urlencoded"})").status,
            200);
  EXPECT_EQ(call().body, "a=1%20%26");
  EXPECT_EQ(*call().header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(never(R"({"forms": {"a": "1 &"}})"), "too_many");
  ASSERT_EQ(import_har(url + one + R"("mimeType": "multipart/form-data; boundary=x"})").status,
            200);
  EXPECT_EQ(never(R"({"forms": {"a": "1"}})"), "inconclusive") << "its bytes are not there";
  ASSERT_EQ(import_har(R"("headers": [{"name": "Content-Type", "value":
                          "application/x-www-form-urlencoded"}], )" +
                       url + one + R"("mimeType": ""})")
                .status,
            200);
  EXPECT_EQ(never(R"({"forms": {"a": "1 &"}})"), "too_many");
  ASSERT_EQ(import_har(url + "[], " + R"("mimeType": "application/x-www-form-urlencoded"})").status,
            200);
  EXPECT_EQ(never(R"({"forms": {"a": "1"}})"), "satisfied") << "there is nothing in either";
  ASSERT_EQ(import_har(R"("url": "http://h/x", "postData": {"text": "a=2", "params": )" + one +
                       R"("mimeType": "application/x-www-form-urlencoded"})")
                .status,
            200);
  EXPECT_EQ(call().body, "a=2") << "the text is what was sent";
}

TEST_F(ImportTwiceTest, QueriesThatTheUrlHasNotComeFromTheirList) {
  const std::string list = R"("queryString": [{"name": "z", "value": "1&2"}, {"name": "y"}])";
  ASSERT_EQ(import_har(R"("url": "http://h/x", )" + list).status, 200);
  EXPECT_EQ(call().target, "/x?z=1%262&y=");
  EXPECT_EQ(never(R"({"queries": {"z": "1&2"}})"), "too_many");
  for (const auto& [url, target] :
       std::vector<std::pair<std::string, std::string>>{{"/x?z=1%262&y=", "/x?z=1%262&y="},
                                                        {"/x?%7A=1&y", "/x?%7A=1&y"},
                                                        {"/x?z=3", "/x?z=3&y="},
                                                        {"/x?", "/x?z=1%262&y="}}) {
    ASSERT_EQ(import_har(R"("url": "http://h)" + url + "\", " + list).status, 200);
    EXPECT_EQ(call().target, target);
  }
  // A name inside another is not there, and one that came once is not there twice.
  ASSERT_EQ(import_har(R"("url": "/x?page=1", "queryString": [{"name": "a", "value": "2"},
                          {"name": "page", "value": "1"}, {"name": "page", "value": "2"}])")
                .status,
            200);
  EXPECT_EQ(call().target, "/x?page=1&a=2&page=2");
  ASSERT_EQ(import_har(R"("url": "/x", "headers": [{"name": "Cookie", "value": "sid=1; n=1"}],
                          "cookies": [{"name": "id", "value": "7"}, {"name": "sid", "value": "1"},
                                      {"name": "n", "value": "1"}, {"name": "n", "value": "2"}])")
                .status,
            200);
  EXPECT_EQ(*call().header("cookie"), "sid=1; n=1; id=7; n=2");
  ASSERT_EQ(import_har(R"("url": "/x?caf%E9=1", "queryString": [{"name": "caf\ufffd"}])").status,
            200);
  EXPECT_EQ(call().target, "/x?caf%E9=1");
}

TEST_F(ImportTwiceTest, CookiesThatNoHeaderHasComeFromTheirList) {
  const std::string list =
      R"("cookies": [{"name": "c", "value": "1"}, {"name": "d", "value": "2"}])";
  const std::string url = R"("url": "http://h/x", )";
  ASSERT_EQ(import_har(url + list).status, 200);
  EXPECT_EQ(*call().header("cookie"), "c=1; d=2");
  EXPECT_EQ(never(R"({"cookies": {"c": "1"}})"), "too_many");
  ASSERT_EQ(import_har(url + R"("headers": [{"name": "cookie", "value": "c=1"},
                                            {"name": "X", "value": "1"}], )" +
                       list)
                .status,
            200);
  EXPECT_EQ(call().headers,
            (std::vector<match::Field>{{"Host", "h"}, {"cookie", "c=1; d=2"}, {"X", "1"}}));
  for (const std::string value : {"1; e=2", "1\\r\\nX: y", "1\\u0000"}) {
    const auto answer =
        import_har(url + R"("cookies": [{"name": "c", "value": ")" + value + "\"}]");
    EXPECT_EQ(answer.status, 400) << value;
    EXPECT_EQ(json(answer)["code"], "import/bad-header");
  }
  EXPECT_EQ(import_har(url + R"("cookies": null, "queryString": null)").status, 200);
}

TEST_F(ImportTwiceTest, AnswersHaveWhatIsToldOfThemBesideTheirHeaders) {
  ASSERT_EQ(import_har(R"("url": "http://h/x")",
                       R"({"status": 302, "redirectURL": "/y", "cookies": [
                         {"name": "s", "value": "1", "path": "/", "httpOnly": true},
                         {"name": "t", "value": "2", "secure": false}]})")
                .status,
            200);
  EXPECT_EQ(
      log_.read("b").back()->answer.headers,
      (std::vector<match::Field>{
          {"Set-Cookie", "s=1; Path=/; HttpOnly"}, {"Set-Cookie", "t=2"}, {"Location", "/y"}}));
  ASSERT_EQ(import_har(R"("url": "http://h/x")",
                       R"({"status": 302, "redirectURL": "/y", "headers": [
                         {"name": "location", "value": "/z"}, {"name": "set-cookie", "value": "s=3"}],
                         "cookies": [{"name": "s", "value": "1"}]})")
                .status,
            200);
  EXPECT_EQ(log_.read("b").back()->answer.headers,
            (std::vector<match::Field>{{"location", "/z"}, {"set-cookie", "s=3"}}));
}

TEST_F(ImportTwiceTest, ARecordThatTellsOfABodyWhichIsNotThereIsCut) {
  for (const std::string more :
       {R"("size": 7)", R"("truncated": true)", R"("form": [["a", "1"]])",
        R"("parts": [{"name": "a"}])", R"("size": 9, "body": {"content": "{}"})"}) {
    ASSERT_EQ(import_record(more).status, 200) << more;
    EXPECT_EQ(never(R"({"json": {"a": 1}})"), "inconclusive") << more;
  }
  ASSERT_EQ(import_record(R"("size": 2, "body": {"content": "{}"}, "truncated": false)").status,
            200);
  EXPECT_EQ(never(R"({"json": {"a": 1}})"), "satisfied");
  const auto lost = import_record(R"("query": [["a", "1"]])");
  EXPECT_EQ(lost.status, 400);
  EXPECT_THAT(lost.body, HasSubstr("the target has no query"));
}

}  // namespace
}  // namespace ricochet::requestbin
