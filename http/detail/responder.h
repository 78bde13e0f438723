#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "http/detail/session.h"
#include "http/handler.h"

namespace ricochet::http::detail {

/// The Responder of one exchange. Knows its session weakly and by the number of the exchange, so a
/// late call, whatever has happened to the connection since, is a call to nothing.
class SessionResponder final : public Responder {
 public:
  SessionResponder(std::weak_ptr<Session> session, std::uint64_t exchange)
      : session_(std::move(session)), exchange_(exchange) {}
  ~SessionResponder() override {
    if (const auto s = session()) s->forgotten();
  }

  void send(Response&& response) override {
    if (const auto s = session()) s->answer(std::move(response));
  }
  void start_stream(Response head) override {
    if (const auto s = session()) s->start_stream(std::move(head));
  }
  void write(std::string piece, std::function<void(bool ok)> sent) override {
    if (const auto s = session()) return s->write_stream(std::move(piece), std::move(sent));
    // The loop is out of reach here, so this is the one callback that runs inside the call.
    if (sent) sent(false);
  }
  void end_stream() override {
    if (const auto s = session()) s->end_stream();
  }
  void send_raw(std::string bytes) override {
    if (const auto s = session()) s->answer_raw(std::move(bytes));
  }
  void write_raw(std::string piece, std::function<void(bool ok)> sent) override {
    if (const auto s = session()) return s->write_raw(std::move(piece), std::move(sent));
    if (sent) sent(false);
  }
  void end_raw() override {
    if (const auto s = session()) s->end_raw();
  }
  void abort(bool reset) override {
    if (const auto s = session()) s->abort(reset);
  }
  void on_disconnect(std::function<void()> gone) override {
    if (const auto s = session()) s->on_disconnect(std::move(gone));
  }
  std::shared_ptr<Session> connection() override { return session(); }

 private:
  std::shared_ptr<Session> session() const {
    auto s = session_.lock();
    return s && s->current(exchange_) ? s : nullptr;
  }
  std::weak_ptr<Session> session_;
  std::uint64_t exchange_;
};

}  // namespace ricochet::http::detail
