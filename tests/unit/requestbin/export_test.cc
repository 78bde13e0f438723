// Exports and imports, metrics, the OpenAPI document.
#include <array>
#include <cstdio>
#include <set>

#include "base/text/text.h"
#include "journal/record_json.h"
#include "requestbin/transfer/export_format.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ExportTest : public ServerTest {
 protected:
  void SetUp() override { bin("b"); }
  std::string get(const std::string& query) {
    return begin("GET", "/api/v2/bins/b/export" + query)->stream;
  }
};

/// What a POSIX shell hands to curl: the arguments and what comes in, by a stand-in that prints
/// them.
std::vector<std::string> shell_says(const std::string& command) {
  test::TempFolder folder;
  // The body of a binary request comes on standard input; a text request has none.
  folder.write("say.sh",
               "curl() { printf '%s\\0' \"$@\"; case \"$*\" in *@-*) cat;; esac; }\n" + command);
  const auto script = folder.path() + "/say.sh";
  const auto pipe = popen(("bash " + script + " < /dev/null").c_str(), "r");
  std::string all;
  std::array<char, 4096> buffer{};
  while (const auto n = fread(buffer.data(), 1, buffer.size(), pipe)) all.append(buffer.data(), n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  std::vector<std::string> words;
  std::size_t at = 0;
  for (auto end = all.find('\0'); end != std::string::npos && words.size() < 100;) {
    words.push_back(all.substr(at, end - at));
    at = end + 1;
    if (words.back().starts_with("http://")) break;  // the last argument; the rest is the body
    end = all.find('\0', at);
  }
  words.push_back(all.substr(at));
  return words;
}

TEST_F(ExportTest, CurlHandsOverHostileBytesAsTheyCame) {
  const std::string hostile = "$(touch /tmp/x) `id` \"'\\ !! \n\t ; & | * ? ~ # % \xc3\xa9 @file";
  ask("POST", "/b/x'y$(id)[a-z]{1}/../z?q=a&b=%27", hostile,
      {{"Host", "h.test:80"},
       {"X-Quote", "it's $HOME `id`"},
       {"X-Empty", ""},
       {"Content-Type", "text/plain"},
       {"Content-Length", "5"}});
  EXPECT_THAT(
      shell_says(get("?format=curl")),
      ElementsAre("--globoff", "--path-as-is", "-X", "POST", "-H", "X-Quote: it's $HOME `id`", "-H",
                  "X-Empty;", "-H", "Content-Type: text/plain", "-H", "User-Agent:", "-H",
                  "Accept:", "--data-raw", hostile, "--request-target",
                  "/b/x'y$(id)[a-z]{1}/../z?q=a&b=%27", "http://h.test:80/", ""));
}

TEST_F(ExportTest, CurlSendsEveryByteThroughAPipe) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  ask("PUT", "/b/x", all, {{"Host", "h"}});
  const auto words = shell_says(get("?format=curl"));
  EXPECT_EQ(words.back(), all);
  EXPECT_EQ(words[words.size() - 2], "http://h/b/x");
  log_.clear("b");
  ask("HEAD", "/b/x", "", {{"Host", "h"}});
  EXPECT_THAT(shell_says(get("?format=curl")),
              ElementsAre("--globoff", "--path-as-is", "--head", "-H", "User-Agent:", "-H",
                          "Accept:", "http://h/b/x", ""));
}

