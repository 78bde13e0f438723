#include "stubserver/serve/socket_server.h"

#include "base/text/printable.h"
#include "base/text/utf8.h"
#include "match/subject.h"
#include "stubserver/decide/decide.h"
#include "stubserver/serve/server.h"

namespace ricochet::stubserver {

namespace {

net::TcpServerOptions server_options(const SocketOptions& options) {
  net::TcpServerOptions out;
  out.name = server_name(options.name);
  out.bind = options.bind;
  out.port = options.port;
  out.limits = options.limits;
  return out;
}

std::string shown(const std::string& bytes) {
  return base::is_utf8(bytes) ? base::printable(bytes) : std::string("<content is binary>");
}

}  // namespace

SocketServer::SocketServer(base::Loop& loop, SocketOptions options,
                           std::function<void(const std::string& line)> say)
    : loop_(loop),
      say_(std::move(say)),
      state_(StubWorld(
          base::Random(options.seed).derive(options.name), [&loop] { return loop.wall_now(); },
          [&loop] { return loop.now(); })),
      rules_(RuleSet::empty()),
      server_(loop, server_options(options),
              [this](net::TcpBurst burst) { on_burst(std::move(burst)); }) {}

SocketServer::~SocketServer() = default;

base::Result<std::uint16_t> SocketServer::start() {
  state_.begin();
  return server_.start();
}

void SocketServer::set_base(std::shared_ptr<const RuleSet> rules) {
  state_.carry_over(rules_->rules(), rules->rules());
  rules_ = std::move(rules);
}

void SocketServer::on_burst(net::TcpBurst burst) {
  if (say_) say_("Request received:\n\n" + shown(burst.bytes) + "\n");
  match::Request request;
  request.body = std::move(burst.bytes);
  request.peer_address = std::move(burst.peer_address);
  request.peer_port = burst.peer_port;
  request.connection = burst.connection;
  request.received = loop_.wall_now();
  StubDecision decision;
  {
    const match::Subject subject(request);
    decision = decide(subject, *rules_, state_);
  }
  if (decision.kind != StubDecision::Kind::kAnswer) {
    if (say_) say_("No response: " + base::printable(decision.response.body));
    return;
  }
  if (decision.delay <= base::Duration::zero())
    return answer(burst.connection, decision.response.body);
  const std::uint64_t id = next_id_++;
  auto& timer = waiting_[id];
  timer = std::make_unique<base::Timer>(loop_);
  timer->after(decision.delay, [this, id, connection = burst.connection,
                                bytes = std::move(decision.response.body)] {
    // Taken out first, and destroyed last: this closure is the timer's.
    auto done = waiting_.extract(id);
    answer(connection, bytes);
    loop_.destroy_later(std::move(done.mapped()));
  });
}

void SocketServer::answer(std::uint64_t connection, const std::string& bytes) {
  if (say_) say_("Response return:\n\n" + shown(bytes) + "\n");
  server_.write(connection, bytes);
}

void SocketServer::stop(base::Duration grace, std::function<void()> done) {
  waiting_.clear();
  server_.stop(grace, std::move(done));
}

}  // namespace ricochet::stubserver
