// Whatever is refused is told once, and its answer arrives although the client goes on sending.
#include "base/random.h"
#include "tests/net/http/server_fixture.h"
#include "tests/net/http/tls_client.h"

namespace ricochet::http {
namespace {

using test::End;
using testing::HasSubstr;
using testing::StartsWith;

class RefusalTest : public ServerTest {
 protected:
  RefusalTest() {
    answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
      responder->send(Response(200, "text/plain", "fine"));
    };
  }
  bool run_down() {
    return run_until([&] { return server_->open_connections() == 0; });
  }
};

/// A right or nearly right conversation, changed by chance.
std::string some_bytes(base::Random& random) {
  static const std::vector<std::string> kSeeds = {
      "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: "
      "v\r\n\r\n",
      "GET http://a/b HTTP/1.1\r\nHost:\r\nX: \xc3\xa9\r\n\r\n",
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 400\r\n\r\n" + std::string(400, 'x'),
      "GET /caf\xc3\xa9?q=" + std::string(90, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a HTTP/1.0\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: a\r\n" + std::string("A: b\r\n\r\n"),
      "\x16\x03\x01\x02",
      "GET\r\n",
  };
  static const std::vector<std::string> kPieces = {"\r\n",
                                                   "\n",
                                                   "\r",
                                                   " ",
                                                   ":",
                                                   std::string(1, '\0'),
                                                   "\x80",
                                                   "HTTP/2.0",
                                                   "Host: b\r\n",
                                                   "Content-Length: 3\r\n",
                                                   "Transfer-Encoding: gzip\r\n",
                                                   "zz",
                                                   "\r\n\r\n",
                                                   "/../",
                                                   "*"};
  auto bytes = kSeeds[random.below(kSeeds.size())];
  for (auto changes = random.below(3); changes > 0; --changes) {
    const auto at = random.below(bytes.size() + 1);
    switch (random.below(4)) {
      case 0:
        bytes.insert(at, kPieces[random.below(kPieces.size())]);
        break;
      case 1:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random.below(256));
        break;
      case 2:
        bytes.resize(at);
        break;
      default:
        bytes.erase(at, random.below(8));
    }
  }
  return bytes;
}

TEST_F(RefusalTest, EachIsToldExactlyOnceWhateverComes) {
  Limits limits;
  limits.request_line_bytes = 80;
  limits.header_bytes = 120;
  limits.header_count = 4;
  limits.body_bytes = 300;
  limits.buffered_bytes = 250;
  start(limits);
  std::map<std::string, int> codes;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    base::Random random(seed);
    refused_.clear();
    const auto client = connect();
    const auto bytes = some_bytes(random);
    const auto cut = random.below(bytes.size() + 1);
    client->send(bytes.substr(0, cut));
    if (random.below(2) == 0) pump()();
    client->send(bytes.substr(cut));
    client->half_close();
    const auto got = client->read_all();
    std::vector<std::string> statuses;
    for (std::size_t at = 0; (at = got.find("HTTP/1.1 ", at)) != std::string::npos; at += 9) {
      const auto status = got.substr(at + 9, 3);  // a reason may name the version, too
      if (status.find_first_not_of("0123456789") == std::string::npos) statuses.push_back(status);
    }
    const bool refused = !statuses.empty() && statuses.back() >= "400";
    ASSERT_EQ(refused_.size(), refused ? 1u : 0u) << "seed " << seed << "\n"
                                                  << bytes << "\n"
                                                  << got;
    if (!refused) continue;
    const auto& call = refused_.front();
    EXPECT_EQ(std::to_string(call.status), statuses.back()) << "seed " << seed;
    EXPECT_FALSE(call.refused->code.empty() || call.refused->reason.empty()) << "seed " << seed;
    EXPECT_THAT(got, HasSubstr(call.refused->reason)) << "seed " << seed;
    EXPECT_TRUE(call.request.body_truncated || call.refused->head.empty()) << "seed " << seed;
    EXPECT_LE(call.refused->head.size(), 1024u);
    EXPECT_TRUE(bytes.find(call.request.method) != std::string::npos) << "seed " << seed;
    ++codes[call.refused->code];
  }
  EXPECT_EQ(server_->buffered().held(), 0u);
  EXPECT_GE(codes.size(), 10u) << "the random conversations reach many kinds of refusal";
}