TEST_F(ExportTest, HarIsWhatReadersExpect) {
  ask("POST", "/b/x?y=1", "a=1&b=2",
      {{"Host", "h"}, {"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", "c=d"}});
  ask("PUT", "/b/z", "\xff\xfe", {{"Host", "h"}});
  const auto har = base::Json::parse(get("?format=har"));
  EXPECT_EQ(har["log"]["version"], "1.2");
  EXPECT_EQ(har["log"]["creator"]["name"], "ricochet");
  ASSERT_EQ(har["log"]["entries"].size(), 2u);
  const auto& entry = har["log"]["entries"][0];
  // The members that HAR 1.2 asks for.
  for (const char* key : {"startedDateTime", "time", "request", "response", "cache", "timings"})
    EXPECT_TRUE(entry.contains(key)) << key;
  for (const char* key : {"method", "url", "httpVersion", "cookies", "headers", "queryString",
                          "headersSize", "bodySize"})
    EXPECT_TRUE(entry["request"].contains(key)) << key;
  for (const char* key : {"status", "statusText", "httpVersion", "cookies", "headers", "content",
                          "redirectURL", "headersSize", "bodySize"})
    EXPECT_TRUE(entry["response"].contains(key)) << key;
  EXPECT_EQ(entry["request"]["url"], "http://h/b/x?y=1");
  EXPECT_EQ(entry["request"]["postData"]["params"][1]["value"], "2");
  EXPECT_EQ(entry["request"]["cookies"][0]["name"], "c");
  EXPECT_EQ(entry["response"]["statusText"], "OK");
  EXPECT_EQ(entry["response"]["content"]["text"], "ok\n");
  EXPECT_EQ(har["log"]["entries"][1]["request"]["postData"]["text"], "//4=");
  log_.clear("b");
  EXPECT_EQ(base::Json::parse(get("?format=har"))["log"]["entries"].size(), 0u);
}

TEST_F(ExportTest, RawHttpIsToTheByte) {
  ask("POST", "/b/x", "hi", {{"hOsT", "h"}, {"X-A", "1"}});
  EXPECT_THAT(get("?format=http"),
              HasSubstr("\r\nPOST /b/x HTTP/1.1\r\nhOsT: h\r\nX-A: 1\r\n\r\nhi\r\n\r\n"));
}

TEST_F(ExportTest, NdjsonComesBackAsItWas) {
  ask("POST", "/b/x%20y?q=1&q=2", std::string("\x00\xff", 2), {{"X-Z", "1"}, {"x-z", "2"}});
  ask("PUT", "/b/z", "text", {});
  bin("c");
  const auto exported = get("");
  const auto answer = ask("POST", "/api/v2/bins/c/import", exported);
  EXPECT_EQ(json(answer).dump(), R"({"imported":2,"cursor":2})") << answer.body;
  const auto before = log_.read("b");
  const auto after = log_.read("c");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(after[i]->request()->headers, before[i]->request()->headers);
    EXPECT_EQ(after[i]->request()->body, before[i]->request()->body);
    EXPECT_EQ(after[i]->request()->target, before[i]->request()->target);
    EXPECT_EQ(after[i]->request()->queries, before[i]->request()->queries);
    EXPECT_EQ(after[i]->received_wall, before[i]->received_wall);
    EXPECT_EQ(after[i]->answer.status, 200);
    EXPECT_NE(after[i]->id, before[i]->id);
  }
}

