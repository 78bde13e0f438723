#include "http/detail/head_writer.h"

#include <gmock/gmock.h>

namespace ricochet::http::detail {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;
using testing::Not;

TEST(HeadWriter, WritesExactlyWhatIsNeeded) {
  std::string out;
  Response response(200, "text/plain", "hello");
  response.headers.push_back({"x-Order", "kept"});
  const auto plan = write_head(response, {}, false, out);
  EXPECT_EQ(
      out,
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nx-Order: kept\r\nContent-Length: 5\r\n\r\n");
  EXPECT_TRUE(plan.keep_alive);
  EXPECT_TRUE(plan.send_body);
}

TEST(HeadWriter, ReplacesAWrongLength) {
  std::string out;
  Response response(200);
  response.body = "abc";
  response.headers = {{"content-length", "99"}};
  write_head(response, {}, false, out);
  EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
}

TEST(HeadWriter, HeadKeepsTheLengthThatTheHandlerKnows) {
  AnswerContext context;
  context.head_request = true;
  std::string out;
  Response known(200);
  known.headers = {{"Content-Length", "99"}};
  EXPECT_FALSE(write_head(known, context, false, out).send_body);
  EXPECT_THAT(out, HasSubstr("Content-Length: 99\r\n"));
  out.clear();
  write_head(Response(200, "text/plain", "abc"), context, false, out);
  EXPECT_THAT(out, HasSubstr("Content-Length: 3\r\n"));
}

TEST(HeadWriter, NoLengthWhereThereCanBeNoBody) {
  for (const int status : {100, 204, 304}) {
    std::string out;
    Response response(status);
    response.body = "never";
    EXPECT_FALSE(write_head(response, {}, false, out).send_body);
    EXPECT_THAT(out, Not(HasSubstr("Content-Length"))) << status;
  }
}

TEST(HeadWriter, SaysHowTheConnectionGoesOn) {
  AnswerContext old;
  old.request_version = "HTTP/1.0";
  std::string out;
  write_head(Response(200), old, false, out);
  EXPECT_EQ(out, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");

  out.clear();
  Response closing(200);
  closing.headers = {{"Connection", "Close"}};
  EXPECT_FALSE(write_head(closing, {}, false, out).keep_alive);
  EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

  out.clear();
  Response upgrade(101);
  upgrade.headers = {{"Connection", "Upgrade"}};
  write_head(upgrade, {}, false, out);
  EXPECT_EQ(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n");
}

TEST(HeadWriter, StreamsInChunksOrUntilTheEnd) {
  std::string out;
  auto plan = write_head(Response(200), {}, true, out);
  EXPECT_TRUE(plan.chunked && plan.keep_alive);
  EXPECT_THAT(out, HasSubstr("Transfer-Encoding: chunked\r\n"));
  AnswerContext old;
  old.request_version = "HTTP/1.0";
  out.clear();
  plan = write_head(Response(200), old, true, out);
  EXPECT_FALSE(plan.chunked || plan.keep_alive);
  EXPECT_EQ(out, "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n");
}

TEST(HeadWriter, AStreamWithALengthHasNoChunks) {
  for (const char* version : {"HTTP/1.1", "HTTP/1.0"}) {
    AnswerContext context;
    context.request_version = version;
    std::string out;
    Response head(200);
    head.headers = {{"content-length", " 5 "}, {"Transfer-Encoding", "chunked"}};
    auto plan = write_head(head, context, true, out);
    EXPECT_TRUE(plan.keep_alive && plan.send_body);
    EXPECT_FALSE(plan.chunked);
    EXPECT_THAT(out, HasSubstr(" 200 OK\r\nContent-Length: 5\r\n"));
    EXPECT_THAT(out, Not(HasSubstr("Transfer-Encoding")));
    std::string piece = "abc";
    plan.cut_to_length(piece);
    EXPECT_EQ(piece, "abc");
    piece = "defg";
    plan.cut_to_length(piece);
    EXPECT_EQ(piece, "de");
    EXPECT_EQ(plan.left, 0u);
  }
}

TEST(HeadWriter, ALengthThatIsNoneIsNotBelieved) {
  for (const char* length : {"", "-1", "0x5", "5 5", "99999999999999999999"}) {
    std::string out;
    Response head(200);
    head.headers = {{"Content-Length", length}};
    EXPECT_TRUE(write_head(head, {}, true, out).chunked) << length;
    EXPECT_THAT(out, Not(HasSubstr("Content-Length"))) << length;
  }
}

TEST(HeadWriter, AValueCannotBecomeAHeader) {
  std::string out;
  Response response(200);
  response.reason = "Fine\r\nX: 1";
  response.headers = {{"Location", "/a\r\nSet-Cookie: x\0y"s}};
  write_head(response, {}, false, out);
  EXPECT_EQ(
      out, "HTTP/1.1 200 Fine  X: 1\r\nLocation: /a  Set-Cookie: x y\r\nContent-Length: 0\r\n\r\n");
}

TEST(HeadWriter, AnEmptyPieceIsNoChunk) {
  std::string out;
  append_chunk("", out);
  EXPECT_EQ(out, "");
  append_chunk(std::string(26, 'a'), out);
  EXPECT_EQ(out, "1a\r\n" + std::string(26, 'a') + "\r\n");
}

TEST(Response, SetHeaderReplacesEveryOneOfThatName) {
  Response response(200);
  response.headers = {{"A", "1"}, {"b", "2"}, {"a", "3"}};
  response.set_header("a", "4");
  EXPECT_THAT(response.headers,
              testing::ElementsAre(match::Field{"A", "4"}, match::Field{"b", "2"}));
  response.set_header("C", "5");
  EXPECT_EQ(*response.header("c"), "5");
  EXPECT_EQ(response.header("d"), nullptr);
}

}  // namespace
}  // namespace ricochet::http::detail
