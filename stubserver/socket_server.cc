#include "stubserver/socket_server.h"

#include "base/json.h"
#include "base/json_document.h"
#include "base/text.h"
#include "match/subject.h"
#include "stubserver/decide.h"

namespace ricochet::stubserver {

namespace {

http::TcpServerOptions server_options(const SocketOptions& options) {
  http::TcpServerOptions out;
  out.name = "stub " + options.name;
  out.bind = options.bind;
  out.port = options.port;
  out.limits = options.limits;
  return out;
}

/// Keys of `request` that ask for something that no socket has.
bool only_http_asks(std::string_view key) {
  for (const char* known :
       {"uri", "method", "version", "headers", "queries", "cookies", "forms", "multipart", "jwt"}) {
    if (key == known) return true;
  }
  return false;
}

/// Keys of `response` that act on a socket too.
bool acts_on_socket(std::string_view key) {
  for (const char* known : {"text", "file", "path_resource", "json", "template", "latency", "seq",
                            "cycle", "description"}) {
    if (key == known) return true;
  }
  return false;
}

base::Diag not_for_sockets(const Rule& rule, const std::string& what, std::string hint) {
  base::Diag diag("stub/not-for-sockets", what, std::move(hint));
  diag.where = rule.where;
  diag.severity = base::Severity::kWarning;
  return diag;
}

std::string shown(const std::string& bytes) {
  return base::is_utf8(bytes) ? base::printable(bytes) : std::string("<content is binary>");
}

}  // namespace

SocketServer::SocketServer(base::Loop& loop, SocketOptions options,
                           std::function<void(const std::string& line)> say)
    : loop_(loop),
      say_(std::move(say)),
      state_(World(
          base::Random(options.seed).derive(options.name), [&loop] { return loop.wall_now(); },
          [&loop] { return loop.now(); })),
      rules_(RuleSet::empty()),
      server_(loop, server_options(options),
              [this](http::TcpBurst burst) { on_burst(std::move(burst)); }) {}

SocketServer::~SocketServer() = default;

base::Result<std::uint16_t> SocketServer::start() {
  state_.begin();
  return server_.start();
}

void SocketServer::set_base(std::shared_ptr<const RuleSet> rules) {
  state_.carry_over(*rules_, *rules);
  rules_ = std::move(rules);
}

void SocketServer::warn(base::DiagList& diags) const {
  for (const auto& rule : rules_->rules()) {
    const auto session = base::parse_json_body(rule->source);
    if (session == nullptr || !session->is_object()) continue;
    for (const auto& [key, value] : session->items()) {
      if (key == "request" || key == "response" || key == "description") continue;
      diags.add(
          not_for_sockets(*rule, base::in_quotes(key) + " has no meaning on a socket",
                          "give this session a \"request\" about the body and a \"response\""));
    }
    static const base::Json kNothing = base::Json::object();
    const auto part = [&](const char* name) -> const base::Json& {
      const auto found = session->find(name);
      return found != session->end() && found->is_object() ? *found : kNothing;
    };
    for (const auto& [key, value] : part("request").items()) {
      if (!only_http_asks(key)) continue;
      diags.add(not_for_sockets(
          *rule, base::in_quotes(key) + " asks for HTTP: on a socket this session never answers",
          "use text, file, json, json_paths, xpaths or struct"));
    }
    for (const auto& [key, value] : part("response").items()) {
      if (acts_on_socket(key)) continue;
      diags.add(
          not_for_sockets(*rule, base::in_quotes(key) + " has no effect on a socket", "remove it"));
    }
  }
}

void SocketServer::on_burst(http::TcpBurst burst) {
  if (say_) say_("Request received:\n\n" + shown(burst.bytes) + "\n");
  match::Request request;
  request.body = std::move(burst.bytes);
  request.peer_address = std::move(burst.peer_address);
  request.peer_port = burst.peer_port;
  request.connection = burst.connection;
  Decision decision;
  {
    const match::Subject subject(request);
    decision = decide(subject, *rules_, state_);
  }
  if (decision.kind != Decision::Kind::kAnswer) {
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
    loop_.post([keep = std::shared_ptr<base::Timer>(std::move(done.mapped()))] {});
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
