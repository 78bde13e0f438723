// What comes into a bin by import: archives of strangers, forged records, big files.
#include <random>

#include "requestbin/transfer/har_entries.h"
#include "requestbin/transfer/import_limit.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ImportTest : public ServerTest {
 protected:
  void SetUp() override { bin("b"); }
  http::Response har(const std::string& entries) {
    return ask("POST", "/api/v2/bins/b/import?format=har",
               R"({"log": {"version": "1.2", "entries": [)" + entries + "]}}");
  }
  /// The call of an entry whose request has these members besides method and URL.
  const journal::Record& imported(const std::string& request, const std::string& response = "{}") {
    const auto answer = har(R"({"request": {"method": "POST", "url": "http://h/x", )" + request +
                            R"(}, "response": )" + response + "}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return *log_.read("b").back();
  }
  std::string verdict(const std::string& body) {
    return json(ask("POST", "/api/v2/bins/b/verify", body))["outcome"].get<std::string>();
  }
};

TEST_F(ImportTest, APostedTextInBase64IsDecodedWhoeverWroteIt) {
  for (const std::string member :
       {R"("encoding": "base64")", R"("_encoding": "base64")", R"("encoding": "BASE64")"}) {
    const auto& record = imported(
        R"("postData": {"mimeType": "application/json", "text": "eyJhIjoxfQ==", )" + member + "}");
    EXPECT_EQ(record.request()->body, R"({"a":1})") << member;
    EXPECT_EQ(verdict(R"({"request": {"json": {"a": 1}}, "at_most": 0})"), "too_many") << member;
    log_.clear("b");
  }
}

TEST_F(ImportTest, ABodyThatCannotBeToldPassesNoVerdict) {
  for (const std::string request :
       {R"("bodySize": 7)",                                                          // left out
        R"("headers": [{"name": "Content-Length", "value": "7"}])",                  // the same
        R"("headers": [{"name": "transfer-encoding", "value": "chunked"}])",         // the same
        R"("postData": {"mimeType": "text/plain", "text": "x", "encoding": "br"})",  // unknown
        R"("postData": {"mimeType": "image/png", "text": "a\ufffdb"})",              // lossy
        R"("postData": {"mimeType": "text/plain", "text": "a\ud83db"})",             // half a pair
        R"("postData": {"mimeType": "text/plain; charset=iso-8859-1", "text": "\u00e9"})",
        R"("postData": {"mimeType": "multipart/form-data", "params": [{"name": "a"}]})"}) {
    EXPECT_TRUE(imported(request).truncated()) << request;
    EXPECT_EQ(verdict(R"({"request": {"json": {"a": 1}}, "at_most": 0})"), "inconclusive")
        << request;
    log_.clear("b");
  }
  for (const std::string request :
       {R"("postData": {"mimeType": "text/plain", "text": "é"})", R"("bodySize": 0)",
        R"("bodySize": -1)", R"("postData": {"text": "x", "encoding": ""})",
        R"("postData": {"text": "x", "encoding": null})"})
    EXPECT_FALSE(imported(request).truncated()) << request;
}

// Whoever writes an archive may cut what is long, and says beside it how long it was.
TEST_F(ImportTest, ATextThatIsShorterThanTheArchiveSaysPassesNoVerdict) {
  const std::string length = R"("headers": [{"name": "content-length", "value": "7"}], )";
  const std::string gzip = R"("headers": [{"name": "Content-Length", "value": "27"},
                                          {"name": "Content-Encoding", "value": "gzip"}], )";
  const std::string body = R"("postData": {"mimeType": "application/json", "text": "{\"a\":1"})";
  const std::string none = R"("postData": {"mimeType": "application/json", "text": ""})";
  for (const auto& request :
       {R"("bodySize": 70000, )" + body, length + none, length + R"("bodySize": 0, )" + none,
        std::string(
            R"("bodySize": 8, "postData": {"text": "eyJhIjoxfQ==", "encoding": "base64"})")}) {
    EXPECT_TRUE(imported(request).truncated()) << request;
    EXPECT_EQ(verdict(R"({"request": {"json": {"a": 1}}, "at_most": 0})"), "inconclusive")
        << request;
    log_.clear("b");
  }
  // What was sent coded was of another length, a form is written anew, and -1 is not a length.
  for (const auto& request :
       {gzip + body, gzip + R"("bodySize": 27, )" + body, R"("bodySize": 6, )" + body,
        R"("bodySize": -1, )" + body, length + body + R"(, "bodySize": 7)",
        std::string(R"("bodySize": 9, "postData": {
          "mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a"}]})")})
    EXPECT_EQ(imported(request).truncated(), request.starts_with(length)) << request;
}

