#include "journal/nameless.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ricochet::journal {

namespace {

constexpr std::array<std::string_view, 9> kUsualMethods = {
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"};

/// From the first quotation mark to the last one.
std::string without_quoted(std::string text) {
  const auto begin = text.find('"');
  const auto end = text.rfind('"');
  if (begin != std::string::npos) text.replace(begin, end - begin + 1, "...");
  return text;
}

}  // namespace

http::Exchange nameless(http::Exchange exchange) {
  match::Request kept;
  const auto& method = exchange.request.method;
  if (std::find(kUsualMethods.begin(), kUsualMethods.end(), method) != kUsualMethods.end())
    kept.method = method;
  kept.version.clear();
  kept.secure = exchange.request.secure;
  kept.peer_address = std::move(exchange.request.peer_address);
  kept.peer_port = exchange.request.peer_port;
  kept.connection = exchange.request.connection;
  kept.body_truncated = true;
  exchange.request = std::move(kept);
  auto why = std::make_shared<http::Refused>(*exchange.refused);
  why->head.clear();
  why->reason = without_quoted(std::move(why->reason)) +
                "; what came is not shown, as it may name a private bin";
  exchange.refused = std::move(why);
  return exchange;
}

}  // namespace ricochet::journal
