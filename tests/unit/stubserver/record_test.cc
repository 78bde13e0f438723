#include <gtest/gtest.h>

#include "base/json/json.h"
#include "stubserver/model/recordings.h"
#include "stubserver/response/tape.h"
#include "stubserver/values/exchange_dump.h"
#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// A stub with one session that records and one that replays.
class Deck {
 public:
  Deck(const std::string& record, const std::string& replay, const LoadOptions& options = {})
      : stub_(R"([{"request":{"uri":{"path":"/rec/{id}"}},"response":{"record":)" + record +
                  R"(}},{"request":{"uri":"/rep"},"response":{"replay":)" + replay + "}}]",
              options) {}
  std::string record(const std::string& body, const std::string& query = {}) {
    return brief(stub_.ask("POST", "/rec/7" + query, body, {{"X-A", "1"}}));
  }
  StubDecision replay(const std::string& query = {}) { return stub_.ask("GET", "/rep" + query); }
  Stub& stub() { return stub_; }

 private:
  Stub stub_;
};

TEST(Record, AnswersAnEmptyTextAndReplaysTheBody) {
  Deck deck(R"("n")", R"("n")");
  EXPECT_EQ(deck.record("one"), "200 ");
  EXPECT_EQ(brief(deck.replay()), "200 one");
  EXPECT_EQ(header_of(deck.replay(), "Content-Type"), "text/plain; charset=utf-8");
  deck.record("two");
  EXPECT_EQ(brief(deck.replay()), "200 two") << "the last one wins";
}

TEST(Record, LeavesABodyAloneThatAnotherPartSets) {
  Stub stub(R"([{"response":{"record":"n","text":"kept","status":201}}])");
  EXPECT_EQ(stub.get("/"), "201 kept");
}

TEST(Replay, OfNothingIs400ThatNamesWhatThereIs) {
  Deck deck(R"("a")", R"("b")");
  deck.record("x");
  const auto decision = deck.replay();
  EXPECT_EQ(decision.kind, StubDecision::Kind::kBadRequest);
  EXPECT_EQ(decision.response.status, 400);
  EXPECT_NE(decision.response.body.find("nothing is recorded as \"b\""), std::string::npos);
  EXPECT_NE(decision.response.body.find("recordings there are \"a\""), std::string::npos)
      << decision.response.body;
}

TEST(Record, IdentifierIsFilledInOnBothSides) {
  const std::string by_type = R"json({"identifier":{"template":"${req.queries['type']}"}})json";
  Deck deck(by_type, by_type);
  deck.record("foo body", "?type=foo");
  deck.record("bar body", "?type=bar");
  EXPECT_EQ(brief(deck.replay("?type=foo")), "200 foo body");
  EXPECT_EQ(brief(deck.replay("?type=bar")), "200 bar body");
  EXPECT_EQ(deck.replay("?type=other").response.status, 400);
}

TEST(Record, GroupsAreApartAndNameTheirOwnIdentifier) {
  Stub stub(R"([{"request":{"uri":"/g"},"response":{"record":{"group":"g"}}},
                {"request":{"uri":"/h"},"response":{"record":{"group":"h","identifier":"g"}}},
                {"request":{"uri":"/rep-g"},"response":{"replay":{"group":"g","identifier":"g"}}},
                {"request":{"uri":"/rep-h"},"response":{"replay":{"group":"h","identifier":"g"}}}])");
  stub.ask("POST", "/g", "of g");
  stub.ask("POST", "/h", "of h");
  EXPECT_EQ(stub.get("/rep-g"), "200 of g");
  EXPECT_EQ(stub.get("/rep-h"), "200 of h");
}

TEST(Replay, StringModifierIsATemplateOverTheRecordedRequest) {
  Deck deck(
      R"("n")",
      R"json({"identifier":"n","modifier":"${req.method} ${req.queries['q']} ${req.path.id} ${req.headers['x-a']}"})json");
  deck.record("x", "?q=1");
  EXPECT_EQ(brief(deck.replay("?q=2")), "200 POST 1 7 1");
}

