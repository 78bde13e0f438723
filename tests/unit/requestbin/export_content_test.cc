// What exports tell of a call: nothing that its sender forged, the scheme, cookies, some records.
#include <algorithm>

#include "base/text/text.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

class ExportContent : public ServerTest {
 protected:
  void SetUp() override { bin("b"); }
  std::string get(const std::string& query) {
    return begin("GET", "/api/v2/bins/b/export" + query)->stream;
  }
};

/// The requests of such a file, as programs tell them apart: by lines that begin with ###.
std::vector<std::string> requests_of(const std::string& file) {
  std::vector<std::string> all;
  std::string line;
  for (std::size_t at = 0; at < file.size();) {
    const auto end = std::min(file.find_first_of("\r\n", at), file.size());
    line = file.substr(at, end - at);
    if (base::trim(line).starts_with("###")) all.emplace_back();
    if (!all.empty()) all.back() += line + "\n";
    at = end + 1;
  }
  return all;
}

// Whoever sends a request writes no other one into the file, and no file, script or variable of
// ours.
TEST_F(ExportContent, NoBodyAndNoHeaderForgesARequest) {
  const std::vector<std::string> bodies = {"a\n###\nPOST http://evil.test/\n\nx",
                                           "###",
                                           "\r###\rGET /",
                                           "a\r\n \t### x",
                                           "< /etc/passwd",
                                           "a\n<@ ./x",
                                           "<> old.txt",
                                           "> {% client.log() %}",
                                           ">> out.txt",
                                           "> ./x.js",
                                           "{{$processEnv HOME}}"};
  for (const auto& body : bodies) ask("POST", "/b/x", body, {{"Host", "h"}});
  ask("GET", "/b/{{$dotenv KEY}}", "", {{"Host", "h"}});
  ask("GET", "/b/x", "", {{"Host", "h"}, {"X-A", "{{secret}}"}});
  ask("POST", "/b/fine", "<order>\n  <id>7</id>\n</order>\n# no comment\n> quoted? no: >x\n",
      {{"Host", "h"}});
  const auto requests = requests_of(get("?format=http"));
  ASSERT_EQ(requests.size(), bodies.size() + 3);
  for (std::size_t i = 0; i < requests.size() - 1; ++i) {
    for (const auto line : base::split(requests[i], '\n'))
      EXPECT_TRUE(line.empty() || line.starts_with("#")) << requests[i];
    EXPECT_THAT(requests[i], HasSubstr("not written as a request")) << i;
  }
}

