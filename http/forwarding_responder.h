#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "http/handler.h"

namespace ricochet::http {

/// What a decorator of a Responder builds on: passes every call on to another one. Override the
/// calls to be changed, or pass() to hold back or refuse them all. With no inner responder it
/// swallows what it is given, as when the connection is gone.
///
/// connection() is none: who takes a connection over would pass the decorator by.
class ForwardingResponder : public Responder {
 public:
  explicit ForwardingResponder(std::shared_ptr<Responder> inner) : inner_(std::move(inner)) {}

  void send(Response&& response) override;
  void start_stream(Response head) override;
  void write(std::string piece, std::function<void(bool ok)> sent) override;
  void end_stream() override;
  void send_raw(std::string bytes) override;
  void write_raw(std::string piece, std::function<void(bool ok)> sent) override;
  void end_raw() override;
  void abort(bool reset) override;
  void on_disconnect(std::function<void()> gone) override;

 protected:
  /// One of the calls above but on_disconnect. Runs once, with the responder to make it on; with
  /// null it never leaves, and the `sent` of a piece hears so.
  using Call = std::function<void(Responder*)>;
  /// Every call comes by here. As it stands: runs it at once, with the inner responder.
  virtual void pass(Call call) { call(inner_.get()); }

  const std::shared_ptr<Responder>& inner() const { return inner_; }

 private:
  std::shared_ptr<Responder> inner_;
};

}  // namespace ricochet::http
