#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

// What Moco 1.6 does with each key of its configuration, row by row as its tables have it. Where we
// differ on purpose, the row says "ours".
namespace ricochet::stubserver {
namespace {

/// One exchange: a session and what is asked. Sessions stand before one that takes everything else
/// and answers "-", so that "no match" is `-` and a refusal is its status.
struct Row {
  const char* says;
  const char* session;
  const char* method;
  const char* target;
  const char* body;
  const char* header;  ///< "Name: value", or ""
  const char* answer;  ///< "200 foo" of the answer, or "-"
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.says; }

std::vector<match::Field> fields(const std::string& line) {
  if (line.empty()) return {};
  const auto colon = line.find(": ");
  return {{line.substr(0, colon), line.substr(colon + 2)}};
}

/// The files that rows name.
class MocoFiles {
 protected:
  MocoFiles() {
    folder_.write("a.txt", "content");
    folder_.write("a.json", R"({"a":1})");
    folder_.write("a.xml", "<a> <b>1</b> </a>");
    folder_.write("hello.ftl", "hello ${req.method}");
    folder_.write("resources/r.html", "<r>");
    options_.file_root = folder_.path();
    options_.resources = {folder_ / "resources"};
  }
  test::TempFolder folder_;
  LoadOptions options_;
};

class Moco : public MocoFiles, public testing::TestWithParam<Row> {};
TEST_P(Moco, DoesWhatTheRowSays) {
  const Row& row = GetParam();
  Stub stub(std::string("[") + row.session + R"(,{"response":{"status":299,"text":"-"}}])",
            options_);
  const auto decision = stub.ask(row.method, row.target, row.body, fields(row.header));
  const std::string got = decision.response.status == 299 ? "-" : brief(decision);
  EXPECT_EQ(got, row.answer) << row.session;
}

INSTANTIATE_TEST_SUITE_P(
    FileLevel, Moco,
    testing::Values(
        Row{"a description is ignored",
            R"({"description":"x","request":{"uri":"/a"},"response":{"text":"a"}})", "GET", "/a",
            "", "", "200 a"},
        Row{"null is absent in a response",
            R"({"request":{"uri":"/a"},"response":{"json":null,"status":null}})", "GET", "/a", "",
            "", "200 "},
        Row{"null is absent in a request",
            R"({"request":{"uri":"/a","method":null},"response":{"text":"a"}})", "PUT", "/a", "",
            "", "200 a"},
        Row{"strings are trimmed", R"({"request":{"uri":" /a "},"response":{"text":" a  b "}})",
            "GET", "/a", "", "", "200 a  b"},
        Row{"strings inside json are not",
            R"({"request":{"uri":"/a"},"response":{"json":{"k":" v "}}})", "GET", "/a", "", "",
            R"(200 {"k":" v "})"},
        Row{"a status may be a string", R"({"request":{"uri":"/a"},"response":{"status":"404"}})",
            "GET", "/a", "", "", "404 "},
        Row{"a file name may be a template",
            R"json({"request":{"uri":"/a"},"response":{"file":{"name":{"template":"${req.queries['n']}.txt"}}}})json",
            "GET", "/a?n=a", "", "", "200 content"},
        Row{"name and charset in any order",
            R"({"request":{"uri":"/a"},"response":{"file":{"charset":"GBK","name":"a.txt"}}})",
            "GET", "/a", "", "", "200 content"},
        Row{"a template and a charset together: ours",
            R"json({"request":{"uri":"/a"},"response":{"file":{"name":{"template":"${req.queries['n']}.txt"},"charset":"utf-8"}}})json",
            "GET", "/a?n=a", "", "", "200 content"},
        Row{"a file's content as template",
            R"({"request":{"uri":"/a"},"response":{"file":{"template":"hello.ftl"}}})", "GET", "/a",
            "", "", "200 hello GET"}));

INSTANTIATE_TEST_SUITE_P(
    RequestKeys, Moco,
    testing::Values(
        Row{"uri is percent-decoded", R"({"request":{"uri":"/a b"},"response":{"text":"x"}})",
            "GET", "/a%20b?q=1", "", "", "200 x"},
        Row{"uri is exact", R"({"request":{"uri":"/a"},"response":{"text":"x"}})", "GET", "/a/", "",
            "", "-"},
        Row{"method in any case", R"({"request":{"method":"post"},"response":{"text":"x"}})",
            "POST", "/", "", "", "200 x"},
        Row{"version", R"({"request":{"version":"http/1.0"},"response":{"text":"x"}})", "GET", "/",
            "", "", "-"},
        Row{"text is the whole body", R"({"request":{"text":"foo"},"response":{"text":"x"}})",
            "POST", "/", "foo", "", "200 x"},
        Row{"an empty body matches no text",
            R"({"request":{"text":{"match":".*"}},"response":{"text":"x"}})", "POST", "/", "", "",
            "-"},
        Row{"file is the whole body", R"({"request":{"file":"a.txt"},"response":{"text":"x"}})",
            "POST", "/", "content", "", "200 x"},
        Row{"json in any order of keys",
            R"({"request":{"json":{"a":1,"b":[1,2]}},"response":{"text":"x"}})", "POST", "/",
            R"({"b":[1,2],"a":1})", "", "200 x"},
        Row{"json without extra keys", R"({"request":{"json":{"a":1}},"response":{"text":"x"}})",
            "POST", "/", R"({"a":1,"b":2})", "", "-"},
        Row{"json keeps 1 and 1.0 apart", R"({"request":{"json":{"a":1}},"response":{"text":"x"}})",
            "POST", "/", R"({"a":1.0})", "", "-"},
        Row{"headers in any case", R"({"request":{"headers":{"X-A":"b"}},"response":{"text":"x"}})",
            "GET", "/", "", "x-a: b", "200 x"},
        Row{"queries decoded", R"({"request":{"queries":{"q":"a b"}},"response":{"text":"x"}})",
            "GET", "/?z=1&q=a+b", "", "", "200 x"},
        Row{"any of repeated queries",
            R"({"request":{"queries":{"q":"2"}},"response":{"text":"x"}})", "GET", "/?q=1&q=2", "",
            "", "200 x"},
        Row{"a query without value is empty",
            R"({"request":{"queries":{"q":""}},"response":{"text":"x"}})", "GET", "/?q", "", "",
            "200 x"},
        Row{"query names heed case", R"({"request":{"queries":{"Q":"1"}},"response":{"text":"x"}})",
            "GET", "/?q=1", "", "", "-"},
        Row{"cookies", R"({"request":{"cookies":{"s":"1"}},"response":{"text":"x"}})", "GET", "/",
            "", "Cookie: t=0; s=1", "200 x"},
        Row{"forms without a content type",
            R"({"request":{"forms":{"n":"f o"}},"response":{"text":"x"}})", "POST", "/",
            "n=f+o&m=1", "", "200 x"},
        Row{"a repeated form field: ours",
            R"({"request":{"forms":{"n":"2"}},"response":{"text":"x"}})", "POST", "/", "n=1&n=2",
            "", "200 x"},
        Row{"xpaths compare values",
            R"json({"request":{"xpaths":{"/a/b/text()":"1"}},"response":{"text":"x"}})json", "POST",
            "/", "<a><b>0</b><b>1</b></a>", "", "200 x"},
        Row{"json_paths as text",
            R"({"request":{"json_paths":{"$.a.b":"1"}},"response":{"text":"x"}})", "POST", "/",
            R"({"a":{"b":1}})", "", "200 x"},
        Row{"json_paths of a list",
            R"({"request":{"json_paths":{"$.a[*]":"2"}},"response":{"text":"x"}})", "POST", "/",
            R"({"a":[1,2]})", "", "200 x"},
        Row{"json_paths on what is not JSON: ours",
            R"({"request":{"json_paths":{"$.a":"1"}},"response":{"text":"x"}})", "POST", "/",
            "no json", "", "-"},
        Row{"struct.json is the shape",
            R"({"request":{"struct":{"json":{"a":1,"b":["x"]}}},"response":{"text":"x"}})", "POST",
            "/", R"({"a":2.5,"b":["y","z"],"c":null})", "", "200 x"},
        Row{"struct.json needs each key",
            R"({"request":{"struct":{"json":{"a":1,"b":2}}},"response":{"text":"x"}})", "POST", "/",
            R"({"a":2})", "", "-"},
        Row{"struct.xml is the shape",
            R"({"request":{"struct":{"xml":"<a><b>1</b></a>"}},"response":{"text":"x"}})", "POST",
            "/", "<a><b>2</b></a>", "", "200 x"}));

INSTANTIATE_TEST_SUITE_P(
    Operators, Moco,
    testing::Values(
        Row{"match takes the whole value",
            R"({"request":{"uri":{"match":"/\\w*/foo"}},"response":{"text":"x"}})", "GET",
            "/bar/foo", "", "", "200 x"},
        Row{"match is not a search",
            R"({"request":{"uri":{"match":"foo"}},"response":{"text":"x"}})", "GET", "/foo", "", "",
            "-"},
        Row{"match of a method",
            R"({"request":{"method":{"match":"get|post"}},"response":{"text":"x"}})", "POST", "/",
            "", "", "200 x"},
        Row{"startsWith", R"({"request":{"text":{"startsWith":"foo"}},"response":{"text":"x"}})",
            "POST", "/", "foobar", "", "200 x"},
        Row{"endsWith",
            R"({"request":{"headers":{"a":{"endsWith":"json"}}},"response":{"text":"x"}})", "GET",
            "/", "", "A: application/json", "200 x"},
        Row{"contain", R"({"request":{"queries":{"q":{"contain":"bar"}}},"response":{"text":"x"}})",
            "GET", "/?q=abarc", "", "", "200 x"},
        Row{"exist true",
            R"({"request":{"headers":{"a":{"exist":"true"}}},"response":{"text":"x"}})", "GET", "/",
            "", "a: 1", "200 x"},
        Row{"exist false",
            R"({"request":{"queries":{"q":{"exist":"false"}}},"response":{"text":"x"}})", "GET",
            "/", "", "", "200 x"},
        Row{"eq on map entries",
            R"({"request":{"headers":{"a":{"eq":"1"}}},"response":{"text":"x"}})", "GET", "/", "",
            "a: 1", "200 x"},
        Row{"path takes one segment",
            R"({"request":{"uri":{"path":"/a/{id}"}},"response":{"text":{"template":"${req.path.id}"}}})",
            "GET", "/a/7", "", "", "200 7"},
        Row{"path is not wider",
            R"({"request":{"uri":{"path":"/a/{id}"}},"response":{"text":"x"}})", "GET", "/a/1/2",
            "", "", "-"},
        Row{"path with other conditions: ours",
            R"({"request":{"method":"get","uri":{"path":"/a/{id}"}},"response":{"text":{"template":"${req.path.id}"}}})",
            "GET", "/a/7", "", "", "200 7"},
        Row{"json under text",
            R"({"request":{"text":{"json":"{\"a\":1}"}},"response":{"text":"x"}})", "POST", "/",
            R"({ "a" : 1 })", "", "200 x"},
        Row{"json under file", R"({"request":{"file":{"json":"a.json"}},"response":{"text":"x"}})",
            "POST", "/", R"({ "a" : 1 })", "", "200 x"},
        Row{"xml without white space",
            R"({"request":{"text":{"xml":"<a><b>1</b></a>"}},"response":{"text":"x"}})", "POST",
            "/", "<a>\n  <b>1</b>\n</a>", "", "200 x"},
        Row{"xml under file", R"({"request":{"file":{"xml":"a.xml"}},"response":{"text":"x"}})",
            "POST", "/", "<a><b>1</b></a>", "", "200 x"},
        Row{"xml and a body that is none: ours",
            R"({"request":{"text":{"xml":"<a>1</a>"}},"response":{"text":"x"}})", "POST", "/",
            R"({"a":1})", "", "-"}));