TEST_F(ExportTest, HarComesBackAsItWas) {
  ask("POST", "/b/x%20y?q=1&q=2#z", std::string("\x00\xff", 2),
      {{"Host", "shop.test"}, {"X-Z", "1"}, {"x-z", ""}});
  ask("PUT", "/b/z", "a=1&b=%20", {{"Content-Type", "application/x-www-form-urlencoded"}});
  ask("GET", "http://other.test/b/z?x", "", {{"Host", "shop.test"}});
  auto odd = exchange("b", "*", "OPTIONS");
  odd.request.version = "HTTP/1.0";
  odd.request.body_truncated = true;
  odd.request.peer_address = "::1";
  odd.request.peer_port = 4242;
  odd.status = 0;
  odd.response_headers = {{"Retry-After", "1"}, {"Retry-After", "2"}};
  odd.response_body = std::string("\xfe\x00", 2);
  odd.delay = std::chrono::microseconds(20'500);
  odd.fault = "truncate";
  odd.matched = false;
  odd.rule = "stubs/a.json:3";
  odd.rule_owner = "a scenario";
  odd.why_not = "no such path";
  log_.append(odd);
  bin("c");
  const auto exported = get("?format=har");
  const auto answer = ask("POST", "/api/v2/bins/c/import", exported);
  EXPECT_EQ(json(answer).dump(), R"({"imported":4,"cursor":4})") << answer.body;
  // Whatever an export of records tells is the same, numbers, ids and connections left out.
  const auto told = [&](const std::string& name) {
    auto list = base::Json::array();
    for (const auto& record : log_.read(name)) {
      auto object = journal::record_to_v2(*record, log_.started());
      for (const char* own : {"id", "bin", "seq", "gseq", "offset_us", "connection"})
        object.erase(own);
      list.push_back(std::move(object));
    }
    return list.dump(1);
  };
  EXPECT_EQ(told("c"), told("b"));
}

TEST_F(ExportTest, HarOfAnotherProgramIsTaken) {
  const auto answer = ask("POST", "/api/v2/bins/b/import?format=har", R"(
    { "log": { "version": "1.2", "creator": { "name": "a browser" }, "pages": [], "entries": [
      { "startedDateTime": "2026-11-21T10:12:00.5+01:00", "time": 812.25,
        "request": { "method": "POST", "url": "https://shop.test:8443/orders?x=1#top",
                     "httpVersion": "h2", "queryString": [{ "name": "x", "value": "1" }],
                     "headers": [{ "name": ":authority", "value": "shop.test" },
                                 { "name": "accept", "value": "*/*", "comment": "any" }],
                     "headersSize": -1, "bodySize": 11, "postData": {
                       "mimeType": "application/x-www-form-urlencoded; charset=UTF-8",
                       "params": [{ "name": "a b", "value": "1&2" }, { "name": "c" }] } },
        "response": { "status": 201, "statusText": "Created", "httpVersion": "h2", "cookies": [],
                      "headers": [{ "name": "content-type", "value": "text/plain" }],
                      "content": { "size": 2, "mimeType": "text/plain", "text": "b2s=",
                                   "encoding": "base64" }, "redirectURL": "" },
        "cache": {}, "timings": { "blocked": -1, "send": 0.1, "wait": 800, "receive": 12.15 } },
      { "startedDateTime": "2026-11-21T09:12:01Z",
        "request": { "method": "PUT", "url": "ws://shop.test", "headers": [{ "name": "host", "value": "h" }],
                     "bodySize": 70 } } ] } })");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto records = log_.read("b");
  const auto& form = *records[0]->request();
  EXPECT_EQ(form.target, "/orders?x=1");
  EXPECT_THAT(form.headers,
              ElementsAre(match::Field{"Host", "shop.test:8443"}, match::Field{"accept", "*/*"},
                          match::Field{"Content-Type",
                                       "application/x-www-form-urlencoded; charset=UTF-8"}));
  EXPECT_EQ(form.body, "a%20b=1%262&c=");
  EXPECT_EQ(form.version, "h2");
  EXPECT_FALSE(form.body_truncated);
  EXPECT_EQ(base::format_rfc3339(records[0]->received_wall), "2026-11-21T09:12:00.500000Z");
  EXPECT_EQ(records[0]->answer.status, 201);
  EXPECT_EQ(records[0]->answer.body, "ok");
  EXPECT_EQ(records[0]->answer.delay, milliseconds(800));
  EXPECT_TRUE(records[0]->matched);
  EXPECT_EQ(records[1]->request()->target, "/");
  EXPECT_THAT(records[1]->request()->headers, ElementsAre(match::Field{"host", "h"}));
  EXPECT_TRUE(records[1]->truncated()) << "its body is not in the archive";
  EXPECT_EQ(records[1]->answer.status, 0);
}

TEST_F(ExportTest, ABadHarImportsNothingAndSaysWhere) {
  std::string story;
  const auto found = [&](const std::string& har) {
    const auto answer = ask("POST", "/api/v2/bins/b/import?format=har", har);
    EXPECT_EQ(answer.status, 400) << har;
    story += json(answer)["text"].get<std::string>() + "\n";
  };
  const auto entry = [](const std::string& text) {
    return R"({"log": {"entries": [{"request": {"method": "GET", "url": "/"}},)" + text + "]}}";
  };
  const auto of_request = [&](const std::string& text) {
    return entry(R"({"request": {"method": "GET", )" + text + "}}");
  };
  found("{");
  found("[]");
  found("{}");
  found(R"({"log": {}})");
  found(R"({"log": {"entries": {}}})");
  found(entry("7"));
  found(entry("{}"));
  found(entry(R"({"request": {"url": "/"}})"));
  found(of_request(R"("url": "data:text/plain,x")"));
  found(of_request(R"("url": "/", "_target": "x")"));
  found(of_request(R"("url": "/", "headers": [{"value": "x"}])"));
  found(of_request(R"("url": "/", "postData": {"text": "?", "_encoding": "base64"})"));
  found(entry(R"({"request": {"method": "GET", "url": "/"}, "response": {"status": "200"}})"));
  found(entry(R"({"request": {"method": "GET", "url": "/"}, "startedDateTime": "yesterday"})"));
  test::expect_golden("requestbin/har_errors.txt", story);
  EXPECT_EQ(log_.bin("b")->held, 0u);
  const auto format = ask("POST", "/api/v2/bins/b/import?format=curl", "");
  EXPECT_EQ(format.status, 400);
  EXPECT_THAT(format.body, HasSubstr("ndjson"));
}

TEST_F(ExportTest, ABadLineImportsNothing) {
  const auto answer = ask("POST", "/api/v2/bins/b/import",
                          "{\"method\": \"GET\", \"target\": \"/b\"}\n{\"method\": 7}\n{\n");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("line 2:1"));
  EXPECT_THAT(answer.body, HasSubstr("line 3:"));
  EXPECT_EQ(log_.bin("b")->held, 0u);
}

