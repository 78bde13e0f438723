#include "requestbin/server/bin_server.h"

#include <algorithm>

#include "base/text/printable.h"
#include "http/api.h"
#include "http/authority.h"
#include "http/forwarding_responder.h"
#include "journal/expiry.h"
#include "requestbin/answers.h"
#include "requestbin/capture_handler.h"
#include "requestbin/control_guard.h"
#include "requestbin/cors.h"
#include "requestbin/server/metrics.h"
#include "requestbin/server/openapi.h"
#include "requestbin/server/pages.h"
#include "requestbin/server/v2_api.h"
#include "requestbin/server/web_assets.h"
#include "requestbin/v1/api.h"

namespace ricochet::requestbin {

namespace {

/// Adds the CORS headers to whatever is answered later, and passes everything else on.
class CorsResponder final : public http::ForwardingResponder {
 public:
  CorsResponder(std::shared_ptr<http::Responder> inner, match::Request head,
                const BinServerOptions& options)
      : ForwardingResponder(std::move(inner)), head_(std::move(head)), options_(options) {}

  void send(http::Response&& response) override {
    add_cors(response, head_, options_);
    ForwardingResponder::send(std::move(response));
  }
  void start_stream(http::Response head) override {
    add_cors(head, head_, options_);
    ForwardingResponder::start_stream(std::move(head));
  }

 private:
  match::Request head_;
  const BinServerOptions options_;
};

/// "/bin/x" is "bin"; "/", and what is not a path, is "".
std::string_view first_segment(std::string_view path) {
  return path.empty() ? path : path.substr(1, path.find('/', 1) - 1);
}

/// Whether it is a path of the control side. "//bin/x" and "/api/../bin/x" are calls of a bin.
bool is_own(std::string_view path) {
  const auto first = first_segment(path);
  if (!first.empty() && !journal::CaptureLog::is_reserved(first)) return false;
  const auto meant = CaptureHandler::meant_bin(path);
  return meant.empty() || journal::CaptureLog::is_reserved(meant);
}

http::Response home_options() {
  auto answer = html_answer(200, "");
  answer.set_header("Allow", "GET, HEAD, OPTIONS");
  return answer;
}

}  // namespace

class BinServer::Impl {
 public:
  Impl(base::Loop& loop, journal::CaptureLog& log, awaits::AwaitDriver& awaits,
       BinServerOptions options)
      : loop_(loop),
        log_(log),
        options_(std::move(options)),
        records_(loop),
        v1_(log, options_, records_),
        expiry_(loop, log),
        captures_(loop, log, capture_options()),
        v2_({loop, log, awaits, options_, captures_}, router_),
        metrics_(loop, log, awaits),
        page_(web_assets()) {
    add_routes();
  }

  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) {
    if (options_.enable_cors) {
      match::Request head;
      head.method = request.method;
      head.headers = request.headers;
      responder = std::make_shared<CorsResponder>(std::move(responder), std::move(head), options_);
    }
    const auto first = first_segment(request.path);
    const bool own = is_own(request.path);
    if (!own && request.query != "inspect")
      return captures_.handle(std::move(request), std::move(responder));
    const bool probe = first == "healthz" || first == "readyz";
    if (auto refused = probe ? std::nullopt : refuse(request, options_))
      return responder->send(std::move(*refused));
    if (own) return router_.handle(std::move(request), std::move(responder));
    const auto info = look_up(log_, first);
    if (!info) return responder->send(not_found());
    inspect(request, *info, std::move(responder));
  }

  void refused(http::Exchange exchange) {
    const bool own = is_own(exchange.request.path);
    // What was meant for the control side was meant for no bin.
    if (exchange.refused->target_read && own) {
      log_.append_refused(std::move(exchange), {});
      return;
    }
    captures_.refused(std::move(exchange));
  }

  http::Handler& captures() { return captures_; }
  http::Router& router() { return router_; }
  base::Status describe(std::string_view document) { return openapi_.add(document); }
  void stop() { v2_.stop(); }

 private:
  void add_routes() {
    const auto add = [this](const char* method, const char* pattern,
                            http::Response (Impl::*answer)(const match::Request&)) {
      router_.add(method, pattern, [this, answer](const http::RouteCall& call) {
        call.responder->send((this->*answer)(call.request));
      });
    };
    for (const char* pattern : {"/api/v1/bins", "/api/v1/bins/{bin}", "/api/v1/bins/{bin}/requests",
                                "/api/v1/bins/{bin}/requests/{id}", "/api/v1/stats"}) {
      add_v1(std::string_view(pattern) == "/api/v1/bins" ? "POST" : "GET", pattern);
      add_v1("*", pattern);  // RequestBin answers other methods in its own way
    }
    add_v1("*", "/api/v1/{rest*}");
    add("*", "/", &Impl::home);
    add("GET", "/ui/bins", &Impl::plain_home);
    add("POST", "/ui/bins", &Impl::create);
    add("GET", "/healthz", &Impl::health);
    add("GET", "/readyz", &Impl::health);  // who can answer is ready: nothing starts up later
    add("GET", "/metrics", &Impl::metrics);
    add("GET", "/api/openapi.json", &Impl::openapi);
    add("GET", "/static/robots.txt", &Impl::robots);
    add("GET", "/static/bin.css", &Impl::css);
    router_.add("GET", "/static/{name*}", [this](const http::RouteCall& call) {
      call.responder->send(page_.find(call.param("name"), call.request).value_or(not_found()));
    });
    router_.fallback([](const http::RouteCall& call) {
      if (!call.request.path.starts_with("/api/v2/")) return call.responder->send(not_found());
      call.responder->send(
          v2_error({base::Diag::Kind::kNotFound, "bin/no-route",
                    "there is nothing at " + base::printable(base::shorten(call.request.path, 200)),
                    "GET /api/openapi.json lists what there is"}));
    });
  }

