#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "base/json/document.h"
#include "base/json/json.h"
#include "http/forwarding_responder.h"
#include "requestbin/server/bin_server.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::requestbin {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Keeps what it is given; `gone` is how the test plays a client that goes away.
class FakeResponder final : public http::ForwardingResponder {
 public:
  struct Seen {
    std::optional<http::Response> answer;
    std::function<void()> gone;
    std::string stream;                             ///< what was written
    std::vector<std::function<void(bool)>> unsent;  ///< writes that the client has not taken yet
    bool slow = false;  ///< the test calls `unsent` itself; else each write is sent at once
    bool ended = false;
    bool broken_off = false;  ///< closed behind what was written, without an end
    bool reset = false;
  };
  explicit FakeResponder(std::shared_ptr<Seen> seen)
      : ForwardingResponder(nullptr), seen_(std::move(seen)) {}
  void send(http::Response&& response) override {
    EXPECT_FALSE(seen_->answer.has_value()) << "answered twice";
    seen_->answer = std::move(response);
  }
  void start_stream(http::Response head) override { seen_->answer = std::move(head); }
  void write(std::string piece, std::function<void(bool)> sent) override {
    seen_->stream += piece;
    if (sent) seen_->unsent.push_back(std::move(sent));
    while (!seen_->slow && !seen_->unsent.empty()) {
      const auto next = std::move(seen_->unsent.front());
      seen_->unsent.erase(seen_->unsent.begin());
      next(true);
    }
  }
  void end_stream() override { seen_->ended = true; }
  void abort(bool reset) override { (reset ? seen_->reset : seen_->broken_off) = true; }
  void on_disconnect(std::function<void()> gone) override { seen_->gone = std::move(gone); }

 private:
  void pass(Call) override { ADD_FAILURE() << "a request bin sends no broken answer"; }
  std::shared_ptr<Seen> seen_;
};
using Seen = std::shared_ptr<FakeResponder::Seen>;

class ServerTest : public awaits::LogTest {
 protected:
  /// As the end of a connection does: what an unfinished answer waits for holds its responder.
  ~ServerTest() override {
    for (const auto& weak : begun_) {
      const auto seen = weak.lock();
      if (!seen) continue;
      const auto unsent = std::exchange(seen->unsent, {});
      const auto gone = std::exchange(seen->gone, nullptr);
    }
  }
  void serve(BinServerOptions options) {
    server_ = std::make_unique<BinServer>(loop_, log_, awaits_, std::move(options));
  }
  Seen begin(const std::string& method, const std::string& target, const std::string& body = {},
             std::vector<match::Field> headers = {}, bool slow = false) {
    if (!server_) serve({});
    match::Request request;
    request.method = method;
    request.set_target(target);
    request.body = body;
    request.headers = std::move(headers);
    request.peer_address = "127.0.0.1";
    auto seen = std::make_shared<FakeResponder::Seen>();
    seen->slow = slow;
    begun_.push_back(seen);
    server_->handle(std::move(request), std::make_shared<FakeResponder>(seen));
    return seen;
  }
  http::Response ask(const std::string& method, const std::string& target,
                     const std::string& body = {}, std::vector<match::Field> headers = {}) {
    const auto seen = begin(method, target, body, std::move(headers));
    loop_.run_ready();
    return seen->answer.value_or(http::Response(0));
  }
  static base::Json json(const http::Response& response) {
    const auto parsed = base::parse_json_body(response.body);
    return parsed ? *parsed : base::Json(nullptr);
  }
  static std::string header(const http::Response& response, const std::string& name) {
    const auto* value = response.header(name);
    return value ? *value : std::string();
  }
  awaits::AwaitDriver awaits_{loop_, log_};
  std::unique_ptr<BinServer> server_;

 private:
  std::vector<std::weak_ptr<FakeResponder::Seen>> begun_;
};

}  // namespace ricochet::requestbin
