#include "http/forwarding_responder.h"

namespace ricochet::http {

void ForwardingResponder::send(Response&& response) {
  pass([response = std::move(response)](Responder* to) mutable {
    if (to != nullptr) to->send(std::move(response));
  });
}

void ForwardingResponder::start_stream(Response head) {
  pass([head = std::move(head)](Responder* to) mutable {
    if (to != nullptr) to->start_stream(std::move(head));
  });
}

void ForwardingResponder::write(std::string piece, std::function<void(bool ok)> sent) {
  pass([piece = std::move(piece), sent = std::move(sent)](Responder* to) mutable {
    if (to != nullptr) return to->write(std::move(piece), std::move(sent));
    if (sent) sent(false);
  });
}

void ForwardingResponder::end_stream() {
  pass([](Responder* to) {
    if (to != nullptr) to->end_stream();
  });
}

void ForwardingResponder::send_raw(std::string bytes) {
  pass([bytes = std::move(bytes)](Responder* to) mutable {
    if (to != nullptr) to->send_raw(std::move(bytes));
  });
}

void ForwardingResponder::write_raw(std::string piece, std::function<void(bool ok)> sent) {
  pass([piece = std::move(piece), sent = std::move(sent)](Responder* to) mutable {
    if (to != nullptr) return to->write_raw(std::move(piece), std::move(sent));
    if (sent) sent(false);
  });
}

void ForwardingResponder::end_raw() {
  pass([](Responder* to) {
    if (to != nullptr) to->end_raw();
  });
}

void ForwardingResponder::abort(bool reset) {
  pass([reset](Responder* to) {
    if (to != nullptr) to->abort(reset);
  });
}

void ForwardingResponder::on_disconnect(std::function<void()> gone) {
  if (inner_ != nullptr) inner_->on_disconnect(std::move(gone));
}

}  // namespace ricochet::http
