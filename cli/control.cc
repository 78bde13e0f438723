#include "cli/control.h"

#include "cli/serving.h"
#include "requestbin/transfer/import_limit.h"

namespace ricochet::cli {

namespace {

http::ServerOptions control_listener(std::string bind, std::uint16_t port) {
  auto options = listen_on("control", std::move(bind), port);
  options.body_rule =
      requestbin::v2_body_rule(options.limits.body_bytes, requestbin::kMaxImportBytes);
  return options;
}

}  // namespace

Control::Control(base::Loop& loop, std::string bind, std::uint16_t port,
                 requestbin::BinServerOptions settings)
    : log_(loop),
      awaits_(loop, log_),
      handler_(loop, log_, awaits_, std::move(settings)),
      server_(loop, control_listener(std::move(bind), port), handler_) {
  server_.on_refused([this](const http::Exchange& call) { handler_.refused(call); });
}

void Control::control(std::vector<stubserver::ControlledStub> stubs) {
  for (auto& stub : stubs) {
    const std::string name = stub.server->name();
    names_.push_back(name);
    stub.clear_log = [this, name] { log_.clear(name); };
  }
  api_.emplace(std::move(stubs));
  api_->add_routes(handler_.router());
}

base::Result<net::Endpoint> Control::start() {
  for (const auto& name : names_) {
    journal::BinOptions bin;
    bin.kind = journal::BinKind::kStub;
    if (const auto made = log_.create_bin(name, bin); !made) return made.error();
  }
  return server_.start();
}

void Control::stop(base::Duration grace, std::function<void()> done) {
  handler_.stop();
  server_.stop(grace, std::move(done));
}

}  // namespace ricochet::cli