TEST_F(RefusalTest, TheCallIsToldAsFarAsItWasRead) {
  start_with_max_body(10);
  const auto client = connect();
  client->send(
      "POST /bin/x?y=1 HTTP/1.1\r\nHost: a\r\nX-Id: 7\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nabcd\r\n64\r\n");
  EXPECT_EQ(client->read_answer().status, 413);
  ASSERT_EQ(refused_.size(), 1u);
  const auto& call = refused_.front();
  EXPECT_EQ(call.request.method, "POST");
  EXPECT_EQ(call.request.target, "/bin/x?y=1");
  ASSERT_NE(call.request.header("X-Id"), nullptr);
  EXPECT_EQ(call.request.body, "abcd");
  EXPECT_TRUE(call.request.body_truncated);
  EXPECT_TRUE(call.refused->target_read);
  EXPECT_EQ(call.refused->code, "body_too_large");
  EXPECT_EQ(call.refused->bound, "--max-body 10 B");
}

TEST_F(RefusalTest, AConnectionThatBreaksInTheMiddleIsToldWithoutAnAnswer) {
  start();
  const auto client = connect();
  client->send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  ASSERT_TRUE(run_until([&] { return server_->buffered().held() > 0; }));
  client->reset();
  ASSERT_TRUE(run_until([&] { return !refused_.empty(); }));
  EXPECT_EQ(refused_[0].status, 0);
  EXPECT_EQ(refused_[0].refused->code, "cut_short");
  EXPECT_EQ(refused_[0].request.target, "/a");
  EXPECT_EQ(server_->buffered().held(), 0u);
  const auto idle = connect();
  pump()();
  idle->reset();
  EXPECT_TRUE(run_down());
  EXPECT_EQ(refused_.size(), 1u) << "nobody asked for anything";
}

TEST_F(RefusalTest, OneConnectionTooManyIsAnswered503AndTold) {
  Limits limits;
  limits.connections = 1;
  start(limits);
  const auto one = connect();
  ASSERT_TRUE(run_until([&] { return server_->open_connections() == 1; }));
  const auto two = connect();
  two->send(get("/a"));
  const auto answer = two->read_answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("(--max-connections)"));
  EXPECT_EQ(two->wait_end(), End::kFin);
  ASSERT_EQ(refused_.size(), 1u);
  EXPECT_EQ(refused_[0].refused->bound, "--max-connections 1");
  EXPECT_FALSE(refused_[0].refused->target_read);
  std::vector<std::unique_ptr<test::RawClient>> crowd;
  while (refused_.size() < kMaxTurnedAway + 10) {
    crowd.push_back(connect());
    pump()();
  }
  EXPECT_EQ(refused_.back().status, 0) << "beyond a bound without a word";
  EXPECT_EQ(server_->open_connections(), 1u);
  one->send(get("/b"));
  EXPECT_EQ(one->read_answer().status, 200);
}