INSTANTIATE_TEST_SUITE_P(
    ResponseKeys, Moco,
    testing::Values(
        Row{"nothing is a plain 200", R"({"request":{"uri":"/a"},"response":{}})", "GET", "/a", "",
            "", "200 "},
        Row{"text", R"({"request":{"uri":"/a"},"response":{"text":"hi"}})", "GET", "/a", "", "",
            "200 hi"},
        Row{"file", R"({"request":{"uri":"/a"},"response":{"file":"a.txt"}})", "GET", "/a", "", "",
            "200 content"},
        Row{"path_resource", R"({"request":{"uri":"/a"},"response":{"path_resource":"r.html"}})",
            "GET", "/a", "", "", "200 <r>"},
        Row{"json",
            R"({"request":{"uri":"/a"},"response":{"json":{"b":2.50,"a":1e3,"ü":[null,true]}}})",
            "GET", "/a", "", "", "200 {\"b\":2.5,\"a\":1000.0,\"ü\":[null,true]}"},
        Row{"a json string is raw", R"({"request":{"uri":"/a"},"response":{"json":"{\"a\": 1}"}})",
            "GET", "/a", "", "", R"(200 {"a": 1})"},
        Row{"no template inside json",
            R"({"request":{"uri":"/a"},"response":{"json":{"a":"${req.method}"},"template":false}})",
            "GET", "/a", "", "", R"(200 {"a":"${req.method}"})"},
        Row{"status", R"({"request":{"uri":"/a"},"response":{"status":799}})", "GET", "/a", "", "",
            "799 "},
        Row{"attachment",
            R"({"request":{"uri":"/a"},"response":{"attachment":{"filename":"x","file":"a.txt"}}})",
            "GET", "/a", "", "", "200 content"},
        Row{"elements of seq are whole responses",
            R"({"request":{"uri":"/a"},"response":{"seq":[{"status":404,"json":{}},{"text":"2"}]}})",
            "GET", "/a", "", "", "404 {}"},
        Row{"elements of cycle, too",
            R"({"request":{"uri":"/a"},"response":{"cycle":[{"status":404,"json":{}},{"text":"2"}]}})",
            "GET", "/a", "", "", "404 {}"},
        Row{"record is an empty text", R"({"request":{"uri":"/a"},"response":{"record":"n"}})",
            "GET", "/a", "", "", "200 "},
        Row{"sse", R"({"request":{"uri":"/a"},"response":{"sse":[{"data":"x"}]}})", "GET", "/a", "",
            "", "200 data: x\n\n"},
        Row{"redirectTo", R"({"request":{"uri":"/a"},"redirectTo":"/b"})", "GET", "/a", "", "",
            "302 "}));