TEST_F(ImportTest, AnAnswerThatIsShorterThanTheArchiveSaysIsCut) {
  const auto cut = [this](const std::string& response) {
    return imported(R"("bodySize": 0)", response).answer.body_truncated;
  };
  const std::string length = R"("headers": [{"name": "Content-Length", "value": "5"}], )";
  EXPECT_TRUE(cut(R"({"status": 200, "content": {"size": 9, "text": "abc"}})"));
  EXPECT_TRUE(cut(R"({"status": 200, "content": {"size": 9, "text": ""}})"));
  EXPECT_TRUE(cut(R"({"status": 200, )" + length + R"("content": {"size": 3, "text": "abc"}})"));
  EXPECT_FALSE(cut(R"({"status": 200, )" + length + R"("content": {"size": 5, "text": "abcde"}})"));
  EXPECT_FALSE(cut(R"({"status": 304, )" + length + R"("content": {"size": 0, "text": ""}})"));
}

TEST_F(ImportTest, ARecordWhoseBodyIsShorterThanItSaysIsCut) {
  const auto cut = [this](const std::string& more) {
    const auto answer =
        ask("POST", "/api/v2/bins/b/import", R"({"method": "POST", "target": "/", )" + more + "}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return *log_.read("b").back();
  };
  EXPECT_TRUE(cut(R"("body": {"size": 9, "content": "abc"})").truncated());
  EXPECT_TRUE(
      cut(R"("headers": [["Content-Length", "9"]], "body": {"content": "abc"})").truncated());
  EXPECT_TRUE(cut(R"("answer": {"body": {"size": 9, "content": "abc"}})").answer.body_truncated);
  EXPECT_FALSE(cut(R"("body": {"size": 3, "content": "abc"})").truncated());
}

TEST_F(ImportTest, AnAnswerWhoseBodyIsNotThereSaysSo) {
  const auto cut = [this](const std::string& response) {
    return imported(R"("bodySize": 0)", response).answer.body_truncated;
  };
  EXPECT_TRUE(cut(R"({"status": 200})"));
  EXPECT_TRUE(cut(R"({"status": 200, "content": {"size": 9, "mimeType": "text/plain"}})"));
  EXPECT_TRUE(cut(R"({"status": 200, "content": {"size": 9, "text": "\ufffd"}})"));
  EXPECT_FALSE(cut(R"({"status": 200, "content": {"size": 0, "mimeType": "text/plain"}})"));
  EXPECT_FALSE(cut(R"({"status": 204})"));
  EXPECT_FALSE(cut(R"({"status": 0})"));
  const auto told = json(ask("GET", "/api/v2/bins/b/requests?order=desc&limit=1000"));
  EXPECT_EQ(told["requests"].back()["answer"]["body"]["truncated"], true);
  // And it comes back by every way.
  for (const std::string format : {"har", "ndjson"}) {
    const auto exported = begin("GET", "/api/v2/bins/b/export?format=" + format)->stream;
    bin("c" + format);
    ASSERT_EQ(ask("POST", "/api/v2/bins/c" + format + "/import", exported).status, 200);
    EXPECT_TRUE(log_.read("c" + format).front()->answer.body_truncated) << format;
    EXPECT_FALSE(log_.read("c" + format).back()->answer.body_truncated) << format;
  }
}

TEST_F(ImportTest, OddEntriesAreTaken) {
  EXPECT_EQ(imported(R"("bodySize": 0)", R"({"status": -1})").answer.status, 0);
  EXPECT_EQ(imported(R"("postData": {"text": "eyJh\r\nIjox\n fQ", "encoding": "base64"})")
                .request()
                ->body,
            R"({"a":1})");
  for (const std::string time :
       {"2026-11-21T11:12:00.5+0200", "2026-11-21T11:12:00.5+02:00", "2026-11-21T09:12:00.500Z",
        "2026-11-21T09:12:00.5", "2026-11-21 09:12:00.5Z"}) {
    const auto answer =
        har(R"({"request": {"method": "GET", "url": "/"}, "startedDateTime": ")" + time + "\"}");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(base::format_rfc3339(log_.read("b").back()->received_wall),
              "2026-11-21T09:12:00.500000Z")
        << time;
  }
  const auto mark = ask("POST", "/api/v2/bins/b/import",
                        "\xEF\xBB\xBF{\"log\": {\"entries\": [{\"request\": {\"method\": \"GET\", "
                        "\"url\": \"https://me:secret@shop.test:8443/a\"}}]}}");
  ASSERT_EQ(mark.status, 200) << mark.body;
  const auto& call = *log_.read("b").back()->request();
  EXPECT_EQ(*call.header("host"), "shop.test:8443");
  EXPECT_TRUE(call.secure);
}

