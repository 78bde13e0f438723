#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/forwarding_responder.h"
#include "stubserver/serve/handler.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {

/// What becomes of one request: its answer, when one has left.
class Waiting final : public http::ForwardingResponder {
 public:
  Waiting() : ForwardingResponder(nullptr) {}
  void send(http::Response&& response) override { answer = std::move(response); }
  void start_stream(http::Response head) override { answer = std::move(head); }
  void on_disconnect(std::function<void()> gone) override { gone_ = std::move(gone); }

  void leave() { gone_(); }
  /// "200 foo"; "(none)" as long as nothing has left.
  std::string brief() const;
  std::string header(const std::string& name) const;
  std::optional<http::Response> answer;

 private:
  void pass(Call) override {}  // the rest leaves, and is not told to have been sent
  std::function<void()> gone_;
};

/// Sessions that are served, errands and latencies included, on a loop whose time and disk the test
/// owns.
class ServedStub {
 public:
  explicit ServedStub(const std::string& text, const LoadOptions& options = {});
  ~ServedStub() { handler.cancel_pending(); }
  std::shared_ptr<Waiting> start(const std::string& method, const std::string& target,
                                 const std::string& body = {});
  /// The same, and what is ready then: all but latencies and a disk that is held.
  std::shared_ptr<Waiting> ask(const std::string& method, const std::string& target,
                               const std::string& body = {});
  std::string get(const std::string& target) { return ask("GET", target)->brief(); }

  test::FakeLoop loop;
  StubState state;
  StubHandler handler;
};

}  // namespace ricochet::stubserver