/// What one header of an answer is.
struct HeaderRow {
  const char* response;
  const char* name;
  const char* value;
};
std::ostream& operator<<(std::ostream& out, const HeaderRow& row) { return out << row.response; }

class MocoHeaders : public testing::TestWithParam<HeaderRow> {
 protected:
  MocoHeaders() {
    for (const char* name :
         {"a.png", "a.gif", "a.jpg", "a.jpeg", "a.tiff", "a.css", "a.html", "a.txt", "a.js",
          "a.json", "a.pdf", "a.zip", "a.tar", "a.gz", "a.xml", "a.other", "a"})
      folder_.write(name, "x");
    options_.file_root = folder_.path();
  }
  test::TempFolder folder_;
  LoadOptions options_;
};

TEST_P(MocoHeaders, AreThoseOfTheRow) {
  EXPECT_EQ(header_of(answer_of(GetParam().response, options_), GetParam().name), GetParam().value);
}

constexpr const char* kType = "Content-Type";
INSTANTIATE_TEST_SUITE_P(
    Types, MocoHeaders,
    testing::Values(
        HeaderRow{R"({"text":"x"})", kType, "text/plain; charset=utf-8"},
        HeaderRow{R"({"json":{}})", kType, "application/json; charset=utf-8"},
        HeaderRow{R"({"sse":[{"data":"x"}]})", kType, "text/event-stream"},
        HeaderRow{R"({"record":"n"})", kType, "text/plain; charset=utf-8"},
        HeaderRow{R"({})", kType, "(none)"}, HeaderRow{R"({"file":"a.png"})", kType, "image/png"},
        HeaderRow{R"({"file":"a.gif"})", kType, "image/gif"},
        HeaderRow{R"({"file":"a.jpg"})", kType, "image/jpeg"},
        HeaderRow{R"({"file":"a.jpeg"})", kType, "image/jpeg"},
        HeaderRow{R"({"file":"a.tiff"})", kType, "image/tiff"},
        HeaderRow{R"({"file":"a.css"})", kType, "text/css"},
        HeaderRow{R"({"file":"a.html"})", kType, "text/html"},
        HeaderRow{R"({"file":"a.txt"})", kType, "text/plain"},
        HeaderRow{R"({"file":"a.js"})", kType, "application/javascript"},
        HeaderRow{R"({"file":"a.json"})", kType, "application/json"},
        HeaderRow{R"({"file":"a.pdf"})", kType, "application/pdf"},
        HeaderRow{R"({"file":"a.zip"})", kType, "application/zip"},
        HeaderRow{R"({"file":"a.tar"})", kType, "application/x-tar"},
        HeaderRow{R"({"file":"a.gz"})", kType, "application/x-gzip"},
        HeaderRow{R"({"file":"a.xml"})", kType, "text/xml"},
        HeaderRow{R"({"file":"a.other"})", kType, "text/plain; charset=utf-8"},
        HeaderRow{R"({"file":"a"})", kType, "text/plain; charset=utf-8"},
        HeaderRow{R"({"file":{"name":"a.html","charset":"GBK"}})", kType, "text/html; charset=gbk"},
        HeaderRow{R"({"file":"a.html","headers":{"Content-Type":"text/x"}})", kType, "text/x"},
        HeaderRow{R"({"file":"a.html","headers":{"content-type":"text/x"}})", kType, "text/x"}));
