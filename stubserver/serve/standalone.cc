#include "stubserver/serve/standalone.h"

#include "base/text/printable.h"

namespace ricochet::stubserver {

namespace {

StandaloneOptions as_moco(StandaloneOptions options) {
  options.stub.favicon = true;
  options.sources.load.socket = options.socket;
  return options;
}

SocketOptions socket_options(const StubOptions& stub) {
  SocketOptions out;
  out.name = stub.name;
  out.bind = stub.bind;
  out.port = stub.port;
  out.limits.connections = stub.limits.connections;
  out.limits.connections_per_address = stub.limits.connections_per_address;
  out.limits.burst_bytes = stub.limits.body_bytes;
  out.seed = stub.seed;
  return out;
}

}  // namespace

Standalone::Standalone(base::Loop& loop, StandaloneOptions options, std::ostream& out,
                       http::ExchangeSink* sink, std::function<void()> stop, std::ostream* log_file)
    : options_(as_moco(std::move(options))),
      log_(log_file != nullptr ? *log_file : out, [&loop] { return loop.wall_now(); }),
      reloader_(loop, options_.sources,
                {[this](auto rules) { use(std::move(rules)); },
                 [this](const std::string& line) { log_.line(line); }}),
      shutdown_port_(loop, std::move(stop)) {
  if (log_file != nullptr) out_.emplace(out, [&loop] { return loop.wall_now(); });
  if (options_.socket) {
    std::function<void(const std::string&)> say;
    if (!options_.quiet) say = [this](const std::string& line) { log_.line(line); };
    socket_ = std::make_unique<SocketServer>(loop, socket_options(options_.stub), std::move(say));
    return;
  }
  http_ = std::make_unique<StubServer>(loop, options_.stub, sink, options_.quiet ? nullptr : &log_);
  if (!options_.quiet)
    http_->server().on_refused([this](const http::Exchange& call) { log_refused(call); });
}

bool Standalone::load(base::DiagList& diags) { return reloader_.load(diags); }

void Standalone::use(std::shared_ptr<const RuleSet> rules) {
  if (socket_ != nullptr) {
    socket_->set_base(std::move(rules));
  } else {
    http_->set_base(std::move(rules));
  }
}

base::Result<net::Endpoint> Standalone::start_server() {
  if (socket_ == nullptr) return http_->start();
  const auto port = socket_->start();
  if (!port) return port.error();
  net::Endpoint endpoint;
  endpoint.address = options_.stub.bind;
  endpoint.port = *port;
  return endpoint;
}

base::Result<net::Endpoint> Standalone::start() {
  auto endpoint = start_server();
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
  auto stopped = [this, done = std::move(done)] {
    log_.line("Server stopped.");
    done();
  };
  if (socket_ != nullptr) return socket_->stop(grace, std::move(stopped));
  http_->stop(grace, std::move(stopped));
}

void Standalone::announce(const std::string& line) {
  log_.line(line);
  if (out_) out_->line(line);
}

void Standalone::log_refused(const http::Exchange& call) {
  log_.line("Request rejected with " + std::to_string(call.status) + ": " +
            base::printable(call.refused->reason) + "\n\n" + base::printable(call.refused->head) +
            "\n");
}

}  // namespace ricochet::stubserver
