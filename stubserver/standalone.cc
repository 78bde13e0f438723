#include "stubserver/standalone.h"

#include "base/text.h"

namespace ricochet::stubserver {

namespace {

StandaloneOptions as_moco(StandaloneOptions options) {
  options.stub.favicon = true;
  return options;
}

}  // namespace

Standalone::Standalone(base::Loop& loop, StandaloneOptions options, std::ostream& out,
                       http::ExchangeSink* sink, std::function<void()> stop, std::ostream* log_file)
    : options_(as_moco(std::move(options))),
      log_(log_file != nullptr ? *log_file : out, [&loop] { return loop.wall_now(); }),
      server_(loop, options_.stub, sink, options_.quiet ? nullptr : &log_),
      reloader_(loop, options_.sources,
                {[this](auto rules) { server_.set_base(std::move(rules)); },
                 [this](const std::string& line) { log_.line(line); }}),
      shutdown_port_(loop, std::move(stop)) {
  if (log_file != nullptr) out_.emplace(out, [&loop] { return loop.wall_now(); });
  if (!options_.quiet)
    server_.server().on_rejected([this](const http::Rejected& r) { log_rejected(r); });
}

bool Standalone::load(base::DiagList& diags) { return reloader_.load(diags); }

base::Result<http::Endpoint> Standalone::start() {
  auto endpoint = server_.start();
  if (!endpoint) return endpoint.error();
  const auto port = shutdown_port_.start(options_.stub.bind, options_.shutdown_port);
  if (!port) return port.error();
  shutdown_port_number_ = *port;
  announce("Server is started at " + std::to_string(endpoint->port));
  announce("Shutdown port is " + std::to_string(*port));
  announce("Random values: --seed " + std::to_string(options_.stub.seed) + " repeats them");
  if (options_.watch) reloader_.watch();
  return endpoint;
}

void Standalone::stop(base::Duration grace, std::function<void()> done) {
  shutdown_port_.close();
  server_.stop(grace, [this, done = std::move(done)] {
    log_.line("Server stopped.");
    done();
  });
}

void Standalone::announce(const std::string& line) {
  log_.line(line);
  if (out_) out_->line(line);
}

void Standalone::log_rejected(const http::Rejected& rejected) {
  log_.line("Request rejected with " + std::to_string(rejected.status) + ": " +
            base::printable(rejected.reason) + "\n\n" + base::printable(rejected.head) + "\n");
}

}  // namespace ricochet::stubserver
