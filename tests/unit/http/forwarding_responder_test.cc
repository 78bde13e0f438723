#include "http/forwarding_responder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace ricochet::http {
namespace {

using testing::ElementsAre;

/// Makes each call that a Responder has, but on_disconnect.
void call_all(Responder& responder, const std::function<void(bool)>& sent) {
  responder.send(Response(200));
  responder.start_stream(Response(201));
  responder.write("piece", sent);
  responder.end_stream();
  responder.send_raw("raw");
  responder.write_raw("raw piece", sent);
  responder.end_raw();
  responder.abort(true);
}

/// Notes the calls by name.
class Noting final : public Responder {
 public:
  void send(Response&& response) override { note("send", std::to_string(response.status)); }
  void start_stream(Response head) override { note("start", std::to_string(head.status)); }
  void write(std::string piece, std::function<void(bool)> sent) override {
    note("write", piece);
    sent(true);
  }
  void end_stream() override { note("end", ""); }
  void send_raw(std::string bytes) override { note("raw", bytes); }
  void write_raw(std::string piece, std::function<void(bool)> sent) override {
    note("write raw", piece);
    sent(true);
  }
  void end_raw() override { note("end raw", ""); }
  void abort(bool reset) override { note("abort", reset ? "reset" : ""); }
  void on_disconnect(std::function<void()> gone) override { gone_ = std::move(gone); }
  void leave() { gone_(); }
  std::vector<std::string> calls;

 private:
  void note(const std::string& name, const std::string& what) {
    calls.push_back(name + ":" + what);
  }
  std::function<void()> gone_;
};

TEST(ForwardingResponder, PassesEachCallOn) {
  const auto inner = std::make_shared<Noting>();
  ForwardingResponder responder(inner);
  std::vector<bool> sent;
  bool gone = false;
  responder.on_disconnect([&] { gone = true; });
  call_all(responder, [&](bool ok) { sent.push_back(ok); });
  EXPECT_THAT(inner->calls, ElementsAre("send:200", "start:201", "write:piece", "end:", "raw:raw",
                                        "write raw:raw piece", "end raw:", "abort:reset"));
  EXPECT_THAT(sent, ElementsAre(true, true));
  inner->leave();
  EXPECT_TRUE(gone);
  EXPECT_EQ(responder.connection(), nullptr);
}

TEST(ForwardingResponder, WithNoneToPassToPiecesNeverArrive) {
  ForwardingResponder responder(nullptr);
  std::vector<bool> sent;
  responder.on_disconnect([] {});
  call_all(responder, [&](bool ok) { sent.push_back(ok); });
  EXPECT_THAT(sent, ElementsAre(false, false));
}

class Holding final : public ForwardingResponder {
 public:
  using ForwardingResponder::ForwardingResponder;
  void release() {
    for (const auto& call : held_) call(inner().get());
  }

 private:
  void pass(Call call) override { held_.push_back(std::move(call)); }
  std::vector<Call> held_;
};

TEST(ForwardingResponder, ADecoratorMayHoldAllBack) {
  const auto inner = std::make_shared<Noting>();
  Holding responder(inner);
  std::vector<bool> sent;
  call_all(responder, [&](bool ok) { sent.push_back(ok); });
  EXPECT_TRUE(inner->calls.empty() && sent.empty());
  responder.release();
  EXPECT_EQ(inner->calls.size(), 8u);
  EXPECT_EQ(inner->calls.front(), "send:200");
  EXPECT_THAT(sent, ElementsAre(true, true));
}

}  // namespace
}  // namespace ricochet::http
