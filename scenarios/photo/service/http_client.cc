#include "http_client.h"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <string_view>

#include "stop_signal.h"

namespace photo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::chrono::seconds kConnectTimeout{2};
constexpr std::chrono::seconds kCallTimeout{5};

struct Target {
  std::string host, port, path;
};

/// Of http://host[:port][/path]; nothing when it is not such a URL.
std::optional<Target> parse(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  const auto path = std::min(url.find_first_of("/?#"), url.size());
  std::string_view authority = url.substr(0, path);
  Target target{"", "80", std::string(url.substr(path, url.find('#') - path))};
  if (!target.path.starts_with('/')) target.path.insert(0, "/");
  const auto colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && authority.find(']', colon) == authority.npos;
  if (has_port) target.port = authority.substr(colon + 1);
  std::string_view host = authority.substr(0, has_port ? colon : authority.size());
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  target.host = host;
  const bool digits = target.port.find_first_not_of("0123456789") == std::string::npos;
  if (host.empty() || target.port.empty() || !digits) return std::nullopt;
  if (url.find_first_of(" \r\n") != std::string_view::npos) return std::nullopt;
  return target;
}

http::request<http::string_body> request_for(const Target& target, const std::string* json) {
  http::request<http::string_body> request(json ? http::verb::post : http::verb::get, target.path,
                                           11);
  request.set(http::field::host, target.host + ":" + target.port);
  request.set(http::field::accept, "*/*");
  request.set(http::field::connection, "close");
  if (json != nullptr) {
    request.set(http::field::content_type, "application/json");
    request.body() = *json;
  }
  request.prepare_payload();
  return request;
}

/// The service needs the size of a photo only, so the bytes are counted and dropped.
asio::awaitable<void> read_answer(beast::tcp_stream& stream, HttpResult& result) {
  beast::flat_buffer buffer;
  http::response_parser<http::buffer_body> parser;
  parser.body_limit(boost::none);
  co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
  char bytes[16 * 1024];
  while (!parser.is_done()) {
    parser.get().body().data = bytes;
    parser.get().body().size = sizeof bytes;
    beast::error_code error;
    co_await http::async_read(stream, buffer, parser,
                              asio::redirect_error(asio::use_awaitable, error));
    if (error && error != http::error::need_buffer) throw beast::system_error(error);
    result.bytes += sizeof bytes - parser.get().body().size;
  }
  result.status = parser.get().result_int();
}

asio::awaitable<void> exchange(const Target& target, const std::string* json, HttpResult& result) {
  const auto start = std::chrono::steady_clock::now();
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver(executor);
  const auto places =
      co_await resolver.async_resolve(target.host, target.port, asio::use_awaitable);
  beast::tcp_stream stream(executor);
  stream.expires_at(start + kConnectTimeout);
  co_await stream.async_connect(places, asio::use_awaitable);
  stream.expires_at(start + kCallTimeout);
  const auto request = request_for(target, json);
  co_await http::async_write(stream, request, asio::use_awaitable);
  co_await read_answer(stream, result);
  result.end = HttpResult::End::kAnswered;
}

}  // namespace

HttpResult HttpClient::get(const std::string& url) { return perform(url, nullptr); }

HttpResult HttpClient::post_json(const std::string& url, const std::string& body) {
  return perform(url, &body);
}

HttpResult HttpClient::perform(const std::string& url, const std::string* json) {
  HttpResult result;
  const auto target = parse(url);
  if (!target) {
    result.end = HttpResult::End::kUnusable;
    result.error = "not a URL of the form http://host:port/path";
    return result;
  }
  asio::io_context io;
  asio::posix::stream_descriptor stop(io, ::dup(stop_.fd()));
  stop.async_wait(asio::posix::stream_descriptor::wait_read, [&](const beast::error_code& error) {
    if (error) return;
    result.end = HttpResult::End::kInterrupted;
    io.stop();
  });
  asio::co_spawn(io, exchange(*target, json, result), [&](const std::exception_ptr& failed) {
    stop.cancel();
    if (!failed) return;
    try {
      std::rethrow_exception(failed);
    } catch (const std::exception& e) {
      result.error = e.what();
    }
  });
  io.run();
  return result;
}

}  // namespace photo