  void add_v1(std::string_view method, const char* pattern) {
    router_.add(method, pattern,
                [this](const http::RouteCall& call) { v1_.handle(call.request, call.responder); });
  }
  http::Response health(const match::Request&) {
    const auto health = journal::health_of(options_.outlets);
    return {health.ok ? 200 : 503, "text/plain; charset=utf-8", health.text};
  }
  http::Response openapi(const match::Request&) {
    return {200, "application/json; charset=utf-8", openapi_.text()};
  }
  http::Response metrics(const match::Request&) {
    Metrics::Gauges gauges;
    gauges.stream_readers = v2_.events().readers();
    gauges.stream_lag = v2_.events().lag();
    gauges.calls_to_no_bin = captures_.to_no_bin();
    if (options_.buffered) {
      gauges.buffered_bytes = options_.buffered->held();
      gauges.buffered_bytes_most = options_.buffered->most();
      gauges.buffered_bytes_limit = options_.buffered->limit();
    }
    return {200, "text/plain; version=0.0.4; charset=utf-8",
            metrics_.text(gauges) + journal::outlet_metrics(options_.outlets)};
  }
  http::Response robots(const match::Request&) {
    return {200, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n"};
  }
  http::Response css(const match::Request&) {
    return {200, "text/css; charset=utf-8", std::string(page_css())};
  }

  http::Response home(const match::Request& request) {
    if (request.method == "OPTIONS") return home_options();
    if (request.method != "GET" && request.method != "HEAD")
      return method_not_allowed("GET, HEAD, OPTIONS");
    return page_.find("", request).value_or(not_found());
  }

  http::Response plain_home(const match::Request&) {
    return page_answer(200, home_page(log_.bins()));
  }

  /// The button of the home page: a form, because the page has no script.
  http::Response create(const match::Request& request) {
    const auto bin = make_bin(log_, options_, read_new_bin(request));
    if (!bin)
      return html_answer(http::status_of(bin.error().kind), base::render_line(bin.error()) + "\n");
    auto answer = html_answer(303, "");
    answer.set_header("Location", "/" + bin->name + "?inspect");
    if (bin->is_private) answer.headers.push_back({"Set-Cookie", session_cookie(*bin)});
    return answer;
  }

  CaptureHandler::Options capture_options() {
    CaptureHandler::Options options;
    if (!options_.auto_create) return options;
    options.make_bin = [this](const std::string& name) {
      NewBin wanted;
      wanted.name = name;
      return !name.empty() && make_bin(log_, options_, wanted).has_value();
    };
    return options;
  }

  void inspect(const match::Request& request, const journal::BinInfo& info,
               std::shared_ptr<http::Responder> responder) {
    if (!may_see_page(info, request)) return responder->send(html_answer(403, "Private bin\n"));
    auto records = log_.read(info.name, info.last > kPageRecords ? info.last - kPageRecords : 0);
    std::reverse(records.begin(), records.end());
    const auto host = http::authority_of(request);
    const auto base_url = host.empty() ? std::string() : "http://" + base::printable(host);
    records_.answer(
        records,
        [info, records, base_url, now = loop_.now()] {
          return page_answer(200, inspect_page(info, records, base_url, now));
        },
        std::move(responder));
  }

  base::Loop& loop_;
  journal::CaptureLog& log_;
  BinServerOptions options_;
  http::Router router_;
  OpenApi openapi_;
  RecordAnswers records_;
  V1Api v1_;
  journal::Expiry expiry_;
  CaptureHandler captures_;
  V2Api v2_;
  Metrics metrics_;
  http::StaticFiles page_;
};

BinServer::BinServer(base::Loop& loop, journal::CaptureLog& log, awaits::AwaitDriver& awaits,
                     BinServerOptions options)
    : impl_(std::make_unique<Impl>(loop, log, awaits, std::move(options))) {}
BinServer::~BinServer() = default;
http::Handler& BinServer::captures() { return impl_->captures(); }
http::Router& BinServer::router() { return impl_->router(); }
base::Status BinServer::describe(std::string_view document) { return impl_->describe(document); }
void BinServer::refused(const http::Exchange& exchange) { impl_->refused(exchange); }
void BinServer::stop() { impl_->stop(); }

void BinServer::handle(match::Request&& request, std::shared_ptr<http::Responder> responder) {
  impl_->handle(std::move(request), std::move(responder));
}

}  // namespace ricochet::requestbin
