#include "stubserver/outgoing/relay.h"

#include <utility>

namespace ricochet::stubserver {

void Relay::piece(std::string_view bytes) {
  waiting_ += bytes.size();
  if (responder_ == nullptr)
    early_ += bytes;
  else
    send(std::string(bytes));
  hold_back();
}

void Relay::hold_back() {
  const auto stream = stream_.lock();
  if (stream == nullptr) return;
  if (!paused_ && waiting_ > kMaxRelayedBytes) {
    paused_ = true;
    stream->pause();
  } else if (paused_ && waiting_ <= kMaxRelayedBytes / 2) {
    paused_ = false;
    stream->resume();
  }
}

void Relay::ended(const base::Status& status) {
  over_ = true;
  broken_ = !status;
  if (responder_ != nullptr) finish();
}

void Relay::begin(base::Loop& loop, std::shared_ptr<http::Responder> responder, http::Response head,
                  std::function<void()> done) {
  loop_ = &loop;
  responder_ = std::move(responder);
  done_ = std::move(done);
  responder_->start_stream(std::move(head));
  if (!early_.empty()) send(std::exchange(early_, {}));
  if (over_) finish();
}

void Relay::send(std::string bytes) {
  const std::size_t size = bytes.size();
  responder_->write(std::move(bytes), [relay = weak_from_this(), size](bool ok) {
    const auto self = relay.lock();
    if (self == nullptr || !ok) return;
    self->waiting_ -= size;
    self->hold_back();
  });
}

void Relay::finish() {
  // What broke off in the middle must look broken to the client too.
  if (broken_)
    responder_->abort(false);
  else
    responder_->end_stream();
  loop_->post([relay = weak_from_this()] {
    const auto self = relay.lock();
    if (self == nullptr) return;
    if (const auto done = std::exchange(self->done_, nullptr)) done();
  });
}

void Relay::stop() {
  stream_.reset();
  responder_ = nullptr;
  done_ = nullptr;
}

}  // namespace ricochet::stubserver
