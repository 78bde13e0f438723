#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/client.h"
#include "stubserver/answer/delivery.h"

namespace ricochet::stubserver {

/// Most bytes of a relayed stream that wait for a client: then the target is held back.
inline constexpr std::size_t kMaxRelayedBytes = 256 << 10;

/// The middle of a relayed stream: pieces come in from the target, and go out to the client once
/// the answer leaves. Everything on the loop's thread.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  /// From the target.
  void piece(std::string_view bytes);
  void ended(const base::Status& status);
  /// What the pieces come from, to be held back. Not kept alive: whoever asked drops it.
  void attach(const std::shared_ptr<http::ClientStream>& stream) { stream_ = stream; }

  /// To the client. `done` runs once when nothing more is to be sent, never inside this.
  void begin(base::Loop& loop, std::shared_ptr<http::Responder> responder, http::Response head,
             std::function<void()> done);
  /// Lets go of both sides.
  void stop();

 private:
  void send(std::string bytes);
  void finish();
  void hold_back();

  base::Loop* loop_ = nullptr;
  std::weak_ptr<http::ClientStream> stream_;
  std::shared_ptr<http::Responder> responder_;  // nullptr: the answer has not left yet
  std::function<void()> done_;
  std::string early_;  // came before the answer left
  std::size_t waiting_ = 0;
  bool paused_ = false;
  bool over_ = false;
  bool broken_ = false;
};

/// An answer whose body is the stream of a proxied target.
class RelayDelivery final : public Delivery {
 public:
  explicit RelayDelivery(std::shared_ptr<Relay> relay) : relay_(std::move(relay)) {}
  ~RelayDelivery() override { relay_->stop(); }
  void start(base::Loop& loop, std::shared_ptr<http::Responder> responder, http::Response response,
             std::function<void()> done) override {
    relay_->begin(loop, std::move(responder), std::move(response), std::move(done));
  }

 private:
  std::shared_ptr<Relay> relay_;
};

}  // namespace ricochet::stubserver
