// `record` and `replay` with a tape: what stands on it, and who waits for the disk.
#include "stubserver/response/tape.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "base/json/json.h"
#include "tests/support/program.h"
#include "tests/unit/stubserver/served_stub.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* kOnTape = R"({"group":"g","identifier":"i","tape":"tape.json"})";
/// One recording for each query "n".
constexpr const char* kNumbered =
    R"json({"group":"g","identifier":{"template":"${req.queries['n']}"},"tape":"tape.json"})json";

class TapeTest : public testing::Test {
 protected:
  LoadOptions options() const {
    LoadOptions options;
    options.file_root = folder_.path();
    return options;
  }
  std::string tape() const { return base::read_file(folder_ / "tape.json").value(); }
  /// A session that records, one that replays and one that needs no disk.
  std::unique_ptr<ServedStub> deck(const std::string& record, const std::string& replay) const {
    return std::make_unique<ServedStub>(
        R"([{"request":{"uri":{"path":"/rec/{id}"}},"response":{"record":)" + record +
            R"(}},{"request":{"uri":"/rep"},"response":{"replay":)" + replay +
            R"(}},{"request":{"uri":"/fast"},"response":{"text":"fast"}}])",
        options());
  }
  test::TempFolder folder_;
};

TEST_F(TapeTest, HoldsMocosFormatAndIsReadBack) {
  const auto one = deck(kOnTape, kOnTape);
  EXPECT_EQ(one->ask("POST", "/rec/7?q=1&q=2", "body")->brief(), "200 ");
  EXPECT_EQ(base::Json::parse(tape()).dump(),
            R"({"content":{"i":{"version":"HTTP/1.1","content":"body","headers":{"X-A":["1"]},)"
            R"("method":"POST","uri":"/rec/7","queries":{"q":["1","2"]}}}})");
  const auto replayed = one->ask("GET", "/rep");
  EXPECT_EQ(replayed->brief(), "200 body");
  EXPECT_EQ(replayed->header("Content-Type"), "text/plain; charset=utf-8");
  const auto later = deck(
      kOnTape,
      R"json({"group":"g","identifier":"i","tape":"tape.json","modifier":"${req.queries['q']} ${req.uri}"})json");
  EXPECT_EQ(later->get("/rep"), "200 1 /rec/7") << "another server finds it";
}

TEST_F(TapeTest, KeepsWhatElseIsOnIt) {
  folder_.write(
      "tape.json",
      R"({"content":{"i":{"content":"by hand","headers":{"A":"one"}},"j":{"content":{"content":"/w==","charset":"ISO-8859-1"}}}})");
  const std::string j = R"({"group":"g","identifier":"j","tape":"tape.json"})";
  const auto one = deck(j, kOnTape), other = deck(kOnTape, j);
  EXPECT_EQ(one->get("/rep"), "200 by hand");
  EXPECT_EQ(other->get("/rep"), "200 \xff");
  other->ask("POST", "/rec/1", "new");
  EXPECT_EQ(one->get("/rep"), "200 new");
  EXPECT_EQ(other->get("/rep"), "200 \xff");
}

TEST_F(TapeTest, NothingOnItIs400) {
  const auto one = deck(kOnTape, kOnTape);
  const auto answer = one->get("/rep");
  EXPECT_THAT(answer, testing::StartsWith("400 stubs.json:1"));
  EXPECT_THAT(answer, HasSubstr("nothing is recorded as \"i\" in group \"g\" on the tape"));
}

TEST_F(TapeTest, ThatBreaksLaterIs500ThatNamesSessionAndPlace) {
  const auto one = deck(kOnTape, kOnTape);
  folder_.write("tape.json", "{\"content\": {\n  \"i\": {\"method\": 1}}}");
  for (const char* target : {"/rep", "/rec/1"}) {
    const auto answer = one->get(target);
    EXPECT_THAT(answer, testing::StartsWith("500 stubs.json:1"));
    EXPECT_THAT(answer, HasSubstr(folder_ / "tape.json:2:19: this file is not a tape: "));
  }
}

