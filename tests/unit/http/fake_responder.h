#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/handler.h"

namespace ricochet::test {

/// Records what a handler does with its Responder; the test decides when a written piece counts as
/// sent.
class FakeResponder final : public http::Responder {
 public:
  void send(http::Response&& response) override { answers.push_back(std::move(response)); }
  void start_stream(http::Response head) override { answers.push_back(std::move(head)); }
  void write(std::string piece, std::function<void(bool)> sent) override {
    pieces.push_back(std::move(piece));
    if (sent) pending.push_back(std::move(sent));
  }
  void end_stream() override { ended = true; }
  void send_raw(std::string bytes) override { pieces.push_back(std::move(bytes)); }
  void write_raw(std::string piece, std::function<void(bool)> sent) override {
    write(std::move(piece), std::move(sent));
  }
  void end_raw() override { ended = true; }
  void abort(bool) override { aborted = true; }
  void on_disconnect(std::function<void()> callback) override { gone = std::move(callback); }

  /// Completes the oldest write; its callback may start the next one.
  void complete(bool ok = true) {
    ASSERT_FALSE(pending.empty());
    const auto sent = std::move(pending.front());
    pending.erase(pending.begin());
    sent(ok);
  }
  std::string all() const {
    std::string joined;
    for (const auto& piece : pieces) joined += piece;
    return joined;
  }

  std::vector<http::Response> answers;
  std::vector<std::string> pieces;
  std::vector<std::function<void(bool)>> pending;
  std::function<void()> gone;
  bool ended = false;
  bool aborted = false;
};

}  // namespace ricochet::test