TEST(Replay, ObjectModifierIsAWholeResponse) {
  Deck deck(
      R"({"group":"g"})",
      R"({"group":"g","modifier":{"status":201,"headers":{"X-REPLAY":{"template":"${req.method}"}},
                "seq":[{"text":"1"},{"json":{"got":"${req.content}"},"template":true}]}})");
  deck.record("x");
  auto decision = deck.replay();
  EXPECT_EQ(brief(decision), "201 1");
  EXPECT_EQ(header_of(decision, "X-REPLAY"), "POST");
  EXPECT_EQ(brief(deck.replay()), R"(201 {"got":"x"})");
}

TEST(Recordings, SurviveAReloadAndEndWithAReset) {
  Deck deck(R"("n")", R"("n")");
  deck.record("one");
  const auto other =
      rules_from(R"([{"request":{"uri":"/rep"},"response":{"replay":"n","status":203}}])");
  deck.stub().state.carry_over(deck.stub().rules->rules(), other->rules());
  deck.stub().rules = other;
  EXPECT_EQ(brief(deck.replay()), "203 one");
  deck.stub().state.reset();
  EXPECT_EQ(deck.replay().response.status, 400);
}

TEST(Recordings, AreBoundedByCountAndBytes) {
  Recordings recordings;
  for (std::size_t i = 0; i <= Recordings::kMaxCount; ++i)
    recordings.put("g", std::to_string(i), Recording());
  EXPECT_EQ(recordings.size(), Recordings::kMaxCount);
  EXPECT_EQ(recordings.dropped(), 1u);
  EXPECT_EQ(recordings.find("g", "0"), nullptr);
  EXPECT_NE(recordings.find("g", "1"), nullptr);

  recordings.clear();
  Recording big;
  big.request.body.assign(Recordings::kMaxBytes / 2, 'x');
  recordings.put("g", "a", big);
  recordings.put("g", "b", big);
  EXPECT_EQ(recordings.find("g", "a"), nullptr);
  EXPECT_NE(recordings.find("g", "b"), nullptr) << "the newest is always kept";
  recordings.put("g", "b", Recording());
  recordings.put("g", "c", Recording());
  EXPECT_EQ(recordings.size(), 2u) << "what was replaced counts no more";
}

TEST(Recordings, GroupAndIdentifierDoNotRunTogether) {
  Recordings recordings;
  recordings.put("a", "bc", Recording());
  EXPECT_EQ(recordings.find("ab", "c"), nullptr);
}

TEST(RequestDump, ReadsBackWhatItWrote) {
  const auto request =
      make_request("PUT", "/a%20b?x=1&y=%26", std::string("\x00\xff", 2), {{"A", "1"}, {"A", "2"}});
  const auto document = base::JsonDocument::parse("d.json", dump_request(request).dump()).value();
  base::DiagList diags;
  const auto back = read_request_dump(base::JsonReader(document, diags, "stub")).value().request();
  EXPECT_EQ(back.method, "PUT");
  EXPECT_EQ(back.path, "/a b");
  EXPECT_EQ(back.target, "/a%20b?x=1&y=%26");
  EXPECT_EQ(back.queries, request.queries);
  EXPECT_EQ(back.headers, request.headers);
  EXPECT_EQ(back.body, request.body);
}

TEST(TapeBound, ATapeThatCouldNotBeReadAgainIsNotWritten) {
  const test::TempFolder folder;
  const Tape tape(folder.path() + "/tape.json", 1000);
  match::Request request;
  request.method = "PUT";
  request.body = std::string(600, 'x');
  ASSERT_TRUE(tape.record("one", request));
  const auto full = tape.record("two", request);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, "stub/tape-full");
  EXPECT_TRUE(tape.check());
  EXPECT_TRUE(tape.find("one").value().has_value()) << "it is as it was";
  EXPECT_FALSE(tape.find("two").value().has_value());
}

}  // namespace
}  // namespace ricochet::stubserver
