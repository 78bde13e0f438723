// Lists with order, bounds, filters; single records, bodies, deletion.
#include <algorithm>

#include "base/text/encoding.h"
#include "match/subject.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class V2Requests : public ServerTest {
 protected:
  std::vector<int> seqs(const std::string& query) {
    last_ = json(ask("GET", "/api/v2/bins/b/requests?" + query));
    std::vector<int> all;
    for (const auto& record : last_["requests"]) all.push_back(record["seq"].get<int>());
    return all;
  }
  static std::string id(const journal::RecordPtr& record) { return record->id; }
  base::Json last_;
};

TEST_F(V2Requests, OrderBoundsAndPages) {
  bin("b");
  for (int i = 0; i < 5; ++i) call("b");
  EXPECT_THAT(seqs(""), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(last_["cursor"], 5);
  EXPECT_EQ(last_["more"], false);
  EXPECT_THAT(seqs("limit=2"), ElementsAre(1, 2));
  EXPECT_EQ(last_["cursor"], 2);
  EXPECT_EQ(last_["more"], true);
  EXPECT_THAT(seqs("order=desc&limit=2"), ElementsAre(5, 4));
  EXPECT_EQ(last_["cursor"], 4);
  EXPECT_THAT(seqs("order=desc&limit=2&before=4"), ElementsAre(3, 2));
  EXPECT_THAT(seqs("order=desc&before=3&after=1"), ElementsAre(2));
  EXPECT_EQ(last_["more"], false);
  EXPECT_THAT(seqs("after=2&before=5"), ElementsAre(3, 4));
  for (const std::string bad : {"order=up", "limit=0", "limit=1001", "fields=some", "befor=1"})
    EXPECT_EQ(ask("GET", "/api/v2/bins/b/requests?" + bad).status, 400) << bad;
}

TEST_F(V2Requests, SummariesLeaveOutWhatIsBig) {
  bin("b");
  ask("POST", "/b/x?y=1", "hello", {{"Content-Type", "text/plain"}});
  EXPECT_THAT(seqs("fields=summary"), ElementsAre(1));
  const auto& summary = last_["requests"][0];
  EXPECT_EQ(summary["method"], "POST");
  EXPECT_EQ(summary["target"], "/b/x?y=1");
  EXPECT_EQ(summary["size"], 5);
  EXPECT_EQ(summary["content_type"], "text/plain");
  EXPECT_EQ(summary["status"], 200);
  EXPECT_EQ(summary["peer"], "127.0.0.1:0");
  EXPECT_FALSE(summary.contains("headers"));
  EXPECT_FALSE(summary.contains("body"));
}

TEST_F(V2Requests, LargeRecordsAreFilteredElsewhere) {
  bin("b");
  const std::string large = R"({"n": 2, "pad": ")" + std::string(match::kLargeBody, 'x') + "\"}";
  call("b", "/a", "POST", large);
  call("b", "/b", "POST", R"({"n": 2})");
  call("b", "/c", "POST", large);
  const std::string query = "filter=%7B%22json_paths%22%3A%7B%22%24.n%22%3A%222%22%7D%7D";
  loop_.pool().hold();
  const auto seen = begin("GET", "/api/v2/bins/b/requests?" + query);
  loop_.run_ready();
  EXPECT_EQ(loop_.pool().held(), 1u);
  loop_.pool().release();
  loop_.run_ready();
  // A page ends before one that takes long, and the next begins with it.
  EXPECT_THAT(seqs(query), ElementsAre(1, 2));
  EXPECT_EQ(last_["more"], true);
  EXPECT_THAT(seqs(query + "&after=2"), ElementsAre(3));
  EXPECT_EQ(last_["more"], false);
  EXPECT_THAT(seqs(query + "&order=desc"), ElementsAre(3, 2));
  const auto exported = begin("GET", "/api/v2/bins/b/export?" + query);
  loop_.run_ready();
  EXPECT_EQ(std::count(exported->stream.begin(), exported->stream.end(), '\n'), 3);
  EXPECT_TRUE(exported->ended);
  const auto removed = begin("DELETE", "/api/v2/bins/b/requests?" + query);
  loop_.run_ready();
  EXPECT_EQ(log_.info("b")->held, 0u);
}

