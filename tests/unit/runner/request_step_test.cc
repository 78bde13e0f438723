#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/json.h"
#include "runner/steps/answer_check.h"
#include "runner/steps/http_call.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using testing::HasSubstr;

/// A reader on one value of its own.
struct Value {
  explicit Value(const std::string& text)
      : document(base::JsonDocument::parse("s.json", text).value()),
        reader(document, diags, "scenario") {}
  std::shared_ptr<const base::JsonDocument> document;
  base::DiagList diags;
  base::JsonReader reader;
};

class HttpCall : public testing::Test {
 protected:
  http::ClientRequest read(const std::string& text) {
    const Value value(text);
    auto request = read_http_call(value.reader, *scenario_.scenario);
    EXPECT_TRUE(request) << value.diags.render_all();
    return request.value_or(http::ClientRequest());
  }

  WorkFolder folder_;
  ParsedStep scenario_ = parse(R"({ "pause": 1 })", steps_suite(folder_));
};

TEST_F(HttpCall, GetIsTheMethodWithoutABodyAndPostWithOne) {
  EXPECT_EQ(read(R"({ "url": "http://h/a" })").method, "GET");
  EXPECT_EQ(read(R"({ "url": "http://h/a", "text": "" })").method, "POST");
  EXPECT_EQ(read(R"({ "url": "http://h/a", "method": "delete" })").method, "DELETE");
}

TEST_F(HttpCall, EachBodyBringsItsType) {
  folder_.write("photo.bin", std::string("\0x", 2));
  const struct {
    const char* body;
    std::string type, bytes;
  } cases[] = {
      {R"("json": {"a": [1, "x"]})", "application/json", R"({"a":[1,"x"]})"},
      {R"("json": null)", "application/json", "null"},
      {R"("text": "hi")", "text/plain; charset=utf-8", "hi"},
      {R"("form": { "a b": "1&2", "n": 3, "l": ["x", "y"] })", "application/x-www-form-urlencoded",
       "a%20b=1%262&n=3&l=x&l=y"},
      {R"("file": "photo.bin")", "application/octet-stream", std::string("\0x", 2)},
  };
  for (const auto& c : cases) {
    const auto request = read(R"({ "url": "http://h/", )" + std::string(c.body) + " }");
    EXPECT_EQ(request.body, c.bytes) << c.body;
    ASSERT_EQ(request.headers.size(), 1u) << c.body;
    EXPECT_EQ(request.headers[0].value, c.type) << c.body;
  }
}

TEST_F(HttpCall, AMultipartBodyReadsBackAsItsParts) {
  folder_.write("a.txt", "content\r\nof a");
  const auto request = read(
      R"({ "url": "http://h/", "multipart": { "note": "x", "photo": { "file": "a.txt", "filename": "b\"c.txt", "content_type": "text/plain" } } })");
  const auto parts = match::multipart_parts(request.headers[0].value, request.body);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].name, "note");
  EXPECT_EQ(parts[0].content, "x");
  EXPECT_EQ(parts[1].content, "content\r\nof a");
  EXPECT_EQ(parts[1].filename, "b%22c.txt");
  EXPECT_EQ(parts[1].type, "text/plain");
}

TEST_F(HttpCall, HeadersMayComeSeveralTimesAndBeatTheBodysType) {
  const auto request = read(
      R"({ "url": "http://h/", "text": "x", "headers": { "X-A": ["1", "2"], "content-type": "text/csv" } })");
  ASSERT_EQ(request.headers.size(), 3u);
  EXPECT_EQ(request.headers[1].value, "2");
  EXPECT_EQ(request.headers[2].value, "text/csv");
}

TEST_F(HttpCall, QueriesGoBehindThoseOfTheUrl) {
  EXPECT_EQ(read(R"({ "url": "http://h/a", "queries": { "q": "ä b", "n": [1, true] } })").url,
            "http://h/a?q=%C3%A4%20b&n=1&n=true");
  EXPECT_EQ(read(R"({ "url": "http://h/a?x=1#f", "queries": { "q": "2" } })").url,
            "http://h/a?x=1&q=2");
}

http::Response answer(int status, std::string body) {
  http::Response out(status);
  out.headers.push_back({"Content-Type", "application/json"});
  out.body = std::move(body);
  return out;
}

/// "fits", or what does not.
std::string judged(const std::string& expect, const http::Response& answer) {
  const Value value(expect);
  const auto check = AnswerCheck::parse(value.reader);
  EXPECT_TRUE(check) << value.diags.render_all();
  if (!check) return {};
  const auto unmet = check->misfit(answer, "GET http://h/");
  return unmet ? unmet->message : "fits";
}

TEST(AnswerCheck, SaysWhatCameFirst) {
  const auto ok = answer(200, R"({"id": 7, "name": "x"})");
  EXPECT_EQ(judged("{}", ok), "fits");
  EXPECT_EQ(judged("{}", answer(404, "")), "got status 404, expected one below 400");
  EXPECT_EQ(judged(R"({ "expect": { "status": 201 } })", ok), "got status 200, expected \"201\"");
  EXPECT_EQ(judged(R"({ "expect": { "status": { "between": [200, 299] } } })", ok), "fits");
  EXPECT_EQ(judged(R"({ "expect": { "json_paths": { "$.id": "7" } } })", ok), "fits");
  EXPECT_EQ(
      judged(R"({ "expect": { "headers": { "content-type": { "startsWith": "application" } } } })",
             ok),
      "fits");
  EXPECT_THAT(judged(R"({ "expect": { "json_paths": { "$.name": "y" } } })", ok),
              HasSubstr("got the string \"x\", expected \"y\""));
  // A 404 that is asked for is what was asked for.
  EXPECT_EQ(judged(R"({ "expect": { "status": 404 } })", answer(404, "")), "fits");
}

TEST(NewSteps, EveryErrorHasItsPlaceAndCure) {
  WorkFolder folder;
  expect_golden_steps(
      "runner/new_step_errors.txt",
      {
          {"request: no url", R"({ "request": { "method": "get" } })"},
          {"request: a path alone", R"({ "request": { "url": "/orders" } })"},
          {"request: unknown key", R"({ "request": { "url": "http://h/", "jsn": {} } })"},
          {"request: two bodies",
           R"({ "request": { "url": "http://h/", "json": 1, "text": "x" } })"},
          {"request: bad method", R"({ "request": { "url": "http://h/", "method": "ge t" } })"},
          {"request: a header on two lines",
           R"({ "request": { "url": "http://h/", "headers": { "x": "a\nb" } } })"},
          {"request: no such file", R"({ "request": { "url": "http://h/", "file": "none.bin" } })"},
          {"request: expects nothing", R"({ "request": { "url": "http://h/", "expect": {} } })"},
          {"request: unknown in expect",
           R"({ "request": { "url": "http://h/", "expect": { "stats": 200 } } })"},
          {"request: impossible status",
           R"({ "request": { "url": "http://h/", "expect": { "status": 99 } } })"},
          {"request: zero window", R"({ "request": { "url": "http://h/", "within": "0s" } })"},
          {"capture: nothing", R"({ "request": { "url": "http://h/", "capture": {} } })"},
          {"capture: not a place",
           R"({ "request": { "url": "http://h/", "capture": { "a": "$.id" } } })"},
          {"capture: bad path",
           R"({ "request": { "url": "http://h/", "capture": { "a": "json:$.[" } } })"},
          {"capture: reserved",
           R"({ "request": { "url": "http://h/", "capture": { "bus": "json:$.id" } } })"},
          {"capture: of nothing",
           R"({ "expect": { "calls": "photos", "never": true, "capture": { "a": "key" } } })"},
          {"run: no command", R"({ "run": {} })"},
          {"run: empty", R"({ "run": { "command": [] } })"},
          {"run: bad exit", R"({ "run": { "command": ["true"], "expect": { "exit": 256 } } })"},
          {"run: bad stdout",
           R"({ "run": { "command": ["true"], "expect": { "stdout": { "mach": "x" } } } })"},
          {"stub: none", R"({ "stub": {} })"},
          {"stub: unknown", R"({ "stub": { "photo": [] } })"},
          {"stub: not a list", R"({ "stub": { "photos": {} } })"},
          {"stub: bad session",
           R"({ "stub": { "photos": [ { "request": { "urii": "/" }, "response": { "text": "x" } } ] } })"},
          {"repeat: no times", R"({ "repeat": { "steps": [ { "pause": "1s" } ] } })"},
          {"repeat: no steps", R"({ "repeat": { "times": 2, "steps": [] } })"},
          {"repeat: never", R"({ "repeat": { "times": 0, "steps": [ { "pause": "1s" } ] } })"},
          {"together: one list", R"({ "together": [ [ { "pause": "1s" } ] ] })"},
          {"together: no lists", R"({ "together": { "pause": "1s" } })"},
          {"together: an empty list", R"({ "together": [ [ { "pause": "1s" } ], [] ] })"},
      },
      steps_suite(folder));
}

}  // namespace
}  // namespace ricochet::runner
