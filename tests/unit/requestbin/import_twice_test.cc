// What an archive tells twice, as sent and taken apart: nothing of either is lost by an import, or
// an absence would be proved over it.
#include <map>

#include "base/random.h"
#include "base/text/encoding.h"
#include "match/subject.h"
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

TEST_F(ImportTwiceTest, TheTypeOfABodyCountsWhereThereIsNoHeader) {
  const auto with = [this](const std::string& type, const std::string& headers = {}) {
    const auto answer = import_har(
        headers + R"("url": "http://h/x", "postData": {"text": "{\"a\":1}", "mimeType": ")" + type +
        "\"}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto* header = call().header("content-type");
    return header == nullptr ? std::string("none") : *header;
  };
  EXPECT_EQ(with("application/json; charset=utf-8"), "application/json; charset=utf-8");
  EXPECT_EQ(never(R"({"headers": {"Content-Type": {"contain": "json"}}})"), "too_many");
  EXPECT_EQ(with(""), "none");
  EXPECT_EQ(with("x-unknown"), "none");
  EXPECT_EQ(
      with("text/plain", R"("headers": [{"name": "content-type", "value": "application/json"}], )"),
      "application/json")
      << "what was sent counts";
  EXPECT_EQ(
      import_har(R"("url": "http://h/x", "postData": {"text": "a", "mimeType": "a/b\nc"})").status,
      400);
  // Our own export tells of a call without the header what it was.
  log_.clear("b");
  ask("POST", "/b/x", "{}");
  const auto text = begin("GET", "/api/v2/bins/b/export?format=har")->stream;
  log_.clear("b");
  ASSERT_EQ(ask("POST", "/api/v2/bins/b/import?format=har", text).status, 200);
  EXPECT_EQ(call().header("content-type"), nullptr);
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
  // A cookie that a header sets says nothing of another, nor do the attributes behind it.
  ASSERT_EQ(
      import_har(R"("url": "http://h/x")",
                 R"({"status": 200, "headers": [{"name": "Set-Cookie", "value": "s=3; Path=/"}],
                         "cookies": [{"name": "s", "value": "3", "path": "/"},
                                     {"name": "Path", "value": "1"}, {"name": "t", "value": "2"}]})")
          .status,
      200);
  EXPECT_EQ(log_.read("b").back()->answer.headers,
            (std::vector<match::Field>{
                {"Set-Cookie", "s=3; Path=/"}, {"Set-Cookie", "Path=1"}, {"Set-Cookie", "t=2"}}));
}

/// Of each list some of it was sent, in the same order or not: what comes in has each name as often
/// as the list tells it.
class ImportListsTest : public ImportTwiceTest {
 protected:
  using Names = std::vector<std::string>;
  using Counts = std::map<std::string, int>;

  /// With `letters` also what need not be encoded, now and then.
  std::string encoded(const std::string& name, bool letters) {
    std::string out;
    for (const char c : name) {
      const std::string one(1, c);
      if (c == ' ' && random_.below(2) == 0)
        out += '+';
      else if (letters && c == 'a' && random_.below(3) == 0)
        out += "%61";
      else
        out += base::percent_encode(one);
    }
    return out;
  }
  Names some_of(const Names& names) {
    Names out;
    for (auto n = random_.below(9); n > 0; --n) out.push_back(names[random_.below(names.size())]);
    return out;
  }
  static std::string joined(const Names& names, const std::string& separator) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : separator) + name + "=1";
    return out;
  }
  std::string list_of(Names names) {
    for (std::size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[random_.below(i)]);
    auto list = base::Json::array();
    for (const auto& name : names) list.push_back({{"name", name}, {"value", "1"}});
    return base::compact_json(list);
  }
  static Counts counted(const Names& names) {
    Counts counts;
    for (const auto& name : names) ++counts[name];
    return counts;
  }
  static Names names_of(const std::vector<match::Field>& fields) {
    Names names;
    for (const auto& field : fields) names.push_back(field.name);
    return names;
  }

  base::Random random_{7};
};

TEST_F(ImportListsTest, EachOfAListIsThereAsOftenAsItIsTold) {
  for (int round = 0; round < 300; ++round) {
    Names queries, told;
    const bool as_sent = random_.below(2) == 0;
    for (const auto& name : some_of({"a", "page", "a b", "a+b", "a%20b", "%41", "&"})) {
      queries.push_back(encoded(name, !as_sent));
      told.push_back(as_sent ? queries.back() : name);
    }
    // What was not sent reads the same either way where the others are told as they were sent.
    const auto more = some_of(as_sent ? Names{"a", "page", "z"} : Names{"a", "a b", "a%20b", "z"});
    told.insert(told.end(), more.begin(), more.end());
    const auto cookies = some_of({"a", "sid", "id", "a%20b"});
    auto told_cookies = cookies;
    for (const auto& name : some_of({"a", "id", "z"})) told_cookies.push_back(name);
    const auto sets = some_of({"a", "sid", "Path"});
    auto told_sets = sets;
    for (const auto& name : some_of({"a", "Path", "z"})) told_sets.push_back(name);

    std::string set_headers;
    for (const auto& name : sets)
      set_headers += (set_headers.empty() ? "" : ", ") +
                     (R"({"name": "Set-Cookie", "value": ")" + name + R"(=1; Path=/; a=2"})");
    const std::string request =
        R"("url": "/x?)" + joined(queries, "&") + R"(", "headers": [)" +
        (cookies.empty() ? ""
                         : R"({"name": "Cookie", "value": ")" + joined(cookies, "; ") + "\"}") +
        R"(], "queryString": )" + list_of(told) + R"(, "cookies": )" + list_of(told_cookies);
    const std::string response = R"({"status": 200, "headers": [)" + set_headers +
                                 R"(], "cookies": )" + list_of(told_sets) + "}";
    SCOPED_TRACE(request + "\n" + response);
    ASSERT_EQ(import_har(request, response).status, 200);

    Names expected;
    for (const auto& name : told)
      expected.push_back(as_sent ? base::percent_decode(name, true) : name);
    ASSERT_EQ(counted(names_of(call().queries)), counted(expected));
    ASSERT_EQ(counted(names_of(match::Subject(call()).cookies())), counted(told_cookies));
    Names set;
    for (const auto& field : log_.read("b").back()->answer.headers)
      set.push_back(field.value.substr(0, field.value.find('=')));
    ASSERT_EQ(counted(set), counted(told_sets));
  }
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
