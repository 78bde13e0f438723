#include "http/detail/parser.h"

#include <gmock/gmock.h>

namespace ricochet::http::detail {
namespace {

/// Head first, then the rest in pieces of `step` bytes, unconsumed bytes offered again: what a
/// session does.
std::optional<Problem> feed(RequestParser& parser, const std::string& head, const std::string& body,
                            std::size_t step, bool& done) {
  ParseStep last = parser.put(head);
  std::string waiting;
  for (std::size_t i = 0; i < body.size() && !last.problem && !last.done; i += step) {
    waiting += body.substr(i, step);
    last = parser.put(waiting);
    waiting.erase(0, last.consumed);
  }
  done = last.done;
  return last.problem;
}

struct BodyCase {
  const char* name;
  const char* headers;
  std::string bytes;
  int status;  // 0: complete
  std::string body;
};

class Bodies : public testing::TestWithParam<BodyCase> {};

TEST_P(Bodies, InPiecesOfEverySize) {
  const BodyCase& c = GetParam();
  for (std::size_t step = 1; step <= c.bytes.size() + 1; ++step) {
    RequestParser parser(100);
    bool done = false;
    const auto problem =
        feed(parser, std::string("POST / HTTP/1.1\r\nHost: a\r\n") + c.headers + "\r\n", c.bytes,
             step, done);
    if (c.status == 0) {
      ASSERT_FALSE(problem) << problem->reason << " in pieces of " << step;
      ASSERT_TRUE(done) << step;
      EXPECT_EQ(parser.take().body, c.body);
    } else {
      ASSERT_TRUE(problem) << step;
      EXPECT_EQ(problem->status, c.status) << problem->reason;
    }
  }
}

const char* const kChunked = "Transfer-Encoding: chunked\r\n";

INSTANTIATE_TEST_SUITE_P(
    Parser, Bodies,
    testing::Values(
        BodyCase{"length", "Content-Length: 5\r\n", "hello", 0, "hello"},
        BodyCase{"chunks", kChunked, "3\r\nabc\r\nA;ext=1\r\n0123456789\r\n0\r\n\r\n", 0,
                 "abc0123456789"},
        BodyCase{"no_chunk_at_all", kChunked, "0\r\n\r\n", 0, ""},
        BodyCase{"a_chunk_of_few_bytes", kChunked, "1\r\na\r\n00\r\n\r\n", 0, "a"},
        BodyCase{"trailers", kChunked, "1\r\na\r\n0\r\nX-T: 1\r\n\r\n", 0, "a"},
        BodyCase{"folded_trailer", kChunked, "0\r\nX: y\r\n z\r\n\r\n", 400, ""},
        BodyCase{"trailer_folded_by_a_tab", kChunked, "1\r\na\r\n0;e\r\nX: y\r\n\tz\r\n\r\n", 400,
                 ""},
        BodyCase{"trailers_that_begin_folded", kChunked, "0\r\n X: y\r\n\r\n", 400, ""},
        BodyCase{"list_of_equal_lengths", "Content-Length: 2, 2\r\n", "ab", 0, "ab"},
        BodyCase{"different_lengths", "Content-Length: 2\r\nContent-Length: 3\r\n", "ab", 400, ""},
        BodyCase{"signed_length", "Content-Length: +3\r\n", "abc", 400, ""},
        BodyCase{"negative_length", "Content-Length: -1\r\n", "abc", 400, ""},
        BodyCase{"huge_length", "Content-Length: 99999999999999999999\r\n", "abc", 400, ""},
        BodyCase{"too_large", "Content-Length: 101\r\n", "abc", 413, ""},
        BodyCase{"too_large_in_chunks", kChunked,
                 "60\r\n" + std::string(0x60, 'a') + "\r\n5\r\nabcde\r\n", 413, ""},
        BodyCase{"bad_chunk_size", kChunked, "0x3\r\nabc\r\n0\r\n\r\n", 400, ""},
        BodyCase{"no_crlf_behind_chunk", kChunked, "3\r\nabcXX0\r\n\r\n", 400, ""},
        BodyCase{"chunk_size_overflow", kChunked, "fffffffffffffffff\r\nabc", 400, ""},
        BodyCase{"framing_in_trailer", kChunked, "1\r\na\r\n0\r\nContent-Length: 3\r\n\r\n", 400,
                 ""}),
    [](const auto& p) { return p.param.name; });

TEST(RequestParser, KeepsHeaderOrderCaseAndTarget) {
  RequestParser parser(100);
  const auto step =
      parser.put("PrOp /a%20b?x=1&x=2 HTTP/1.1\r\nhost: a\r\nX-b: 1\r\nx-B:  two \r\nA:\r\n\r\n");
  ASSERT_TRUE(step.done);
  const match::Request request = parser.take();
  EXPECT_EQ(request.method, "PrOp");
  EXPECT_EQ(request.target, "/a%20b?x=1&x=2");
  EXPECT_EQ(request.path, "/a b");
  EXPECT_EQ(request.queries.size(), 2u);
  EXPECT_THAT(request.headers,
              testing::ElementsAre(match::Field{"host", "a"}, match::Field{"X-b", "1"},
                                   match::Field{"x-B", "two"}, match::Field{"A", ""}));
}

TEST(RequestParser, KnowsWhatTheConnectionBecomes) {
  const auto keep_alive = [](const std::string& head) {
    RequestParser parser(100);
    EXPECT_TRUE(parser.put(head).done);
    return parser.keep_alive();
  };
  EXPECT_TRUE(keep_alive("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(keep_alive("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"));
  EXPECT_FALSE(keep_alive("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keep_alive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestParser, BoundsChunkHeadsAndTrailers) {
  RequestParser parser(100);
  ASSERT_TRUE(
      parser.put("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").head_done);
  const auto step = parser.put("1;" + std::string(20'000, 'x'));
  ASSERT_TRUE(step.problem);
  EXPECT_EQ(step.problem->status, 431);
}

TEST(RequestParser, SaysThatATrailerIsFolded) {
  RequestParser parser(100);
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto step = parser.put(head + "0\r\nX: y\r\n z\r\n\r\n");
  ASSERT_TRUE(step.problem);
  EXPECT_EQ(step.problem->reason, "a trailer starts with white space (obsolete line folding)");
}

TEST(RequestParser, TrailersAreNoHeaders) {
  RequestParser parser(100);
  bool done = false;
  ASSERT_FALSE(feed(parser, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "0\r\nAuthorization: x\r\n\r\n", 100, done));
  EXPECT_EQ(parser.take().header("Authorization"), nullptr);
}

TEST(RequestParser, IsReadyForTheNextRequestAfterReset) {
  RequestParser parser(100);
  ASSERT_TRUE(parser.put("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").done);
  parser.reset();
  ASSERT_TRUE(parser.put("GET /2 HTTP/1.1\r\nHost: b\r\n\r\n").done);
  const auto request = parser.take();
  EXPECT_EQ(request.target, "/2");
  EXPECT_EQ(request.headers.size(), 1u);
}

TEST(ResponseParser, BodyUntilTheEndOfTheConnection) {
  ResponseParser parser(1000, 1000, false);
  EXPECT_FALSE(parser.put("HTTP/1.0 200 Fine\r\nA: b\r\n\r\nhel").done);
  EXPECT_FALSE(parser.put("lo").done);
  EXPECT_FALSE(parser.put_eof());
  const Response response = parser.take();
  EXPECT_EQ(response.reason, "Fine");
  EXPECT_EQ(response.body, "hello");
}

TEST(ResponseParser, TellsAnAnswerThatIsCutShort) {
  ResponseParser cut(1000, 1000, false);
  cut.put("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
  ASSERT_TRUE(cut.put_eof());
  ResponseParser none(1000, 1000, false);
  ASSERT_TRUE(none.put_eof());
  EXPECT_EQ(none.put_eof()->reason, "the connection was closed without an answer");
}

/// How much of a body was moved to another place while it grew to `size` in pieces.
std::size_t moved_while_growing(const std::string& framing, std::size_t size, bool chunked) {
  RequestParser parser(300u << 20);
  ParseStep last = parser.put("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n");
  const std::string bytes(64 << 10, 'x');
  const std::string piece = chunked ? "10000\r\n" + bytes + "\r\n" : bytes;
  std::size_t moved = 0;
  std::string waiting;
  const char* place = parser.request().body.data();
  while (parser.request().body.size() < size && !last.problem) {
    const auto before = parser.request().body.size();
    waiting += piece;
    last = parser.put(waiting);
    waiting.erase(0, last.consumed);
    if (std::exchange(place, parser.request().body.data()) != place) moved += before;
  }
  EXPECT_FALSE(last.problem);
  return moved;
}

// What the length of a declared body may cost before it comes: room is taken when a part of it is
// there, so what is copied does not grow with the body.
TEST(Parser, ALargeBodyIsNotCopiedAgainAndAgain) {
  constexpr std::size_t kSize = 64 << 20;
  const auto length = "Content-Length: " + std::to_string(kSize) + "\r\n";
  for (const std::size_t size : {std::size_t{4} << 20, kSize}) {
    EXPECT_LE(moved_while_growing(length, size, false), 5u << 20) << size;
    EXPECT_LE(moved_while_growing("Transfer-Encoding: chunked\r\n", size, true), 5u << 20) << size;
  }
}

}  // namespace
}  // namespace ricochet::http::detail