TEST_F(ExportTest, BigExportsGoOutSliceBySliceAndAreFiltered) {
  journal::BinOptions options;
  options.limits.records = 5000;
  ASSERT_TRUE(log_.create_bin("big", options));
  for (int i = 0; i < 2000; ++i) call("big", i % 2 == 0 ? "/even" : "/odd");
  const auto seen = begin("GET", "/api/v2/bins/big/export?filter=%7B%22uri%22%3A%22/odd%22%7D");
  loop_.run_ready();
  EXPECT_TRUE(seen->ended);
  EXPECT_EQ(std::count(seen->stream.begin(), seen->stream.end(), '\n'), 1000);
  const auto late =
      begin("GET", "/api/v2/bins/big/export?format=har&filter=%7B%22uri%22%3A%22/none%22%7D");
  loop_.run_ready();
  EXPECT_EQ(base::Json::parse(late->stream)["log"]["entries"].size(), 0u) << "one head, one tail";
  const auto slow = begin("GET", "/api/v2/bins/big/export", "", {}, true);
  loop_.run_ready();
  EXPECT_FALSE(slow->ended) << "it goes on when the reader takes more";
  EXPECT_EQ(std::count(slow->stream.begin(), slow->stream.end(), '\n'), 200);
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/export?format=pdf").status, 400);
}

TEST_F(ExportTest, EventsAreExportedAsNdjsonOnly) {
  match::Event event;
  event.topic = "t";
  log_.append(event, loop_.now(), loop_.wall_now());
  EXPECT_THAT(begin("GET", "/api/v2/bins/t/export")->stream, HasSubstr(R"("kind":"event")"));
  EXPECT_EQ(ask("GET", "/api/v2/bins/t/export?format=har").status, 400);
  EXPECT_EQ(ask("POST", "/api/v2/bins/t/import", "").status, 409);
}