TEST_F(ImportTest, AnArchiveThatIsRefusedNamesTheEntry) {
  const auto answer = har(R"({"request": {"method": "GET", "url": "/"}},
    {"request": {"method": "GET", "url": "/", "headers": 7}},
    {"request": {"method": "GET", "url": "/" "oops"}})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(json(answer)["text"].get<std::string>(),
              AllOf(HasSubstr("entry 2 (line 2)"), HasSubstr("entry 3 (line 3)")));
  for (const std::string broken :
       {R"({"request": {"method": "GET", "url": "/"}},)",
        R"({"request": {"method": "GET", "url": "/"}} {"request": {"method": "GET", "url": "/"}})",
        R"(,{"request": {"method": "GET", "url": "/"}})", R"({"request": {"method": "GET")"})
    EXPECT_EQ(har(broken).status, 400) << broken;
  EXPECT_EQ(json(har(R"({"request": {"method": "GET", "url": "/"}} {})"))["code"],
            "import/no-comma");
  EXPECT_EQ(log_.bin("b")->held, 0u);
}

// Whatever an import takes is exported later: nothing in it may begin a line or a header of its
// own.
TEST_F(ImportTest, LineBreaksAndControlsAreRefusedWhereverTheyStand) {
  for (const std::string bad : {"\\r\\n", "\\n", "\\r", "\\u0000", "\\u001b"}) {
    const std::vector<std::string> records = {
        R"({"method": "GET)" + bad + R"(X", "target": "/"})",
        R"({"method": "GET", "target": "/)" + bad + R"(x"})",
        R"({"method": "GET", "target": "/", "version": "HTTP/1.1)" + bad + R"("})",
        R"({"method": "GET", "target": "/", "headers": [["X)" + bad + R"(", "1"]]})",
        R"({"method": "GET", "target": "/", "headers": [["X", "1)" + bad + R"(2"]]})",
        R"({"method": "GET", "target": "/", "answer": {"headers": [["X", "1)" + bad + R"(2"]]}})"};
    for (const auto& record : records)
      EXPECT_EQ(ask("POST", "/api/v2/bins/b/import", record).status, 400) << record;
    const std::vector<std::string> entries = {
        R"({"request": {"method": "GET)" + bad + R"(X", "url": "/"}})",
        R"({"request": {"method": "GET", "url": "http://h/)" + bad + R"(x"}})",
        R"({"request": {"method": "GET", "url": "/", "_target": "/)" + bad + R"(x"}})",
        R"({"request": {"method": "GET", "url": "/", "httpVersion": "h2)" + bad + R"("}})",
        R"({"request": {"method": "GET", "url": "/", "headers": [{"name": "X)" + bad +
            R"(", "value": "1"}]}})",
        R"({"request": {"method": "GET", "url": "/", "headers": [{"name": "X", "value": "1)" + bad +
            R"("}]}})",
        R"({"request": {"method": "GET", "url": "http://h)" + bad + R"(/x"}})"};
    for (const auto& entry : entries) EXPECT_EQ(har(entry).status, 400) << entry;
  }
  for (const std::string name : {"", "@file", "a b", "x:", "\\u00e9"})
    EXPECT_EQ(ask("POST", "/api/v2/bins/b/import",
                  R"({"method": "GET", "target": "/", "headers": [[")" + name + R"(", "1"]]})")
                  .status,
              400)
        << name;
  EXPECT_EQ(log_.bin("b")->held, 0u);
}