TEST_F(TapeTest, ThatIsNoneIsFoundAtLoadWithItsPlace) {
  folder_.write("tape.json", "{\"content\": {\"i\": {\"headers\":\n {\"a\":1}}}}");
  const auto findings =
      findings_in(std::string("[{\"response\":{\"record\":") + kOnTape + "}}]", options());
  EXPECT_THAT(findings, HasSubstr("error[stub/bad-tape]"));
  EXPECT_THAT(findings, HasSubstr("/0/response/record/tape"));
  EXPECT_THAT(findings, HasSubstr("tape.json:2:7: this file is not a tape: "));
}

TEST_F(TapeTest, ThatCannotBeWrittenIs500) {
  // A link to no folder: no file can be made there, by nobody.
  std::filesystem::create_symlink("/proc/none", folder_ / "sub");
  const auto one = deck(R"({"group":"g","identifier":"i","tape":"sub/tape.json"})", kOnTape);
  const auto answer = one->get("/rec/1");
  EXPECT_THAT(answer, testing::StartsWith("500 stubs.json:1"));
  EXPECT_THAT(answer, HasSubstr("cannot write \"" + folder_ / "sub/tape.json\""));
}

TEST_F(TapeTest, OthersAreAnsweredWhileItIsWrittenAndRead) {
  const auto one = deck(kOnTape, kOnTape);
  one->loop.worker().hold();
  const auto recorded = one->ask("POST", "/rec/1", "body");
  const auto replayed = one->ask("GET", "/rep");
  EXPECT_EQ(one->get("/fast"), "200 fast");
  EXPECT_EQ(recorded->brief(), "(none)") << "an answer leaves when what it wrote is written";

  one->loop.worker().release_one();
  one->loop.run_ready();
  EXPECT_EQ(recorded->brief(), "200 ");
  EXPECT_EQ(replayed->brief(), "(none)");

  one->loop.worker().release();
  one->loop.run_ready();
  EXPECT_EQ(replayed->brief(), "200 body") << "a read behind a write sees it";
}

TEST_F(TapeTest, RequestsAtTheSameTimeAreAllKept) {
  const auto one = deck(kNumbered, kNumbered);
  one->loop.worker().hold();
  for (const char* n : {"1", "2", "3"})
    one->start("POST", std::string("/rec/x?n=") + n, std::string("body ") + n);
  one->loop.worker().release();
  one->loop.run_ready();
  for (const char* n : {"1", "2", "3"})
    EXPECT_EQ(one->get(std::string("/rep?n=") + n), std::string("200 body ") + n);
}

TEST_F(TapeTest, ClientThatLeavesLosesNothingThatItSent) {
  const auto one = deck(kOnTape, kOnTape);
  one->loop.worker().hold();
  one->ask("POST", "/rec/1", "body")->leave();
  const auto reader = one->ask("GET", "/rep");
  reader->leave();
  EXPECT_EQ(one->handler.pending(), 0u);
  one->loop.worker().release();
  one->loop.run_ready();
  EXPECT_EQ(reader->brief(), "(none)");
  EXPECT_EQ(one->get("/rep"), "200 body");
}

TEST_F(TapeTest, ReloadDuringTheReadChangesNothingForWhoWaits) {
  const auto one = deck(
      kOnTape,
      R"json({"group":"g","identifier":"i","tape":"tape.json","modifier":{"seq":[{"text":"1"},{"text":"2"}]}})json");
  one->ask("POST", "/rec/1", "body");
  EXPECT_EQ(one->get("/rep"), "200 1");
  one->loop.worker().hold();
  const auto waiting = one->ask("GET", "/rep");
  const auto other = rules_from(R"([{"response":{"text":"other"}}])");
  one->state.carry_over(one->handler.rules()->rules(), other->rules());
  one->handler.set_rules(other);
  one->loop.worker().release();
  one->loop.run_ready();
  EXPECT_EQ(waiting->brief(), "200 2");
}

