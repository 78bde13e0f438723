#include "http/sse.h"

#include <gmock/gmock.h>

#include "tests/support/fake_loop.h"
#include "tests/unit/http/fake_responder.h"

namespace ricochet::http {
namespace {

using testing::HasSubstr;

SseEvent event(std::string id, std::string data) {
  return {std::move(id), "call", std::move(data)};
}

class SseTest : public testing::Test {
 protected:
  std::shared_ptr<SseStream> open(std::size_t max_queued = 100) {
    SseOptions options;
    options.max_queued_bytes = max_queued;
    auto stream = SseStream::open(loop_, responder_, options);
    responder_->complete();  // the greeting
    responder_->pieces.clear();
    return stream;
  }
  test::FakeLoop loop_;
  std::shared_ptr<test::FakeResponder> responder_ = std::make_shared<test::FakeResponder>();
};

TEST(SseFormat, EveryLineOfDataHasItsPrefix) {
  EXPECT_EQ(format_sse({"7", "call", "a\nb\r\nc\rd"}),
            "id: 7\nevent: call\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(format_sse({"", "", ""}), "data: \n\n");
}

TEST(SseFormat, NothingBreaksOutOfIdAndType) {
  EXPECT_EQ(format_sse({"7\ndata: x", "a\r\nb", "d"}), "id: 7data: x\nevent: ab\ndata: d\n\n");
}

TEST_F(SseTest, SendsTheHeadAtOnce) {
  const auto stream = SseStream::open(loop_, responder_);
  ASSERT_EQ(responder_->answers.size(), 1u);
  EXPECT_EQ(*responder_->answers[0].header("Content-Type"), "text/event-stream; charset=utf-8");
  EXPECT_EQ(*responder_->answers[0].header("Cache-Control"), "no-store");
  EXPECT_EQ(responder_->all(), ": open\n\n");
}

TEST_F(SseTest, OneWriteAtATimeAndWhatWaitsGoesTogether) {
  const auto stream = open();
  EXPECT_TRUE(stream->send(event("1", "a")));
  EXPECT_TRUE(stream->send(event("2", "b")));
  EXPECT_TRUE(stream->send(event("3", "c")));
  EXPECT_EQ(responder_->pieces.size(), 1u);
  responder_->complete();
  ASSERT_EQ(responder_->pieces.size(), 2u);
  EXPECT_EQ(responder_->pieces[1], format_sse(event("2", "b")) + format_sse(event("3", "c")));
  EXPECT_EQ(stream->queued_bytes(), 0u);
}

TEST_F(SseTest, ASlowReaderGetsOneGapAndMemoryStaysBounded) {
  const auto stream = open(100);
  int queued = 0;
  for (int i = 1; i <= 1000; ++i) {
    if (stream->send(event(std::to_string(i), "xxxxxxxxxx"))) ++queued;
    ASSERT_LE(stream->queued_bytes(), 100u);
  }
  const auto skipped = static_cast<std::uint64_t>(1000 - queued);
  EXPECT_EQ(stream->skipped(), skipped);
  EXPECT_GT(skipped, 900u);
  while (!responder_->pending.empty()) responder_->complete();
  EXPECT_THAT(responder_->pieces.back(),
              HasSubstr("event: gap\ndata: {\"skipped\": " + std::to_string(skipped) + "}\n\n"));
  EXPECT_TRUE(stream->send(event("1001", "y")));
  EXPECT_THAT(responder_->pieces.back(), HasSubstr("id: 1001\n")) << "behind the gap";
}

TEST_F(SseTest, AnEventLargerThanTheQueuePassesWhenNothingWaits) {
  const auto stream = open(100);
  EXPECT_TRUE(stream->send(event("1", std::string(5000, 'x'))));
  EXPECT_THAT(responder_->all(), HasSubstr(std::string(5000, 'x')));
}

TEST_F(SseTest, HeartbeatOnlyWhenNothingElseWasSent) {
  const auto stream = open();
  loop_.advance(std::chrono::seconds(10));
  stream->send(event("1", "a"));
  responder_->complete();
  responder_->pieces.clear();
  loop_.advance(std::chrono::seconds(14));
  EXPECT_EQ(responder_->all(), "");
  loop_.advance(std::chrono::seconds(1));
  EXPECT_EQ(responder_->all(), ":\n\n");
  responder_->complete();
  loop_.advance(std::chrono::seconds(15));
  EXPECT_EQ(responder_->all(), ":\n\n:\n\n");
}

TEST_F(SseTest, EndsWhenTheReaderGoes) {
  const auto stream = open();
  int closed = 0;
  stream->on_closed([&] { ++closed; });
  responder_->gone();
  EXPECT_EQ(closed, 1);
  EXPECT_FALSE(stream->is_open());
  EXPECT_FALSE(stream->send(event("1", "a")));
  EXPECT_EQ(loop_.pending_timers(), 0u);
}

TEST_F(SseTest, EndsWhenAWriteFails) {
  const auto stream = open();
  int closed = 0;
  stream->on_closed([&] { ++closed; });
  stream->send(event("1", "a"));
  responder_->complete(false);
  EXPECT_EQ(closed, 1);
  EXPECT_FALSE(stream->is_open());
}

TEST_F(SseTest, CloseSendsWhatIsQueuedAndEnds) {
  auto stream = open();
  stream->on_closed([] { FAIL() << "our own close is not news"; });
  stream->send(event("1", "a"));
  stream->send(event("2", "b"));
  stream->close();
  EXPECT_TRUE(responder_->ended);
  EXPECT_EQ(responder_->all(), format_sse(event("1", "a")) + format_sse(event("2", "b")));
  stream.reset();
  responder_->complete();  // the callback of a stream that is gone
}

TEST_F(SseTest, DroppingItEndsTheStream) {
  open().reset();
  EXPECT_TRUE(responder_->ended);
  EXPECT_EQ(loop_.pending_timers(), 0u);
}

TEST_F(SseTest, RoomIsToldWhenHalfOfTheQueueIsLeft) {
  const auto stream = open();
  int told = 0;
  stream->on_room([&] {
    if (++told == 1) stream->send(event("9", "more"));
  });
  stream->send(event("1", "a"));
  EXPECT_EQ(told, 0) << "nothing went out yet";
  responder_->complete();
  EXPECT_EQ(told, 1);
  responder_->complete();
  EXPECT_EQ(told, 2);
  EXPECT_THAT(responder_->all(), HasSubstr("more"));
  stream->close();
  EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace ricochet::http
