#pragma once
#include <memory>

#include "http/handler.h"
#include "requestbin/store/store.h"

namespace ricochet::requestbin::store {

/// Stands before a handler that captures: while the store asks for it, the answer to a capture
/// leaves only when the record is in the file. With --store-sync an answer whose record cannot be
/// stored becomes 503, so that every other answer is a promise. The server's own paths (api,
/// healthz, ...) are not held back. Everything it uses must outlive it.
class DurableHandler final : public http::Handler {
 public:
  DurableHandler(http::Handler& inner, const journal::CaptureLog& log, Store& store)
      : inner_(inner), log_(log), store_(store) {}
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override;

 private:
  http::Handler& inner_;
  const journal::CaptureLog& log_;
  Store& store_;
};

}  // namespace ricochet::requestbin::store
