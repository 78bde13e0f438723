#include "http/sse_parser.h"

#include <gmock/gmock.h>

#include <vector>

namespace ricochet::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SseParserTest : public testing::Test {
 protected:
  /// "type|id|data" of each event, of the text in pieces of this size.
  std::vector<std::string> parse(const std::string& text, std::size_t piece) {
    std::vector<std::string> events;
    SseParser parser([&](const SseEvent& event) {
      events.push_back(event.type + "|" + event.id + "|" + event.data);
    });
    for (std::size_t at = 0; at < text.size(); at += piece)
      EXPECT_TRUE(parser.feed(std::string_view(text).substr(at, piece)));
    return events;
  }
};

TEST_F(SseParserTest, WhatFormatSseWritesComesBack) {
  const SseEvent event{"17", "request", "{\"a\": 1}\nsecond line"};
  for (const std::size_t piece : {1, 2, 1000})
    EXPECT_THAT(parse(format_sse(event), piece), ElementsAre("request|17|{\"a\": 1}\nsecond line"));
}

TEST_F(SseParserTest, EveryKindOfLineEnd) {
  const std::string text =
      "\xef\xbb\xbf"
      "data: a\r\n\r\ndata: b\r\rdata: c\n\ndata: d\r\n\n";
  for (const std::size_t piece : {1, 2, 3, 1000})
    EXPECT_THAT(parse(text, piece), ElementsAre("||a", "||b", "||c", "||d"));
}

TEST_F(SseParserTest, TheIdStaysAndTheTypeDoesNot) {
  EXPECT_THAT(parse("id: 1\nevent: x\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", 1000),
              ElementsAre("x|1|a", "|1|b", "||c"));
}

TEST_F(SseParserTest, CommentsUnknownFieldsAndEventsWithoutData) {
  EXPECT_THAT(
      parse(": beat\n\nretry: 5\nnew: x\n\nevent: y\n\ndata\n\ndata:no space\ndata:\n\n", 1000),
      ElementsAre("||", "||no space\n"));
  EXPECT_THAT(parse("data: never ended\n", 1000), IsEmpty());
}

TEST_F(SseParserTest, AnEventHasABound) {
  SseParser parser([](const SseEvent&) {});
  const std::string much(1 << 20, 'x');
  bool fine = parser.feed("data: ");
  for (int i = 0; i < 15; ++i) fine = fine && parser.feed(much);
  EXPECT_TRUE(fine);
  EXPECT_FALSE(parser.feed(much) && parser.feed(much));
}

}  // namespace
}  // namespace ricochet::http
