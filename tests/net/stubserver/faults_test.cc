// Each fault, seen by a client that knows no HTTP: the bytes, and how the connection ends.
#include <gmock/gmock.h>

#include "tests/net/stubserver/net_fixture.h"

namespace ricochet::stubserver {
namespace {

using test::End;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class FaultsTest : public NetTest {
 protected:
  /// A stub whose only session has this fault and a body of ten bytes.
  std::unique_ptr<test::RawClient> ask(const std::string& fault) {
    serve(R"([{"response":{"text":"0123456789","fault":)" + fault + "}}]");
    return raw_get("/");
  }
  static constexpr const char* kHead =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n";
};

TEST_F(FaultsTest, ResetIsARealRst) {
  const auto client = ask("\"reset\"");
  EXPECT_EQ(client->read_all(), "");
  EXPECT_EQ(client->end(), End::kReset);
  ASSERT_EQ(sink_.exchanges.size(), 1u);
  EXPECT_EQ(sink_.exchanges[0].status, 0);
  EXPECT_EQ(sink_.exchanges[0].fault, "reset");
  EXPECT_EQ(sink_.exchanges[0].response_body, "");
}

TEST_F(FaultsTest, CloseIsAFinWithoutAByte) {
  const auto client = ask("\"close\"");
  EXPECT_EQ(client->read_all(), "");
  EXPECT_EQ(client->end(), End::kFin);
  EXPECT_EQ(sink_.exchanges.at(0).fault, "close");
}

TEST_F(FaultsTest, HalfStatusLineThenFin) {
  const auto client = ask("\"half_status_line\"");
  EXPECT_EQ(client->read_all(), "HTTP/1.1 2");
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultsTest, GarbageIsRandomAndTheSameForTheSameSeed) {
  const std::string fault = R"({"kind":"garbage","bytes":100})";
  const std::string first = ask(fault)->read_all();
  EXPECT_EQ(first.size(), 100u);
  const auto again = ask(fault);
  EXPECT_EQ(again->read_all(), first);
  EXPECT_EQ(again->end(), End::kFin);
  EXPECT_NE(raw_get("/")->read_all(), first) << "the second call has bytes of its own";
  EXPECT_THAT(first, testing::Not(HasSubstr("HTTP")));
}

TEST_F(FaultsTest, TruncateSendsTheTrueLengthAndLessThanThat) {
  const auto client = ask(R"({"kind":"truncate","bytes":4})");
  const std::string got = client->read_all();
  EXPECT_THAT(got, StartsWith(kHead));
  EXPECT_THAT(got, HasSubstr("Content-Length: 10\r\n"));
  EXPECT_THAT(got, EndsWith("\r\n\r\n0123"));
  EXPECT_EQ(client->end(), End::kFin);
  EXPECT_EQ(sink_.exchanges.at(0).status, 200);
  EXPECT_EQ(sink_.exchanges.at(0).fault, "truncate");
}

TEST_F(FaultsTest, TruncateByFraction) {
  EXPECT_THAT(ask(R"({"kind":"truncate","fraction":0.3})")->read_all(), EndsWith("\r\n\r\n012"));
  EXPECT_THAT(ask("\"truncate\"")->read_all(), EndsWith("\r\n\r\n01234"));
}

TEST_F(FaultsTest, TruncateThenReset) {
  const auto client = ask(R"({"kind":"truncate","bytes":4,"then":"reset"})");
  EXPECT_THAT(client->read_all(), EndsWith("\r\n\r\n0123"));
  EXPECT_EQ(client->end(), End::kReset);
}

TEST_F(FaultsTest, TruncateThenStallEndsWithTheStubsReset) {
  const auto client = ask(R"({"kind":"truncate","bytes":4,"then":"stall"})");
  EXPECT_THAT(client->read_until("0123"), EndsWith("0123"));
  EXPECT_EQ(server_->open_exchanges(), 1u);
  server_->reset_state();
  EXPECT_EQ(client->wait_end(), End::kFin);
  EXPECT_EQ(server_->open_exchanges(), 0u);
}

TEST_F(FaultsTest, LengthThatPromisesTooMuch) {
  const auto client = ask(R"({"kind":"wrong_length","by":5})");
  const std::string got = client->read_all();
  EXPECT_THAT(got, HasSubstr("Content-Length: 15\r\n"));
  EXPECT_THAT(got, EndsWith("\r\n\r\n0123456789"));
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultsTest, LengthThatPromisesTooLittle) {
  const std::string got = ask(R"({"kind":"wrong_length","by":-3})")->read_all();
  EXPECT_THAT(got, HasSubstr("Content-Length: 7\r\n"));
  EXPECT_THAT(got, EndsWith("\r\n\r\n0123456789"));
}

TEST_F(FaultsTest, BadChunkFollowsAGoodOne) {
  const auto client = ask("\"bad_chunk\"");
  const std::string got = client->read_all();
  EXPECT_THAT(got, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(got, HasSubstr("\r\n\r\n5\r\n01234\r\nno size\r\n56789\r\n"));
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultsTest, DribbleIsARightAnswerInPieces) {
  const auto client = ask(R"({"kind":"dribble","bytes":3,"delay":1})");
  const auto answer = client->read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "0123456789");
  EXPECT_EQ(answer.header("Content-Length"), "10");
  EXPECT_EQ(client->end(), End::kOpen) << "the connection lives on";
  EXPECT_EQ(sink_.exchanges.at(0).fault, "dribble");
}

TEST_F(FaultsTest, DribbleHoldsTheNextPieceBack) {
  const auto client = ask(R"({"kind":"dribble","bytes":3,"delay":"1h"})");
  EXPECT_THAT(client->read_until("\r\n\r\n"), EndsWith("\r\n\r\n")) << "the head comes at once";
  EXPECT_EQ(server_->open_exchanges(), 1u);
  client->reset();
  wait_until([&] { return server_->open_exchanges() == 0; });
}

TEST_F(FaultsTest, BandwidthDeliversTheWholeBody) {
  const auto client = ask(R"({"kind":"bandwidth","bytes_per_second":1000})");
  const auto started = loop_.now();
  EXPECT_EQ(client->read_answer().body, "0123456789");
  EXPECT_GE(loop_.now() - started, std::chrono::milliseconds(10));
}

TEST_F(FaultsTest, NoAnswerWaitsUntilTheClientGivesUp) {
  const auto client = ask("\"no_answer\"");
  wait_until([&] { return sink_.exchanges.size() == 1; });
  EXPECT_EQ(server_->open_exchanges(), 1u);
  client->close();
  wait_until([&] { return server_->open_exchanges() == 0; });
  EXPECT_EQ(sink_.exchanges.at(0).status, 0);
}

TEST_F(FaultsTest, NoAnswerEndsWithTheStubsReset) {
  const auto client = ask("\"no_answer\"");
  wait_until([&] { return sink_.exchanges.size() == 1; });
  server_->reset_state();
  EXPECT_EQ(client->read_all(), "");
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultsTest, FirstCallsFailAndTheOthersDoNot) {
  serve(R"([{"response":{"text":"well","fault":{"kind":"reset","first":2}}}])");
  EXPECT_EQ(get("/"), "error: http/reset");
  EXPECT_EQ(get("/"), "error: http/reset");
  EXPECT_EQ(get("/"), "200 well");
  server_->reset_state();
  EXPECT_EQ(get("/"), "error: http/reset");
}

TEST_F(FaultsTest, SeveralFaultsTakeTurns) {
  serve(R"([{"response":{"text":"well","fault":[{"kind":"reset","calls":[1,4]},
                                                {"kind":"half_status_line","every":2}]}}])");
  EXPECT_EQ(get("/"), "error: http/reset");
  EXPECT_EQ(get("/"), "error: http/bad-response");
  EXPECT_EQ(get("/"), "200 well");
  EXPECT_EQ(get("/"), "error: http/reset");
}

TEST_F(FaultsTest, LatencyComesBeforeTheFault) {
  serve(R"([{"response":{"text":"well","latency":"1h","fault":"reset"}}])");
  const auto client = raw_get("/");
  wait_until([&] { return server_->open_exchanges() == 1; });
  server_->reset_state();
  EXPECT_EQ(client->wait_end(), End::kFin) << "closed by the reset of the stub, not by the fault";
}

}  // namespace
}  // namespace ricochet::stubserver