TEST_F(ExportContent, ABodyThatStandsInOnePieceIsNotCalledChunked) {
  ask("POST", "/b/x", "hello", {{"Host", "h"}, {"Transfer-Encoding", "chunked"}});
  const auto text = get("?format=http");
  EXPECT_THAT(text, HasSubstr("\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello\r\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("chunked")));
}

TEST_F(ExportContent, TheSchemeIsThatOfTheCall) {
  auto call = exchange("b", "/b/x");
  call.request.secure = true;
  call.request.headers = {{"Host", "shop.test"}};
  log_.append(call);
  EXPECT_THAT(get("?format=curl"), HasSubstr(" --http1.1 "));
  EXPECT_THAT(get("?format=curl"), HasSubstr(" https://shop.test/b/x\n"));
  const auto har = get("?format=har");
  EXPECT_EQ(base::Json::parse(har)["log"]["entries"][0]["request"]["url"], "https://shop.test/b/x");
  for (const std::string format : {"har", "ndjson"}) {
    bin("c" + format);
    ask("POST", "/api/v2/bins/c" + format + "/import", get("?format=" + format));
    EXPECT_TRUE(log_.read("c" + format).front()->request()->secure) << format;
  }
}

TEST_F(ExportContent, HarHasTheCookiesOfTheAnswer) {
  auto call = exchange("b", "/b/x");
  call.response_headers = {
      {"Set-Cookie",
       "id=a=1; Path=/x; Domain=h.test; Expires=Wed, 21 Oct 2026 07:28:00 GMT; "
       "Secure; HttpOnly; SameSite=Lax"},
      {"set-cookie", "b"}};
  call.request.version = "HTTP/1.0";
  log_.append(call);
  const auto har = base::Json::parse(get("?format=har"));
  const auto& response = har["log"]["entries"][0]["response"];
  EXPECT_EQ(
      response["cookies"].dump(),
      R"([{"name":"id","value":"a=1","path":"/x","domain":"h.test",)"
      R"("expires":"2026-10-21T07:28:00Z","secure":true,"httpOnly":true},{"name":"b","value":""}])");
  EXPECT_EQ(response["httpVersion"], "HTTP/1.0");
}

TEST_F(ExportContent, SomeRecordsByTheirNumbers) {
  for (int i = 0; i < 6; ++i) ask("GET", "/b/" + std::to_string(i));
  const auto some = [this](const std::string& body) {
    return begin("POST", "/api/v2/bins/b/export?format=curl", body);
  };
  const auto two = some(R"({"seqs": [[2, 3], [6, 6]]})");
  EXPECT_TRUE(two->ended);
  EXPECT_EQ(std::count(two->stream.begin(), two->stream.end(), '\n'), 3);
  EXPECT_THAT(two->stream, HasSubstr("/b/1"));
  EXPECT_THAT(two->stream, testing::Not(HasSubstr("/b/3")));
  EXPECT_TRUE(some(R"({"seqs": [[5, 8]]})")->broken_off)
      << "what is asked for and not there is missing";
  EXPECT_TRUE(some("{}")->ended);
  for (const std::string bad :
       {"[]", R"({"seqs": 7})", R"({"seqs": [[2, 1]]})", R"({"seqs": [[1]]})",
        R"({"seqs": [[1, 3], [2, 4]]})", R"({"seqs": [[0, 3]]})"})
    EXPECT_EQ(some(bad)->answer->status, 400) << bad;
  const auto runs = some(R"({"seqs": [[1, 3], [2, 4]]})");
  EXPECT_EQ(json(*runs->answer)["errors"][0]["code"], "export/bad-run");
  EXPECT_EQ(json(*runs->answer)["pointer"], "/seqs/1");
  EXPECT_EQ(some(R"({"seqs": [["1", 3]]})")->answer->status, 400);
  EXPECT_EQ(some(R"({"seqs": [[1, 1.5]]})")->answer->status, 400);
  EXPECT_EQ(some(R"({"seqs": [[1, 99999999999999999999]]})")->answer->status, 400);
}

TEST_F(ExportContent, AWorkerReadsALongListOfRuns) {
  ask("GET", "/b/0");
  std::string more, same;
  for (int i = 2; i < 3000; ++i) {
    more += ",[" + std::to_string(i) + "," + std::to_string(i) + "]";
    same += ",[1,3000]";
  }
  const auto some = [this](const std::string& body) {
    loop_.pool().hold();
    const auto seen = begin("POST", "/api/v2/bins/b/export?format=curl", body);
    EXPECT_FALSE(seen->answer.has_value()) << "it is not read on the loop";
    loop_.pool().release();
    loop_.run_ready();
    return seen;
  };
  EXPECT_TRUE(some(R"({"seqs": [[1,1])" + more + "]}")->broken_off) << "only the first is there";
  const auto bad = some(R"({"seqs": [[1,3000])" + same + "]}");
  EXPECT_EQ(bad->answer->status, 400);
  EXPECT_EQ(json(*bad->answer)["pointer"], "/seqs/1");
  loop_.pool().hold();
  const auto late = begin("POST", "/api/v2/bins/b/export", R"({"seqs": [[1,1])" + more + "]}");
  log_.remove_bin("b");
  loop_.pool().release();
  loop_.run_ready();
  EXPECT_EQ(late->answer->status, 404);
}

}  // namespace
}  // namespace ricochet::requestbin
