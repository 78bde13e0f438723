#include "stubserver/faults/paced_body.h"

#include <algorithm>

namespace ricochet::stubserver {

void PacedBody::run() {
  timer_.emplace(loop());
  body_ = start_with_length(response().body.size());
  next_ = loop().now();
  wait();
}

void PacedBody::wait() {
  if (sent_ == body_.size()) {
    responder().end_stream();
    return finish();
  }
  next_ = std::max(next_ + pace_, loop().now());
  timer_->at(next_, [this] { send_piece(); });
}

void PacedBody::send_piece() {
  std::string piece = body_.substr(sent_, piece_bytes_);
  sent_ += piece.size();
  responder().write(std::move(piece), guarded([this](bool ok) {
                      if (ok) return wait();
                      finish();
                    }));
}

}  // namespace ricochet::stubserver
