#include "stubserver/standalone.h"

namespace ricochet::stubserver {

namespace {

StandaloneOptions as_moco(StandaloneOptions options) {
  options.stub.favicon = true;
  return options;
}

}  // namespace

Standalone::Standalone(base::Loop& loop, StandaloneOptions options, std::ostream& out,
                       http::ExchangeSink* sink, std::function<void()> stop)
    : options_(as_moco(std::move(options))),
      log_(out, [&loop] { return loop.wall_now(); }),
      server_(loop, options_.stub, sink, options_.quiet ? nullptr : &log_),
      shutdown_port_(loop, std::move(stop)) {}

bool Standalone::load(base::DiagList& diags) {
  auto rules = RuleSet::load(options_.files, options_.load, diags);
  if (rules == nullptr) return false;
  server_.set_base(std::move(rules));
  return true;
}

base::Result<http::Endpoint> Standalone::start() {
  auto endpoint = server_.start();
  if (!endpoint) return endpoint.error();
  const auto port = shutdown_port_.start(options_.stub.bind, options_.shutdown_port);
  if (!port) return port.error();
  shutdown_port_number_ = *port;
  log_.line("Server is started at " + std::to_string(endpoint->port));
  log_.line("Shutdown port is " + std::to_string(*port));
  return endpoint;
}

void Standalone::stop(base::Duration grace, std::function<void()> done) {
  shutdown_port_.close();
  server_.stop(grace, [this, done = std::move(done)] {
    log_.line("Server stopped.");
    done();
  });
}

}  // namespace ricochet::stubserver