INSTANTIATE_TEST_SUITE_P(
    Others, MocoHeaders,
    testing::Values(
        HeaderRow{R"({"headers":{"X":{"template":"${req.method}"}}})", "X", "GET"},
        HeaderRow{R"({"headers":{"X":{"template":{"with":"${v}","vars":{"v":"1"}}}}})", "X", "1"},
        HeaderRow{R"({"cookies":{"s":"1"}})", "Set-Cookie", "s=1"},
        HeaderRow{R"({"cookies":{"s":{"template":"${req.method}"}}})", "Set-Cookie", "s=GET"},
        HeaderRow{R"({"cookies":{"s":{"value":"1","secure":"false","sameSite":"STRICT"}}})",
                  "Set-Cookie", "s=1; SameSite=Strict"},
        HeaderRow{R"({"attachment":{"filename":"a.txt","text":"x"}})", "Content-Disposition",
                  "attachment; filename=a.txt"}));

class MocoRedirects : public MocoFiles, public testing::Test {
 protected:
  std::string location(const std::string& redirect, const std::string& target) {
    Stub stub(R"([{"request":{"uri":"/r"},"redirectTo":)" + redirect + "}]", options_);
    const auto decision = stub.ask("GET", target);
    return brief(decision) + header_of(decision, "Location");
  }
};