TEST_F(ExportTest, MetricsCountWhatHappened) {
  bin("small", 1);
  begin("POST", "/api/v2/bins/b/await", "{}");
  ask("POST", "/b", "12345");
  ask("POST", "/small");
  ask("POST", "/small");
  begin("POST", "/api/v2/bins/b/await", R"({"at_least": 5})");
  begin("GET", "/api/v2/events");
  const auto answer = ask("GET", "/metrics");
  EXPECT_EQ(header(answer, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  for (const std::string line :
       {"ricochet_captures_total{kind=\"call\"} 3\n", "ricochet_captured_body_bytes_total 5\n",
        "ricochet_evicted_records_total 1\n", "ricochet_held_records 2\n",
        "ricochet_awaits_pending 1\n", "ricochet_awaits_total{outcome=\"passed\"} 1\n",
        "ricochet_await_wake_seconds_bucket{le=\"+Inf\"} 1\n",
        "ricochet_await_wake_seconds_count 1\n", "ricochet_stream_readers 1\n",
        "ricochet_stream_lag_records 0\n", "ricochet_loop_turn_seconds_bucket{le=\"0.02\"} 0\n",
        "ricochet_loop_turn_seconds_count 0\n", "ricochet_loop_longest_turn_seconds 0\n",
        "ricochet_workers 1\n", "ricochet_worker_queue_pieces 0\n",
        "ricochet_worker_refused_total 0\n"})
    EXPECT_THAT(answer.body, HasSubstr(line));
  // The format: each sample has its TYPE before it, and a number behind it.
  std::set<std::string> types;
  for (const auto line : base::split(answer.body, '\n')) {
    if (line.empty()) continue;
    const auto words = base::split(line, ' ');
    if (line.starts_with("# TYPE ")) types.insert(std::string(words[2]));
    if (line.starts_with("#")) continue;
    ASSERT_EQ(words.size(), 2u) << line;
    auto name = std::string(words[0].substr(0, words[0].find('{')));
    for (const std::string tail : {"_bucket", "_sum", "_count"}) {
      if (name.ends_with(tail) && !types.contains(name)) name.resize(name.size() - tail.size());
    }
    EXPECT_TRUE(types.contains(name)) << line;
  }
}

TEST_F(ExportTest, TheOpenApiDocumentAndTheRoutesAreTheSame) {
  const auto document = json(ask("GET", "/api/openapi.json"));
  EXPECT_EQ(document["openapi"], "3.1.0");
  std::set<std::string> described;
  std::set<std::string> operations;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      described.insert(base::to_upper(method) + " " + path);
      EXPECT_TRUE(operations.insert(operation["operationId"].get<std::string>()).second)
          << "two operations are called " << operation["operationId"];
      std::set<std::string> given;
      for (const auto& parameter : operation.value("parameters", base::Json::array())) {
        if (parameter["in"] == "path") given.insert(parameter["name"].get<std::string>());
      }
      std::set<std::string> wanted;
      for (const auto part : base::split(path, '/')) {
        if (part.starts_with('{')) wanted.insert(std::string(part.substr(1, part.size() - 2)));
      }
      EXPECT_EQ(given, wanted) << method << " " << path;
    }
  }
  std::set<std::string> routes;
  for (const auto& route : server_->router().routes()) {
    const bool page =
        route.find(" /static/") != std::string::npos || route.find(" /ui/") != std::string::npos;
    if (!route.starts_with("* ") && !page) routes.insert(route);
  }
  EXPECT_EQ(described, routes);
  // Every reference leads somewhere.
  const auto text = document.dump();
  const std::string mark = "#/components/schemas/";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto end = text.find('"', at);
    EXPECT_TRUE(document["components"]["schemas"].contains(
        text.substr(at + mark.size(), end - at - mark.size())));
  }
}

TEST_F(ExportTest, OthersDescribeTheirRoutesInTheSameDocument) {
  ask("GET", "/healthz");
  EXPECT_TRUE(server_->describe(
      R"({"paths": {"/api/v2/stubs": {"get": {"operationId": "listStubs"}},
                    "/api/v2/bins": {"put": {}}}, "components": {"schemas": {"Stub": {}}}})"));
  const auto document = json(ask("GET", "/api/openapi.json"));
  EXPECT_TRUE(document["paths"]["/api/v2/stubs"].contains("get"));
  EXPECT_TRUE(document["paths"]["/api/v2/bins"].contains("get"));
  EXPECT_TRUE(document["paths"]["/api/v2/bins"].contains("put"));
  EXPECT_TRUE(document["components"]["schemas"].contains("Stub"));
  EXPECT_FALSE(server_->describe(R"({"paths": {"/api/v2/bins": {"get": {}}}})"));
  EXPECT_EQ(server_->describe("[]").error().code, "bin/bad-openapi");
}

}  // namespace
}  // namespace ricochet::requestbin