TEST_F(V2Requests, FilterIsAMocoRequest) {
  bin("b");
  call("b", "/a", "GET");
  call("b", "/b", "POST", R"({"n": 1})");
  call("b", "/c", "POST", R"({"n": 2})");
  EXPECT_THAT(seqs("filter=%7B%22method%22%3A%22post%22%7D"), ElementsAre(2, 3));
  EXPECT_EQ(last_["scanned"], 3);
  EXPECT_THAT(seqs("filter=%7B%22json_paths%22%3A%7B%22%24.n%22%3A%222%22%7D%7D"), ElementsAre(3));
  const auto typo = ask("GET", "/api/v2/bins/b/requests?filter=%7B%22methud%22%3A%22post%22%7D");
  EXPECT_EQ(typo.status, 400);
  EXPECT_THAT(typo.body, HasSubstr("did you mean"));
  const auto file =
      ask("GET", "/api/v2/bins/b/requests?filter=%7B%22file%22%3A%22/etc/passwd%22%7D");
  EXPECT_EQ(json(file)["code"], "filter/no-file");
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b/requests?filter=%7B"))["code"], "json/syntax");
}

/// Nobody can say whether a record fits on which the filter gives up: it is not passed over.
TEST_F(V2Requests, WhatAFilterGivesUpOnIsTold) {
  bin("b");
  std::string deep = "1";
  for (int i = 0; i < 60; ++i) deep = "{\"a\":" + deep + "}";
  const std::string query =
      "filter=" + base::percent_encode(R"({"json_paths":{"$..a..a..a..a":"1"}})");
  const auto waiting = begin("GET", "/api/v2/bins/b/requests?wait_ms=5000&" + query);
  call("b", "/deep", "POST", deep);
  call("b", "/fits", "POST", R"({"a":{"a":{"a":{"a":1}}}})");
  call("b", "/not", "POST", R"({"a":1})");
  const auto list = [&](const std::string& more) {
    const auto seen = begin("GET", "/api/v2/bins/b/requests?" + query + more);
    loop_.run_ready();
    return json(seen->answer.value_or(http::Response(0)));
  };
  EXPECT_EQ(list("")["unknown"], base::Json::parse("[1]"));
  EXPECT_EQ(list("&order=desc")["unknown"].dump() + list("&order=desc&before=2")["unknown"].dump(),
            "[][1]");
  EXPECT_EQ(list("&after=1")["unknown"], base::Json::array());
  EXPECT_EQ(list("&after=1")["requests"].size(), 1u);
  ASSERT_TRUE(waiting->answer.has_value());
  EXPECT_EQ(json(*waiting->answer)["unknown"], base::Json::parse("[1]")) << "also while it waited";
  for (const std::string format : {"ndjson", "har", "http", "curl"}) {
    const auto seen = begin("GET", "/api/v2/bins/b/export?format=" + format + "&" + query);
    loop_.run_ready();
    EXPECT_TRUE(seen->ended) << format;
    EXPECT_EQ(header(*seen->answer, "X-Ricochet-Unknown"), "1") << format;
    EXPECT_THAT(seen->stream, HasSubstr("/fits"));
    EXPECT_THAT(seen->stream, testing::Not(HasSubstr("/deep")));
  }
  const auto all = begin("GET", "/api/v2/bins/b/export");
  EXPECT_EQ(header(*all->answer, "X-Ricochet-Unknown"), "");
  const auto removed = begin("DELETE", "/api/v2/bins/b/requests?" + query);
  loop_.run_ready();
  EXPECT_EQ(json(*removed->answer).dump(), R"({"cleared":1,"unknown":[1],"cursor":3})");
  EXPECT_EQ(log_.info("b")->held, 2u);
}

TEST_F(V2Requests, AFilteredPollSleepsUntilSomethingFits) {
  bin("b");
  const auto seen =
      begin("GET", "/api/v2/bins/b/requests?wait_ms=5000&filter=%7B%22method%22%3A%22put%22%7D");
  call("b", "/x", "POST");
  loop_.run_ready();
  EXPECT_FALSE(seen->answer.has_value());
  call("b", "/x", "PUT");
  loop_.run_ready();
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(json(*seen->answer)["requests"][0]["seq"], 2);
  const auto other =
      begin("GET", "/api/v2/bins/b/requests?wait_ms=5000&filter=%7B%22method%22%3A%22get%22%7D");
  call("b", "/x", "POST");
  loop_.advance(milliseconds(5000));
  ASSERT_TRUE(other->answer.has_value());
  EXPECT_EQ(json(*other->answer)["cursor"], 3) << "what did not fit is known, too";
}