TEST_F(RefusalTest, HalfReceivedRequestsAreBoundedTogether) {
  Limits limits;
  limits.buffered_bytes = 1000;
  start(limits);
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n";
  const auto one = connect();
  one->send(head + std::string(700, 'x'));
  ASSERT_TRUE(run_until([&] { return server_->buffered().held() == 700; }));
  const auto whole = connect();
  whole->send(head + std::string(900, 'x'));
  EXPECT_EQ(whole->read_answer().status, 200) << "what comes at once waits for nothing";
  const auto two = connect();
  two->send(head + std::string(700, 'x'));
  const auto answer = two->read_answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("(--max-buffered)"));
  EXPECT_EQ(server_->buffered().held(), 700u);
  const auto three = connect();
  three->send("GET /" + std::string(400, 'a'));  // a head counts, too
  EXPECT_EQ(three->read_answer().status, 503);
  one->send(std::string(200, 'x'));
  EXPECT_EQ(one->read_answer().status, 200);
  EXPECT_EQ(server_->buffered().held(), 0u);
  EXPECT_EQ(server_->buffered().most(), 700u);
  ASSERT_EQ(refused_.size(), 2u);
  EXPECT_EQ(refused_[0].refused->code, "too_much_buffered");
  EXPECT_EQ(refused_[0].refused->bound, "--max-buffered 1000 B");
}

TEST_F(RefusalTest, AChunkLineThatCanNotBecomeRightIsRefusedAtOnce) {
  start();
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* body : {"z", "-", "\n", "3 ", "0x", "3\r\nabcX", "3\r\nabc\r\ng"}) {
    const auto client = connect();
    client->send(head + body);
    EXPECT_EQ(client->read_answer().status, 400) << body;
    EXPECT_EQ(refused_.back().refused->code, "bad_chunk") << body;
  }
  const auto client = connect();
  client->send(head + "0\r\n :");
  EXPECT_EQ(client->read_answer().status, 400);
  EXPECT_EQ(refused_.back().refused->code, "malformed_header") << "a trailer is a header";
}

/// The head of an upload that is refused for its length, which goes on all the same.
const std::string kUpload = "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n";

TEST_F(RefusalTest, TheAnswerArrivesWholeThoughTheClientGoesOnSending) {
  start_with_max_body(1000);
  const auto client = connect();
  client->send(kUpload);
  ASSERT_TRUE(client->send(std::string(20 << 20, 'x'))) << "drained, not reset";
  const auto answer = client->read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("(--max-body)"));
  ASSERT_TRUE(client->send(std::string(1 << 20, 'x')));
  EXPECT_EQ(client->wait_end(), End::kFin) << "FIN stands behind the answer";
  client->half_close();
  EXPECT_TRUE(run_down());
  EXPECT_EQ(refused_.size(), 1u);
}

TEST_F(RefusalTest, ADrainHasABound) {
  start_with_max_body(1000);
  const auto client = connect();
  client->send(kUpload);
  const std::string piece(1 << 20, 'x');
  int sent = 0;
  while (sent < 90 && client->send(piece)) ++sent;
  EXPECT_TRUE(run_down()) << "64 MiB are enough";
  EXPECT_GE(sent, 60);
}

TEST_F(RefusalTest, SoItDoesUnderTls) {
  Limits limits;
  limits.body_bytes = 1000;
  start(limits, net::TlsOptions());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient::Wishes wishes;
    wishes.max_version = version;
    TlsClient client(port_, pump(), wishes);
    client.send(kUpload);
    ASSERT_TRUE(client.send(std::string(4 << 20, 'x'))) << "drained, not reset";
    const auto all = client.read_all();
    EXPECT_THAT(all, StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(all, HasSubstr("(--max-body)"));
    EXPECT_TRUE(client.said_goodbye());
    EXPECT_FALSE(client.was_reset());
  }
  EXPECT_TRUE(run_down());
  EXPECT_EQ(refused_.size(), 2u);
}

TEST_F(RefusalTest, PlainHttpOnATlsPortIsToldAsTheAnswerSays) {
  start({}, net::TlsOptions());
  const auto client = connect();
  client->send(get("/"));
  EXPECT_EQ(client->read_answer().status, 400);
  ASSERT_EQ(refused_.size(), 1u);
  EXPECT_EQ(refused_[0].status, 400);
  EXPECT_EQ(refused_[0].refused->code, "plain_on_tls_port");
  EXPECT_FALSE(refused_[0].request.secure);
}

}  // namespace
}  // namespace ricochet::http
