// A bin server whose log has what `ricochet bin` alone never gets: calls of a stub, answered,
// unmatched and faulty, and events of a topic. For stubs_test.js; prints its address as `ricochet
// bin` does.
#include <iostream>

#include "awaits/driver.h"
#include "base/asio_loop.h"
#include "base/signals.h"
#include "http/server.h"
#include "journal/capture_log.h"
#include "requestbin/server/bin_server.h"

namespace ricochet {
namespace {

http::Exchange call(const base::Loop& loop, int status) {
  http::Exchange exchange;
  exchange.bin = "photos";
  exchange.request.method = "GET";
  exchange.request.set_target("/maillot.jpg?size=big");
  exchange.request.headers = {{"Host", "localhost"}, {"Accept", "image/*"}};
  exchange.request.peer_address = "127.0.0.1";
  exchange.received = loop.now();
  exchange.received_wall = loop.wall_now();
  exchange.status = status;
  exchange.response_headers = {{"Content-Type", "text/plain"}};
  exchange.response_body = "answer " + std::to_string(status);
  exchange.rule = "stubs/photos.json:12";
  exchange.rule_owner = "a photo is downloaded";
  return exchange;
}

void fill(const base::Loop& loop, journal::CaptureLog& log) {
  for (const int status : {503, 503, 200}) log.append(call(loop, status));
  auto unmatched = call(loop, 400);
  unmatched.request.set_target("/unknown");
  unmatched.matched = false;
  unmatched.rule.clear();
  unmatched.why_not =
      "nearest is stubs/photos.json:12: uri is \"/unknown\", expected \"/maillot.jpg\"";
  log.append(std::move(unmatched));
  auto fault = call(loop, 0);
  fault.request.set_target("/fault");
  fault.fault = "reset";
  log.append(std::move(fault));

  match::Event event;
  event.topic = "product-events";
  event.partition = 2;
  event.offset = 17;
  event.key = "product-42";
  event.headers = {{"type", "PhotoWasAdded"}};
  event.body = R"({"type":"PhotoWasAdded","product":"product-42"})";
  log.append(event, loop.now(), loop.wall_now());
  event.offset = 18;
  event.body.clear();
  event.null_value = true;
  log.append(event, loop.now(), loop.wall_now());
}

int run() {
  base::AsioLoop loop;
  journal::CaptureLog log(loop);
  awaits::AwaitDriver awaits(loop, log);
  fill(loop, log);
  requestbin::BinServer handler(loop, log, awaits);
  http::ServerOptions options;
  options.name = "page world";
  options.port = 0;
  http::Server server(loop, std::move(options), handler);
  const base::StopSignals signals(loop, [&](int) {
    handler.stop();
    server.stop(std::chrono::seconds(1), [&loop] { loop.stop(); });
  });
  const auto endpoint = server.start();
  if (!endpoint) return 4;
  std::cout << "request bins at " << endpoint->url() << "/" << std::endl;
  loop.run();
  return 0;
}

}  // namespace
}  // namespace ricochet

int main() { return ricochet::run(); }
