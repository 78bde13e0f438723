#pragma once
#include <memory>
#include <string>
#include <vector>

#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/program.h"

namespace ricochet::stubserver {

/// A second server on the same loop: the target.
class ProxyTest : public NetTest, public http::Handler {
 protected:
  using Answer = std::function<void(const match::Request&, std::shared_ptr<http::Responder>)>;

  void SetUp() override {
    target_ = std::make_unique<http::Server>(loop_, http::ServerOptions(), *this);
    url_ = target_->start().value().url();
  }
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override {
    seen_.push_back(request);
    answer_(seen_.back(), std::move(responder));
  }
  /// A stub with these sessions, in which TARGET stands for the target's URL.
  void serve_with(std::string sessions) {
    for (std::size_t at; (at = sessions.find("TARGET")) != std::string::npos;)
      sessions.replace(at, 6, url_);
    serve(sessions);
  }
  void stop_target() {
    target_.reset();
    seen_.clear();
  }
  void answer_with(int status, const std::string& body) {
    answer_ = [status, body](const match::Request&, std::shared_ptr<http::Responder> responder) {
      responder->send(http::Response(status, "text/plain", body));
    };
  }

  std::vector<match::Request> seen_;
  std::shared_ptr<http::Responder> held_;
  Answer answer_ = [](const match::Request& request, std::shared_ptr<http::Responder> responder) {
    responder->send(http::Response(200, "text/plain",
                                   request.method + " " + request.target + " " + request.body));
  };
  std::unique_ptr<http::Server> target_;
  std::string url_;
  test::TempFolder folder_;
};

}  // namespace ricochet::stubserver
