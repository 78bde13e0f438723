#include <algorithm>

#include "base/text/text.h"
#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

/// A chunked answer whose second chunk has no size: the first half of the body arrives well. Then
/// FIN. To a client of HTTP/1.0, which knows no chunks, it is a body with bytes too many.
class BadChunk final : public BrokenDelivery {
 public:
  BadChunk() : BrokenDelivery("bad_chunk", true) {}

 private:
  void run() override {
    const std::string body = std::move(response().body);
    response().body.clear();
    auto& headers = response().headers;
    headers.erase(std::remove_if(headers.begin(), headers.end(),
                                 [](const match::Field& field) {
                                   return base::iequals(field.name, "Content-Length");
                                 }),
                  headers.end());
    responder().start_stream(std::move(response()));
    const std::size_t half = (body.size() + 1) / 2;
    if (half > 0) responder().write(body.substr(0, half));
    responder().write_raw("no size\r\n" + body.substr(half) + "\r\n0\r\n\r\n");
    responder().end_raw();
    finish();
  }
};

}  // namespace

Fault compile_bad_chunk(const base::JsonReader&) { return fault_of<BadChunk>(); }

}  // namespace ricochet::stubserver
