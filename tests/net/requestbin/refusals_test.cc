// What the listener of a request bin refuses, as its API tells it.
#include "base/json/json.h"
#include "base/random.h"
#include "journal/record_json.h"
#include "requestbin/transfer/import_limit.h"
#include "tests/net/requestbin/fixture.h"

namespace ricochet::requestbin {
namespace {

using base::Json;
using testing::HasSubstr;

class RefusalsTest : public BinTest {
 protected:
  RefusalsTest() {
    server_.reset();
    options_.limits.body_bytes = 1000;
    options_.limits.request_line_bytes = 200;
    options_.body_rule = v2_body_rule(options_.limits.body_bytes, kMaxImportBytes);
    server_ = std::make_unique<http::Server>(loop_, options_, bins_);
    server_->on_refused([this](const http::Exchange& call) { bins_.refused(call); });
    port_ = server_->start().value().port;
  }
  void make(const std::string& name) { ASSERT_TRUE(log_.create_bin(name)); }
  int refuse(const std::string& bytes) {
    const auto client = connect();
    client->send(bytes);
    client->half_close();
    return client->read_answer().status;
  }
  Json json(const std::string& method, const std::string& target, const std::string& body = {}) {
    return Json::parse(ask(method, target, body).body);
  }
  /// Of all `ricochet_refused_calls_total` together, but for those to a bin that is not there: the
  /// bins refuse them, not their listener.
  std::uint64_t counted() {
    std::uint64_t sum = 0;
    const auto text = ask("GET", "/metrics").body;
    for (std::size_t at = 0;
         (at = text.find("ricochet_refused_calls_total{", at)) != std::string::npos; ++at) {
      const auto end = text.find("} ", at);
      if (text.substr(at, end - at).find("no_bin") == std::string::npos)
        sum += std::stoull(text.substr(end + 2));
    }
    return sum;
  }
  std::size_t recorded() {
    std::size_t count = 0;
    for (const auto& record : log_.timeline(nullptr, 0, SIZE_MAX))
      count += record->refused != nullptr && record->refused->code != "no_bin" ? 1 : 0;
    return count;
  }
  http::ServerOptions options_ = [] {
    http::ServerOptions options;
    options.name = "bin";
    return options;
  }();
};

TEST_F(RefusalsTest, EachConnectionThatGotAnErrorFromTheServerLeftOneRecordAndOneCount) {
  make("a");
  make("b");
  const std::vector<std::string> seeds = {
      "POST /a/x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
      "GET /b HTTP/1.1\r\nHost: h\r\n\r\n", "GET /none HTTP/1.1\r\nHost: h\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"};
  std::uint64_t expected = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    base::Random random(seed);
    auto bytes = seeds[random.below(seeds.size())];
    for (auto n = random.below(3); n > 0; --n) {
      const auto at = random.below(bytes.size());
      if (random.below(3) == 0)
        bytes.resize(at + 1);
      else
        bytes[at] = static_cast<char>(random.below(256));
    }
    const auto before = log_.appended();
    const auto client = connect();
    client->send(bytes);
    client->half_close();
    const auto got = client->read_all();
    auto last = got.rfind("HTTP/1.1 ");  // a reason may name the version, too
    while (last != std::string::npos && last > 0 &&
           got.find_first_not_of("0123456789", last + 9) < last + 12)
      last = got.rfind("HTTP/1.1 ", last - 1);
    // 404 of a bin that does not exist is the bin's own answer, not a refusal.
    const bool refused = last != std::string::npos && got.substr(last + 9, 3) >= "400" &&
                         !got.ends_with("Not found\n");
    expected += refused ? 1 : 0;
    ASSERT_EQ(recorded(), expected) << "seed " << seed << "\n" << bytes << "\n" << got;
    ASSERT_LE(log_.appended(), before + 2) << "a call and a refusal behind it";
  }
  EXPECT_GT(expected, 50u);
  EXPECT_EQ(counted(), expected);
}

TEST_F(RefusalsTest, ARefusedCallStandsInItsBinMarked) {
  make("a");
  make("b");
  EXPECT_EQ(refuse("POST /a/x?y HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n"), 413);
  const auto list = json("GET", "/api/v2/bins/a/requests");
  ASSERT_EQ(list["requests"].size(), 1u);
  const auto& record = list["requests"][0];
  EXPECT_EQ(record["method"], "POST");
  EXPECT_EQ(record["target"], "/a/x?y");
  EXPECT_EQ(record["status"], 413);
  EXPECT_EQ(record["refused"]["status"], 413);
  EXPECT_EQ(record["refused"]["code"], "body_too_large");
  EXPECT_EQ(record["refused"]["bound"], "--max-body 1000 B");
  EXPECT_EQ(record["refused"]["listener"], "bin");
  EXPECT_THAT(record["refused"]["head"].get<std::string>(), HasSubstr("POST /a/x?y"));
  EXPECT_EQ(json("GET", "/api/v2/bins/b/requests")["requests"].size(), 0u);
  const auto v1 = json("GET", "/api/v1/bins/a/requests");
  EXPECT_EQ(v1[0]["refused"]["code"], "body_too_large");
  EXPECT_THAT(ask("GET", "/metrics").body,
              HasSubstr(R"(ricochet_refused_calls_total{status="413",reason="body_too_large"} 1)"));
  EXPECT_EQ(json("GET", "/api/v2/bins/a/requests?filter=%7B%22method%22:%22post%22%7D")["requests"]
                .size(),
            0u)
      << "no selector fits it";
  EXPECT_THAT(ask("GET", "/ui/bins").body, HasSubstr("a"));
  EXPECT_THAT(ask("GET", "/a?inspect").body, HasSubstr("refused: 413, the body is larger"));
}

TEST_F(RefusalsTest, EveryExportMarksItAndImportsBringItBack) {
  make("a");
  refuse("POST /a/x HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n");
  EXPECT_THAT(ask("GET", "/api/v2/bins/a/export?format=curl").body,
              testing::StartsWith("# #1 was refused: 413, the body is larger"));
  EXPECT_THAT(ask("GET", "/api/v2/bins/a/export?format=http").body,
              HasSubstr(", refused: 413, the body is larger"));
  for (const std::string format : {"ndjson", "har"}) {
    make(format);
    const auto text = ask("GET", "/api/v2/bins/a/export?format=" + format).body;
    ASSERT_EQ(ask("POST", "/api/v2/bins/" + format + "/import", text).status, 200) << text;
    const auto record = log_.read(format).at(0);
    ASSERT_NE(record->refused, nullptr) << format;
    EXPECT_EQ(record->refused->code, "body_too_large");
    EXPECT_EQ(record->answer.status, 413);
  }
  const auto id = log_.read("a").at(0)->id;
  const auto sent = ask("POST", "/api/v2/bins/a/requests/" + id + "/send", R"({"to":"http://x"})");
  EXPECT_EQ(sent.status, 409);
  EXPECT_THAT(sent.body, HasSubstr("bin/refused-call"));
}

TEST_F(RefusalsTest, WhenTheBinIsUnknownTheListenerHasItAndNoBinCanProveAnAbsence) {
  make("a");
  make("b");
  EXPECT_EQ(refuse("\x01\x02\x03"), 400);
  EXPECT_EQ(json("GET", "/api/v2/bins/refused:bin/requests")["requests"].size(), 1u);
  for (const std::string bin : {"a", "b"}) {
    EXPECT_EQ(json("GET", "/api/v2/bins/" + bin + "/requests")["requests"].size(), 0u);
    const auto verdict =
        json("POST", "/api/v2/bins/" + bin + "/await", R"({"never":true,"for":"50ms"})");
    EXPECT_EQ(verdict["outcome"], "inconclusive") << verdict;
    EXPECT_EQ(verdict["reason"], "refused");
    EXPECT_THAT(verdict["text"].get<std::string>(), HasSubstr("the server refused a call"));
    const auto after =
        json("POST", "/api/v2/bins/" + bin + "/await", R"({"never":true,"for":"5ms","after":1})");
    EXPECT_EQ(after["outcome"], "satisfied") << after;
  }
}

TEST_F(RefusalsTest, TheOnlyBinHasWhatCouldNotBeRead) {
  make("a");
  EXPECT_EQ(refuse("\x01\x02\x03"), 400);
  EXPECT_EQ(json("GET", "/api/v2/bins/a/requests")["requests"].size(), 1u);
}

TEST_F(RefusalsTest, WhatWasMeantForTheControlSideOrNoBinSpoilsNothing) {
  make("a");
  EXPECT_EQ(refuse("POST /api/v2/bins HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n"), 413);
  EXPECT_EQ(refuse("POST /other/x HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n"), 413);
  EXPECT_EQ(json("GET", "/api/v2/bins/refused:bin/requests")["requests"].size(), 2u);
  EXPECT_EQ(json("POST", "/api/v2/bins/a/await", R"({"never":true,"for":"5ms"})")["outcome"],
            "satisfied");
}

TEST_F(RefusalsTest, ATooLongTargetStillNamesItsBin) {
  make("a");
  make("b");
  EXPECT_EQ(refuse("GET /a/" + std::string(500, 'x')), 414);
  const Json record = json("GET", "/api/v2/bins/a/requests")["requests"][0];
  EXPECT_EQ(record["refused"]["code"], "request_line_too_long");
}

TEST_F(RefusalsTest, RawUtf8InATargetIsACallLikeAnyOther) {
  make("a");
  EXPECT_EQ(refuse("GET /a/caf\xc3\xa9?n=\xc3\xbc HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
  const Json record = json(
      "GET", "/api/v2/bins/a/requests?filter=%7B%22uri%22:%22/a/caf%C3%A9%22%7D")["requests"][0];
  EXPECT_EQ(record["target"], "/a/caf\xc3\xa9?n=\xc3\xbc");
  EXPECT_EQ(record["query"][0][1], "\xc3\xbc");
  EXPECT_THAT(ask("GET", "/api/v2/bins/a/export?format=har").body,
              HasSubstr(R"("url":"http://h/a/caf%C3%A9?n=%C3%BC")"));
  EXPECT_THAT(ask("GET", "/api/v2/bins/a/export?format=curl").body,
              HasSubstr("--request-target '/a/caf\xc3\xa9?n=\xc3\xbc' http://h/"));
}

// Wherever in the bytes it may stand, and whatever they are taken for.
TEST_F(RefusalsTest, ACallOfNoKnownBinShowsNoNameOfAPrivateOne) {
  make("public");
  ASSERT_EQ(ask("POST", "/api/v2/bins", R"({"name":"sekretbin","private":true})").status, 201);
  const auto check = [this](const std::string& when) {
    const std::string calls[] = {
        "POST /sekretbin",
        "POST /sekretbin/x HT",
        "GET sekretbin/x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:/sekretbin/x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://sekretbin:x/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "sekretbin /x HTTP/1.1\r\n\r\n",
        "GET /other/x HTTP/1.1\r\nHost: sekretbin/a\r\n\r\n",
        "GET /other/x HTTP/1.1\r\nHost: a\r\nReferer: http://a/sekretbin/\r\nsekretbin\r\n\r\n",
        "POST /api/v2/bins/sekretbin/verify HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n"};
    for (const auto& bytes : calls) {
      refuse(bytes);
      std::string seen;
      for (const char* target :
           {"/api/v2/bins", "/api/v2/bins/refused:bin/requests?fields=full",
            "/api/v2/bins/refused:bin/export?format=har", "/refused:bin?inspect"})
        seen += ask("GET", target).body;
      seen += ask("POST", "/api/v2/bins/public/verify", R"({"at_least":9})").body;
      EXPECT_EQ(seen.find("sekretbin"), std::string::npos) << when << ": " << bytes;
      EXPECT_THAT(seen, HasSubstr("may name a private bin")) << when << ": " << bytes;
    }
  };
  check("while it is there");
  log_.remove_bin("sekretbin");
  check("after it was removed");
}

}  // namespace
}  // namespace ricochet::requestbin
