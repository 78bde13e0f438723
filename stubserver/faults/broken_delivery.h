#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/alive.h"
#include "stubserver/answer/delivery.h"

namespace ricochet::stubserver {

/// What the deliveries of all faults share: a fault says in run() what goes wrong.
class BrokenDelivery : public Delivery {
 public:
  void start(base::Loop& loop, std::shared_ptr<http::Responder> responder, http::Response response,
             std::function<void()> done) final {
    loop_ = &loop;
    responder_ = std::move(responder);
    response_ = std::move(response);
    done_ = std::move(done);
    run();
  }
  std::string_view fault() const final { return name_; }
  bool answers() const final { return answers_; }

 protected:
  /// `name` must outlive the delivery: the one of its FaultKind. `answers`: see Delivery.
  BrokenDelivery(std::string_view name, bool answers) : name_(name), answers_(answers) {}

  /// Called once. Calls finish() at the end, or never when the client is to wait for ever.
  virtual void run() = 0;

  /// Does nothing once the delivery has gone.
  template <class Task>
  auto guarded(Task task) {
    return alive_.guarded(std::move(task));
  }
  /// Nothing more is to be sent.
  void finish() {
    loop_->post(guarded([this] { done_(); }));
  }
  base::Loop& loop() { return *loop_; }
  http::Responder& responder() { return *responder_; }
  http::Response& response() { return response_; }
  /// Takes the body out of the answer and starts it with a head that promises `length` bytes.
  std::string start_with_length(std::size_t length) {
    std::string body = std::move(response_.body);
    response_.body.clear();
    response_.set_header("Content-Length", std::to_string(length));
    responder_->start_stream(std::move(response_));
    return body;
  }

 private:
  std::string_view name_;
  bool answers_;
  base::Loop* loop_ = nullptr;
  std::shared_ptr<http::Responder> responder_;
  http::Response response_;
  std::function<void()> done_;
  base::Alive alive_;
};

}  // namespace ricochet::stubserver