TEST_F(ImportTest, WhatIsRefusedHasACode) {
  const auto code = [this](const std::string& record) {
    return json(ask("POST", "/api/v2/bins/b/import", record))["code"].get<std::string>();
  };
  EXPECT_EQ(code(R"({"method": "A B", "target": "/"})"), "import/bad-method");
  EXPECT_EQ(code(R"({"method": "GET", "target": "/a b"})"), "import/bad-target");
  EXPECT_EQ(code(R"({"method": "GET", "target": "/", "version": "a b"})"), "import/bad-version");
  EXPECT_EQ(code(R"({"method": "GET", "target": "/", "headers": [["a b", ""]]})"),
            "import/bad-header");
  EXPECT_EQ(code(R"({"method": "GET", "target": "/", "headers": [["a", "\u20ac", "latin1"]]})"),
            "import/bad-latin1");
}

TEST_F(ImportTest, BytesThatAreNotUtf8ComeBackAsTheyWere) {
  const std::string all = "caf\xe9", two = "caf\xc3\xa9";
  ask("POST", "/b/" + all, all, {{"X-A", all}, {"X-B", two}, {"Host", "h"}});
  ask("POST", "/b/" + two, two, {{"X-A", two}, {"Host", "h"}});
  for (const std::string format : {"har", "ndjson"}) {
    bin("c" + format);
    const auto exported = begin("GET", "/api/v2/bins/b/export?format=" + format)->stream;
    const auto answer = ask("POST", "/api/v2/bins/c" + format + "/import", exported);
    ASSERT_EQ(answer.status, 200) << answer.body;
    for (int i = 0; i < 2; ++i) {
      const auto& before = *log_.read("b")[i]->request();
      const auto& after = *log_.read("c" + format)[i]->request();
      EXPECT_EQ(after.headers, before.headers) << format;
      EXPECT_EQ(after.target, before.target) << format;
      EXPECT_EQ(after.body, before.body) << format;
    }
  }
}

TEST_F(ImportTest, BigFilesAreReadInSlices) {
  const auto big = [](int n, const std::string& between, const std::string& begin,
                      const std::string& end, const std::string& one) {
    std::string out = begin;
    for (int i = 0; i < n; ++i) out += (i == 0 ? "" : between) + one;
    return out + end;
  };
  const std::string body(2000, 'x');
  bin("big", 100'000, 1u << 30);
  const auto lines =
      big(3000, "\n", "", "\n",
          R"({"method": "PUT", "target": "/", "body": {"content": ")" + body + "\"}}");
  const auto seen = begin("POST", "/api/v2/bins/big/import", lines);
  EXPECT_FALSE(seen->answer) << "more than one turn of the loop";
  loop_.run_ready();
  ASSERT_TRUE(seen->answer);
  EXPECT_EQ(json(*seen->answer)["imported"], 3000);
  const auto archive =
      big(3000, ",\n", R"({"log": {"entries": [)", "]}}",
          R"({"request": {"method": "PUT", "url": "/", "postData": {"text": ")" + body + "\"}}}");
  EXPECT_EQ(json(ask("POST", "/api/v2/bins/big/import", archive))["imported"], 3000);
  EXPECT_EQ(log_.bin("big")->held, 6000u);
  // The bin may go meanwhile; another of its name is not meant.
  const auto late = begin("POST", "/api/v2/bins/big/import", lines);
  log_.remove_bin("big");
  loop_.run_ready();
  EXPECT_EQ(late->answer->status, 404);
  EXPECT_FALSE(log_.has_bin("big"));
}

TEST_F(ImportTest, OnlySoManyAtATime) {
  const std::string lines(3u << 20, '\n');
  std::vector<Seen> all;
  for (int i = 0; i < 5; ++i) all.push_back(begin("POST", "/api/v2/bins/b/import", lines));
  EXPECT_EQ(all.back()->answer->status, 503);
  EXPECT_EQ(json(*all.back()->answer)["code"], "bin/too-many-imports");
  loop_.run_ready();
  EXPECT_EQ(all.front()->answer->status, 200);
  EXPECT_EQ(ask("POST", "/api/v2/bins/b/import", "").status, 200);
}

