// What a proxy and a callback make of an answer with a Content-Encoding.
#include <gmock/gmock.h>

#include "tests/net/stubserver/proxy_fixture.h"

namespace ricochet::stubserver {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A body of fewer than 64 KiB in one stored block: deflate that needs no library (RFC 1951 3.2.4).
std::string stored_deflate(const std::string& body) {
  const auto low = [](std::size_t n) { return static_cast<char>(n & 0xff); };
  const auto n = body.size();
  std::string out(1, '\x01');
  for (const std::size_t length : {n, ~n}) {
    out += low(length);
    out += low(length >> 8);
  }
  return out + body;
}

TEST_F(ProxyTest, ACodedAnswerIsUndoneByAWorker) {
  serve_with(R"([{"response":{"proxy":"TARGET/x"}}])");
  const std::string body(20'000, 'x');  // too small for the copy that a record of a large one gets
  answer_ = [&](const match::Request&, std::shared_ptr<http::Responder> responder) {
    http::Response coded(200, "text/plain", stored_deflate(body));
    coded.set_header("Content-Encoding", "deflate");
    responder->send(std::move(coded));
  };
  Calls calls;
  start_get(calls, "/a");
  wait_until([this] { return loop_.pool().waiting() > 0; });
  wait_for(calls, 1);
  EXPECT_EQ(calls.answers[0], "200 " + body);
  ASSERT_EQ(seen_.size(), 1u);
  ASSERT_NE(seen_[0].header("Accept-Encoding"), nullptr);
  EXPECT_EQ(*seen_[0].header("Accept-Encoding"), "gzip, deflate");
}

TEST_F(ProxyTest, AnAnswerThatIsNotCodedAsItSaysIsTold) {
  serve_with(R"([{"response":{"proxy":"TARGET/x"}}])");
  for (const std::size_t size : {20u, 20'000u}) {
    answer_ = [size](const match::Request&, std::shared_ptr<http::Responder> responder) {
      http::Response coded(200, "text/plain", std::string(size, '\xff'));
      coded.set_header("Content-Encoding", "deflate");
      responder->send(std::move(coded));
    };
    const auto answer = get("/a");
    EXPECT_THAT(answer, StartsWith("500 "));
    EXPECT_THAT(answer, HasSubstr("not deflate"));
  }
}

TEST_F(ProxyTest, ACallbackAsksForNoCodingBecauseNobodyReadsItsAnswer) {
  serve_with(R"([{"request":{"uri":"/a"},"response":{"text":"x"},
                  "on":{"complete":{"get":{"url":"TARGET/done"}}}}])");
  EXPECT_EQ(get("/a"), "200 x");
  wait_until([this] { return !seen_.empty(); });
  EXPECT_EQ(seen_[0].header("Accept-Encoding"), nullptr);
}

}  // namespace
}  // namespace ricochet::stubserver
