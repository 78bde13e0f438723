#include <gtest/gtest.h>

#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/raw_client.h"

namespace ricochet::stubserver {
namespace {

class SseNet : public NetTest {
 protected:
  std::unique_ptr<test::RawClient> ask(const std::string& version) {
    auto client = std::make_unique<test::RawClient>(server_->server().endpoint().port, [this] {
      loop_.run_until([] { return false; }, std::chrono::milliseconds(1));
    });
    client->send("GET /events " + version + "\r\nHost: h\r\n\r\n");
    return client;
  }
};

TEST_F(SseNet, StreamIsWholeAndEndsWithTheConnection) {
  serve(R"([{"request":{"uri":"/events"},
             "response":{"sse":[{"event":"m","data":"a","delay":20},{"data":"b\nc"}]}}])");
  for (const char* version : {"HTTP/1.1", "HTTP/1.0"}) {
    const auto client = ask(version);
    const auto answer = client->read_answer();
    EXPECT_EQ(answer.status, 200) << version;
    EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
    EXPECT_EQ(answer.header("Cache-Control"), "no-cache");
    EXPECT_EQ(answer.body, "event: m\ndata: a\n\ndata: b\ndata: c\n\n") << version;
    EXPECT_EQ(client->wait_end(), test::End::kFin) << version;
  }
  ASSERT_EQ(sink_.exchanges.size(), 2u);
  EXPECT_EQ(sink_.exchanges[0].response_body, "event: m\ndata: a\n\ndata: b\ndata: c\n\n");
}

TEST_F(SseNet, EventsArriveOneByOneAndAClientThatLeavesEndsThem) {
  serve(
      R"([{"response":{"sse":{"delay":{"duration":1,"unit":"hour"},"events":[{"data":"a"},{"data":"b"}]}}}])");
  const auto client = ask("HTTP/1.1");
  EXPECT_NE(client->read_until("data: a\n\n"), "");
  EXPECT_EQ(server_->open_exchanges(), 1u);
  client->close();
  wait_until([&] { return server_->open_exchanges() == 0; });
}

}  // namespace
}  // namespace ricochet::stubserver