TEST_F(ImportTest, TheBoundOfAnImportIsItsOwnAndItsRefusalAnErrorOfV2) {
  const auto rule_of = [](const std::string& method, const std::string& target) {
    match::Request line;
    line.method = method;
    line.set_target(target);
    return v2_body_rule(10, 1000)(line);
  };
  EXPECT_EQ(rule_of("POST", "/api/v2/bins/b/import?format=har")->bytes, 1000u);
  EXPECT_EQ(rule_of("POST", "/api/v2/bins/b/await")->bytes, 10u);
  EXPECT_FALSE(rule_of("POST", "/b/import"));
  const auto refused = rule_of("POST", "/api/v2/bins/b/import")->too_large("");
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(json(refused)["errors"][0]["code"], "bin/too-large");
  EXPECT_THAT(refused.body, HasSubstr("--max-import"));
}

/// Any JSON value, nested, with the characters that could mislead who looks for the ends of values.
std::string random_value(std::mt19937& random, int depth) {
  const auto pick = [&random](int n) {
    return static_cast<int>(random() % static_cast<unsigned>(n));
  };
  const std::string space = pick(3) == 0 ? " \n" : "";
  switch (pick(depth > 0 ? 6 : 4)) {
    case 0:
      return space + std::to_string(pick(1000)) + space;
    case 1:
      return pick(2) == 0 ? "true" : "null";
    case 2:
      return R"("a\"]}[{,:\\")";
    case 3:
      return R"("// /* entries log \u00e9 \\\" ")";
    case 4: {
      std::string out = "[";
      for (int i = 0, n = pick(4); i < n; ++i)
        out += (i == 0 ? "" : ",") + random_value(random, depth - 1);
      return out + space + "]";
    }
    default: {
      std::string out = "{";
      for (int i = 0, n = pick(4); i < n; ++i) {
        out += (i == 0 ? "\"log" : ",\"entries") + std::to_string(i) +
               "\":" + random_value(random, depth - 1);
      }
      return out + space + "}";
    }
  }
}

TEST(HarEntries, AreWhatAParserOfTheWholeFinds) {
  std::mt19937 random(20261129);
  for (int round = 0; round < 2000; ++round) {
    std::string text = R"({"a": )" + random_value(random, 3) + R"(, "log" : {"pages": )" +
                       random_value(random, 3) + R"(,"entries" :[)";
    const int n = static_cast<int>(random() % 5);
    for (int i = 0; i < n; ++i) text += (i == 0 ? "" : " ,") + random_value(random, 4);
    text += R"(], "creator": )" + random_value(random, 2) + "}, \"z\": 1}";
    const auto whole = base::parse_json_body(text);
    ASSERT_NE(whole, nullptr) << text;
    HarEntries entries(text);
    std::vector<base::Json> found;
    while (const auto entry = entries.next()) {
      const auto one = base::parse_json_body(entry->text);
      ASSERT_NE(one, nullptr) << entry->text;
      found.push_back(*one);
    }
    EXPECT_EQ(base::Json(found).dump(),
              (*whole)["log"]["entries"].dump() == "[]" ? "[]" : (*whole)["log"]["entries"].dump())
        << text;
    auto frame = base::parse_json_body(entries.frame());
    ASSERT_NE(frame, nullptr) << entries.frame();
    (*whole)["log"]["entries"] = base::Json::array();
    EXPECT_EQ(*frame, *whole);
  }
}

// Broken ones end, and what they leave out is in the frame.
TEST(HarEntries, ABrokenArchiveEndsAndIsNotTakenForAWholeOne) {
  std::mt19937 random(7);
  const std::string good =
      R"({"log": {"entries": [{"a": [1, "x"]}, {"b": {"c": "]"}}, 3], "v": "1.2"}})";
  for (int round = 0; round < 5000; ++round) {
    auto text = good;
    const auto at = random() % text.size();
    if (round % 2 == 0) {
      text.resize(at);
    } else {
      text[at] = "{}[]\",:\\ /"[random() % 10];
    }
    HarEntries entries(text);
    bool fine = true;
    std::size_t count = 0;
    while (const auto entry = entries.next()) {
      fine = base::parse_json_body(entry->text) != nullptr && fine;
      ASSERT_LT(++count, 100u);
    }
    const auto frame = base::parse_json_body(entries.frame());
    const bool taken = fine && frame != nullptr && frame->is_object() && frame->contains("log") &&
                       (*frame)["log"].is_object() && (*frame)["log"].contains("entries") &&
                       (*frame)["log"]["entries"].is_array() && (*frame)["log"]["entries"].empty();
    if (taken) {
      EXPECT_NE(base::parse_json_body(text), nullptr) << text;
    }
  }
}

}  // namespace
}  // namespace ricochet::requestbin