TEST_F(TapeTest, ModifierMayWaitAndWriteToo) {
  const auto one = deck(kOnTape, R"({"group":"g","identifier":"i","tape":"tape.json",
      "modifier":{"status":201,"latency":100,"text":"late",
                  "record":{"group":"g","identifier":"again","tape":"other.json"}}})");
  one->ask("POST", "/rec/1", "body");
  const auto waiting = one->ask("GET", "/rep");
  EXPECT_EQ(Tape(folder_ / "other.json").find("again").value()->body, "body");
  one->loop.advance(99ms);
  EXPECT_EQ(waiting->brief(), "(none)");
  one->loop.advance(1ms);
  EXPECT_EQ(waiting->brief(), "201 late");
}

TEST_F(TapeTest, OtherKeysOfTheAnswerStay) {
  ServedStub stub(std::string("[{\"request\":{\"uri\":\"/rec\"},\"response\":{\"record\":") +
                      kOnTape + R"(,"text":"kept","status":202}},{"response":{"status":203,
                      "headers":{"X-B":"2"},"cors":true,"replay":)" +
                      kOnTape + "}}]",
                  options());
  EXPECT_EQ(stub.ask("POST", "/rec", "body")->brief(), "202 kept");
  const auto answer = stub.ask("GET", "/");
  EXPECT_EQ(answer->brief(), "203 body");
  EXPECT_EQ(answer->header("X-B"), "2");
}

TEST_F(TapeTest, TooMuchWaitingForTheDiskIs500) {
  const auto one = deck(kNumbered, kNumbered);
  one->loop.worker().hold();
  std::vector<std::shared_ptr<Waiting>> waiting;
  for (std::size_t i = 0; i < base::Worker::kMaxWaiting; ++i)
    waiting.push_back(one->start("GET", "/rep?n=1"));
  const auto late = one->ask("POST", "/rec/1?n=1", "body");
  EXPECT_THAT(late->brief(), testing::StartsWith("500 stubs.json:1"));
  EXPECT_THAT(late->brief(), HasSubstr("1000 pieces of work wait for the disk already"));
  EXPECT_EQ(one->get("/fast"), "200 fast");
}

using PlaybackTest = TapeTest;

TEST_F(PlaybackTest, OthersAreAnsweredWhileAStoredAnswerIsLookedFor) {
  folder_.write("p.json", R"([{"request":{"uri":"/p"},"response":{"content":"stored"}}])");
  ServedStub stub(R"([{"request":{"uri":"/p"},"response":{"status":201,"headers":{"X-B":"2"},
                         "proxy":{"url":"http://localhost:1/","playback":"p.json"}}},
                      {"request":{"uri":"/fast"},"response":{"text":"fast"}}])",
                  options());
  stub.loop.worker().hold();
  const auto gone = stub.ask("GET", "/p");
  const auto waiting = stub.ask("GET", "/p");
  EXPECT_EQ(stub.get("/fast"), "200 fast");
  EXPECT_EQ(waiting->brief(), "(none)");
  gone->leave();
  stub.loop.worker().release();
  stub.loop.run_ready();
  EXPECT_EQ(waiting->brief(), "200 stored");
  EXPECT_EQ(waiting->header("X-B"), "2");
  EXPECT_EQ(gone->brief(), "(none)");
}

TEST_F(PlaybackTest, FileThatBreaksLaterIs500WithItsPlace) {
  ServedStub stub(R"([{"response":{"proxy":{"url":"http://localhost:1/","playback":"p.json"}}}])",
                  options());
  folder_.write("p.json", "[\n {\"response\": []}]");
  EXPECT_THAT(stub.get("/"),
              HasSubstr(folder_ / "p.json:2:15: this file is not what a proxy stores: "));
}

}  // namespace
}  // namespace ricochet::stubserver
