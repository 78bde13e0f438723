#include "runner/sut/output.h"

#include <gmock/gmock.h>

namespace ricochet::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

OutputLine line(std::string text) { return {base::TimePoint(), std::move(text)}; }

std::vector<std::string> texts(const OutputRing& ring) {
  std::vector<std::string> found;
  for (const OutputLine& each : ring.lines()) found.push_back(each.text);
  return found;
}

TEST(LineSplitter, CutsAtLineEndsOfBothKinds) {
  LineSplitter splitter(100);
  EXPECT_THAT(splitter.feed("a\nb\r\n\nc"), ElementsAre("a", "b", ""));
  EXPECT_THAT(splitter.finish(), ElementsAre("c"));
  EXPECT_THAT(splitter.finish(), IsEmpty());
}

TEST(LineSplitter, PutsPiecesTogether) {
  LineSplitter splitter(100);
  EXPECT_THAT(splitter.feed("lis"), IsEmpty());
  EXPECT_THAT(splitter.feed("tening\r"), IsEmpty());
  EXPECT_THAT(splitter.feed("\n"), ElementsAre("listening"));
  EXPECT_THAT(splitter.finish(), IsEmpty());
}

TEST(LineSplitter, ShowsWhatHasNoEndYet) {
  LineSplitter splitter(100);
  splitter.feed("a\nshop> ");
  EXPECT_EQ(splitter.partial(), "shop> ");
  splitter.feed("\n");
  EXPECT_EQ(splitter.partial(), "");
}

TEST(OutputRing, TailFoldsWhatCameAgainAndAgain) {
  OutputRing ring;
  for (const char* text : {"a", "b", "b", "b", "\x1b[31mc\x1b[0m", "b"}) ring.add(line(text));
  EXPECT_THAT(ring.tail(3), ElementsAre("(1 earlier line left out)", "b (3 times)", "c", "b"));
  EXPECT_THAT(ring.tail(9), ElementsAre("a", "b (3 times)", "c", "b"));
}

TEST(LineSplitter, CutsALineThatIsTooLong) {
  LineSplitter splitter(4);
  EXPECT_THAT(splitter.feed("abcdefgh"), ElementsAre("abcd", "efgh"));
  EXPECT_THAT(splitter.feed("ij\nk"), ElementsAre("ij"));
  EXPECT_THAT(splitter.finish(), ElementsAre("k"));
}

TEST(LineSplitter, LineOfExactlyTheLimitIsOneLine) {
  LineSplitter splitter(4);
  EXPECT_THAT(splitter.feed("abcd\nef\n"), ElementsAre("abcd", "ef"));
  EXPECT_THAT(splitter.finish(), IsEmpty());
}

TEST(LineSplitter, KeepsNulBytes) {
  LineSplitter splitter(100);
  EXPECT_THAT(splitter.feed(std::string_view("a\0b\n", 4)), ElementsAre(std::string("a\0b", 3)));
}

TEST(OutputRing, DropsTheOldestAboveTheNumberOfLines) {
  OutputRing ring({.lines = 2, .bytes = 100});
  for (const char* text : {"one", "two", "three"}) ring.add(line(text));
  EXPECT_THAT(texts(ring), ElementsAre("two", "three"));
  EXPECT_EQ(ring.dropped_lines(), 1u);
  EXPECT_EQ(ring.dropped_bytes(), 3u);
  EXPECT_EQ(ring.bytes(), 8u);
}

TEST(OutputRing, KnowsWhetherALineOfThatTimeIsGone) {
  const auto at = [](int seconds) { return base::TimePoint(std::chrono::seconds(seconds)); };
  OutputRing ring({.lines = 2, .bytes = 100});
  for (int i = 1; i <= 2; ++i) ring.add({at(i), "x"});
  EXPECT_FALSE(ring.dropped_since(at(0)));
  ring.add({at(3), "x"});
  EXPECT_TRUE(ring.dropped_since(at(1)));
  EXPECT_FALSE(ring.dropped_since(at(2)));
  OutputRing all({.lines = 10, .bytes = 100});
  all.add_all(ring);
  EXPECT_EQ(all.lines().size(), 2u);
  EXPECT_TRUE(all.dropped_since(at(1))) << "of the one before, too";
  EXPECT_FALSE(all.dropped_since(at(2)));
}

TEST(OutputRing, DropsTheOldestAboveTheNumberOfBytes) {
  OutputRing ring({.lines = 100, .bytes = 10});
  for (const char* text : {"12345", "1234", "12"}) ring.add(line(text));
  EXPECT_THAT(texts(ring), ElementsAre("1234", "12"));
  EXPECT_EQ(ring.bytes(), 6u);
  EXPECT_EQ(ring.dropped_lines(), 1u);
}

TEST(OutputRing, TailIsPrintableAndSaysWhatIsLeftOut) {
  OutputRing ring({.lines = 3, .bytes = 1000});
  for (const char* text : {"1", "2", "3", "\x1b[31m4\x1b[0m"}) ring.add(line(text));
  EXPECT_THAT(ring.tail(2), ElementsAre("(2 earlier lines left out)", "3", "4"));
  OutputRing short_one;
  short_one.add(line("only"));
  EXPECT_THAT(short_one.tail(2), ElementsAre("only"));
}

TEST(OutputRing, TailCutsLongLines) {
  OutputRing ring;
  ring.add(line(std::string(5000, 'x')));
  EXPECT_EQ(ring.tail(1).front(), std::string(500, 'x') + "...");
}

}  // namespace
}  // namespace ricochet::runner