TEST_F(MocoRedirects, GoWhereTheTextTheTemplateOrTheFileSays) {
  folder_.write("url.txt", " /from-file\n");
  folder_.write("resources/url.txt", "/from-resource");
  EXPECT_EQ(location(R"("http://h/x")", "/r"), "302 http://h/x");
  EXPECT_EQ(location(R"json({"template":"/to?${req.queries['a']}"})json", "/r?a=1"), "302 /to?1");
  EXPECT_EQ(location(R"({"template":{"with":"/${v}","vars":{"v":"x"}}})", "/r"), "302 /x");
  EXPECT_EQ(location(R"({"file":"url.txt"})", "/r"), "302 /from-file");
  EXPECT_EQ(location(R"({"path_resource":"url.txt"})", "/r"), "302 /from-resource");
}

/// What is refused, with the code of the finding.
struct Refused {
  const char* sessions;
  const char* code;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.sessions; }

class MocoRefuses : public testing::TestWithParam<Refused> {};
TEST_P(MocoRefuses, TheRow) {
  const std::string findings = findings_in(GetParam().sessions);
  EXPECT_EQ(findings.find(std::string("error[") + GetParam().code + "]"), 0u) << findings;
}
INSTANTIATE_TEST_SUITE_P(
    FileLevel, MocoRefuses,
    testing::Values(
        Refused{R"({"response":{"text":"a"}})", "stub/wrong-type"}, Refused{"", "json/syntax"},
        Refused{R"([{"respons":{}}])", "stub/unknown-key"},
        Refused{R"([{"request":{"uri":"/a","description":"x"},"response":{}}])",
                "stub/unknown-key"},
        Refused{R"([{}])", "stub/missing-response"},
        Refused{R"([{"request":{"uri":"/a"}}])", "stub/missing-response"},
        Refused{R"([{"redirectTo":"/b"}])", "stub/missing-request"},
        Refused{R"([{"request":{},"response":{}}])", "stub/empty-matcher"},
        Refused{R"([{"response":{"text":1}}])", "stub/wrong-type"},
        Refused{R"([{"response":{"text":true}}])", "stub/wrong-type"},
        Refused{R"([{"response":{"text":["a"]}}])", "stub/wrong-type"},
        Refused{R"([{"response":{"text":{"match":"a"}}}])", "stub/unknown-key"},
        Refused{R"([{"response":{"text":{"template":"a","with":"b"}}}])", "stub/unknown-key"},
        Refused{R"([{"response":{"text":{"template":{"with":"a"}}}}])", "stub/missing-key"}));
INSTANTIATE_TEST_SUITE_P(
    Keys, MocoRefuses,
    testing::Values(
        Refused{R"([{"response":{"latency":0}}])", "stub/bad-latency"},
        Refused{R"([{"response":{"latency":{"duration":1}}}])", "stub/missing-key"},
        Refused{R"([{"response":{"latency":{"duration":1,"unit":"seconds"}}}])", "stub/bad-unit"},
        Refused{R"([{"response":{"status":0}}])", "stub/out-of-range"},
        Refused{R"([{"response":{"status":1.5}}])", "stub/wrong-type"},
        Refused{R"([{"response":{"seq":[{"text":"1"}]}}])", "stub/too-short"},
        Refused{R"([{"response":{"cycle":[]}}])", "stub/too-short"},
        Refused{R"([{"response":{"cookies":{"a":{}}}}])", "stub/missing-key"},
        Refused{R"([{"response":{"cookies":{"a":{"value":"1","sameSite":"x"}}}}])",
                "stub/unknown-value"},
        Refused{R"([{"response":{"cookies":{"a":"b c"}}}])", "stub/bad-cookie"},
        Refused{R"([{"response":{"text":"a","json":{}}}])", "stub/two-bodies"},
        Refused{R"([{"response":{"attachment":{"text":"x"}}}])", "stub/missing-key"},
        Refused{R"([{"response":{"cors":false}}])", "stub/bad-cors"},
        Refused{R"([{"response":{"cors":{}}}])", "stub/empty"},
        Refused{R"([{"response":{"record":{}}}])", "stub/missing-key"},
        Refused{R"([{"response":{"sse":[]}}])", "stub/empty"},
        Refused{R"([{"response":{"file":"/no/such/file"}}])", "stub/file-not-found"},
        Refused{R"([{"response":{"text":{"template":"${"}}}])", "stub/syntax"},
        Refused{R"([{"response":{"text":{"template":"${random(-10)}"}}}])", "stub/bad-argument"},
        Refused{R"([{"response":{"json":{"${now('qqq')}":1},"template":true}}])",
                "stub/bad-template"},
        Refused{R"([{"response":{"text":{"template":"${foo()}"}}}])", "stub/unknown-function"},
        Refused{R"([{"request":{"uri":""},"response":{}}])", "stub/bad-text-value"},
        Refused{R"([{"request":{"version":"HTTP/7"},"response":{}}])", "stub/unknown-value"},
        Refused{R"([{"request":{"uri":{"match":"("}},"response":{}}])", "stub/bad-pattern"},
        Refused{R"([{"request":{"headers":{"a":{"path":"/a"}}},"response":{}}])",
                "stub/unknown-operator"}));

TEST(MocoOrder, FirstMatchWinsAndTheAnyResponseIsLast) {
  Stub stub(R"([{"response":{"text":"any"}},
                {"request":{"uri":{"startsWith":"/a"}},"response":{"text":"first"}},
                {"request":{"uri":"/ab"},"response":{"text":"second"}}])");
  EXPECT_EQ(stub.get("/ab"), "200 first");
  EXPECT_EQ(stub.get("/b"), "200 any");
}

TEST(MocoOrder, EmptyFileAnswers400) {
  Stub stub("[]");
  EXPECT_EQ(stub.ask("GET", "/").response.status, 400);
}

TEST(MocoPositions, SeqEndsAtItsLastAndCycleBeginsAgain) {
  Stub stub(R"([{"request":{"uri":"/s"},"response":{"seq":[{"text":"foo"},{"json":{"a":1}}]}},
                {"request":{"uri":"/c"},"response":{"cycle":[{"text":"foo"},{"text":"bar"}]}}])");
  for (const char* answer : {"200 foo", R"(200 {"a":1})", R"(200 {"a":1})"})
    EXPECT_EQ(stub.get("/s"), answer);
  for (const char* answer : {"200 foo", "200 bar", "200 foo"}) EXPECT_EQ(stub.get("/c"), answer);
}

}  // namespace
}  // namespace ricochet::stubserver
