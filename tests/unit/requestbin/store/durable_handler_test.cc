#include "requestbin/store/durable_handler.h"

#include "http/forwarding_responder.h"
#include "requestbin/capture_handler.h"
#include "tests/unit/requestbin/store/fixture.h"

namespace ricochet::requestbin::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Writes down what leaves.
class Left final : public http::ForwardingResponder {
 public:
  explicit Left(std::vector<std::string>& log) : ForwardingResponder(nullptr), log_(log) {}
  void send(http::Response&& response) override {
    log_.push_back(std::to_string(response.status) + " " + response.body);
  }
  void start_stream(http::Response) override { log_.push_back("stream"); }
  void write(std::string piece, std::function<void(bool)> sent) override {
    log_.push_back(piece);
    if (sent) sent(true);
  }
  void end_stream() override { log_.push_back("end"); }

 private:
  void pass(Call) override { log_.push_back("something else"); }
  std::vector<std::string>& log_;
};

/// Captures and answers in pieces.
class Streams final : public http::Handler {
 public:
  explicit Streams(journal::CaptureLog& log) : log_(log) {}
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override {
    http::Exchange exchange;
    exchange.bin = "a";
    exchange.request = std::move(request);
    log_.append(std::move(exchange));
    responder->start_stream(http::Response(200));
    responder->write("piece", [this](bool ok) { sent.push_back(ok); });
    responder->end_stream();
  }
  std::vector<bool> sent;

 private:
  journal::CaptureLog& log_;
};

class DurableHandlerTest : public StoreTest {
 protected:
  void SetUp() override {
    options_.sync = true;
    ASSERT_TRUE(open());
    ASSERT_TRUE(log().create_bin("a"));
  }
  void handle(http::Handler& inner, const std::string& target) {
    match::Request request;
    request.method = "POST";
    request.set_target(target);
    request.body = std::string(10'000, 'x');
    DurableHandler(inner, log(), store()).handle(std::move(request), std::make_shared<Left>(left_));
  }
  std::vector<std::string> left_;
};

TEST_F(DurableHandlerTest, AnAnswerLeavesWhenItsRecordIsStored) {
  CaptureHandler inner(process_->loop, log());
  handle(inner, "/a/x");
  EXPECT_THAT(left_, IsEmpty());
  EXPECT_EQ(held("a").size(), 1u);  // whoever asks sees it already
  ASSERT_TRUE(wait([&] { return !left_.empty(); }));
  EXPECT_THAT(left_, ElementsAre("200 ok\n"));
  EXPECT_EQ(store().status().written, 1u);
}

TEST_F(DurableHandlerTest, PiecesKeepTheirOrder) {
  Streams inner(log());
  handle(inner, "/a/x");
  EXPECT_THAT(left_, IsEmpty());
  ASSERT_TRUE(wait([&] { return !left_.empty(); }));
  EXPECT_THAT(left_, ElementsAre("stream", "piece", "end"));
  EXPECT_THAT(inner.sent, ElementsAre(true));
}

TEST_F(DurableHandlerTest, TheServersOwnPathsDoNotWait) {
  Streams inner(log());
  handle(inner, "/api/v2/bins");
  EXPECT_EQ(left_.size(), 3u);
}

TEST_F(DurableHandlerTest, WhatCannotBeStoredIsNotAnsweredAsIfItWere) {
  ASSERT_TRUE(close());
  options_.max_file_bytes = 48 << 10;
  ASSERT_TRUE(open());
  Streams inner(log());
  for (int i = 0; i < 10 && (left_.empty() || left_.back() == "end"); ++i) {
    const auto before = left_.size();
    handle(inner, "/a/x");
    ASSERT_TRUE(wait([&] { return left_.size() > before; }));
  }
  EXPECT_THAT(left_.back(), HasSubstr("503 captured in memory, but not stored"));
  EXPECT_FALSE(inner.sent.back());
}

}  // namespace
}  // namespace ricochet::requestbin::store