TEST_F(V2Requests, ARecordTellsItsPartsAndWhoCountedIt) {
  bin("b");
  const auto wait = begin("POST", "/api/v2/bins/b/await", R"({"name": "upload"})");
  const std::string body =
      "--X\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nhi\r\n"
      "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\nContent-Type: "
      "image/png\r\n\r\n\xff\xfe\r\n--X--\r\n";
  ask("POST", "/b", body, {{"Content-Type", "multipart/form-data; boundary=X"}});
  ASSERT_TRUE(wait->answer.has_value());
  const auto record = json(ask("GET", "/api/v2/bins/b/requests/" + log_.read("b")[0]->id));
  EXPECT_EQ(record["form"].dump(), R"([["t","hi"]])");
  ASSERT_EQ(record["parts"].size(), 2u);
  EXPECT_EQ(record["parts"][0]["filename"], nullptr);
  EXPECT_EQ(record["parts"][1]["filename"], "a.png");
  EXPECT_EQ(record["parts"][1]["type"], "image/png");
  EXPECT_EQ(record["parts"][1]["size"], 2);
  EXPECT_EQ(record["awaits"].dump(), R"([{"id":1,"name":"upload","outcome":"passed"}])");
}

TEST_F(V2Requests, BodiesAreAttachmentsNeverPages) {
  bin("b");
  const std::string evil = "<script>alert(1)</script>";
  ask("POST", "/b", evil, {{"Content-Type", "text/html"}});
  const auto answer = ask("GET", "/api/v2/bins/b/requests/" + log_.read("b")[0]->id + "/body");
  EXPECT_EQ(answer.body, evil);
  EXPECT_EQ(header(answer, "Content-Type"), "application/octet-stream");
  EXPECT_EQ(header(answer, "Content-Disposition"), "attachment; filename=\"b-1.bin\"");
  EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff");
}

TEST_F(V2Requests, SingleRecordsAreDeletedAndTheRestStays) {
  bin("b");
  for (int i = 0; i < 4; ++i) call("b");
  const auto second = log_.read("b")[1]->id;
  EXPECT_EQ(json(ask("DELETE", "/api/v2/bins/b/requests/" + second))["deleted"], 1);
  EXPECT_EQ(ask("DELETE", "/api/v2/bins/b/requests/" + second).status, 404);
  EXPECT_THAT(seqs(""), ElementsAre(1, 3, 4));
  EXPECT_EQ(log_.bin("b")->deleted, 1u);
  // Whoever waits from the start of what is held is not concerned; an older cursor is.
  EXPECT_EQ(json(ask("POST", "/api/v2/bins/b/await", R"({"at_least": 3})"))["outcome"],
            "satisfied");
  EXPECT_EQ(json(ask("POST", "/api/v2/bins/b/await", R"({"at_least": 3, "after": 0})"))["outcome"],
            "inconclusive");
  EXPECT_EQ(json(ask("POST", "/api/v2/bins/b/await", R"({"at_least": 2, "after": 2})"))["outcome"],
            "satisfied");
}

TEST_F(V2Requests, DeletionEndsAWaitThatRestsOnTheRecord) {
  bin("b");
  call("b", "/a");
  const auto wait = begin("POST", "/api/v2/bins/b/await", R"({"at_least": 2})");
  ask("DELETE", "/api/v2/bins/b/requests/" + log_.read("b")[0]->id);
  loop_.run_ready();
  ASSERT_TRUE(wait->answer.has_value());
  EXPECT_EQ(json(*wait->answer)["outcome"], "inconclusive");
}

TEST_F(V2Requests, DeletionByFilterGoesSliceBySlice) {
  journal::BinOptions options;
  options.limits.records = 30'000;
  ASSERT_TRUE(log_.create_bin("b", options));
  for (int i = 0; i < 25'000; ++i) call("b", i % 5 == 0 ? "/keep" : "/drop");
  const auto seen = begin("DELETE", "/api/v2/bins/b/requests?filter=%7B%22uri%22%3A%22/drop%22%7D");
  EXPECT_FALSE(seen->answer.has_value()) << "the loop goes on between slices";
  loop_.run_ready();
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(json(*seen->answer)["cleared"], 20'000);
  EXPECT_EQ(log_.bin("b")->held, 5'000u);
  EXPECT_EQ(log_.read("b").front()->seq, 1u);
  EXPECT_EQ(log_.deleted("b").size(), journal::CaptureLog::kMaxHoles);
  EXPECT_GT(log_.evicted_through("b"), 0u) << "what cannot be remembered counts as lost";
}

}  // namespace
}  // namespace ricochet::requestbin
