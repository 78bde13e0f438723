#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/loop.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "http/server_options.h"
#include "net/tls_context.h"

namespace ricochet::http::detail {

class Session;

/// What the sessions of one server share.
struct ServerState {
  ServerState(base::Loop& l, ServerOptions o, Handler& h)
      : loop(l),
        options(std::move(o)),
        handler(h),
        buffered(options.buffered ? options.buffered
                                  : std::make_shared<Buffered>(options.limits.buffered_bytes)) {}
  base::Loop& loop;
  ServerOptions options;
  Handler& handler;
  net::TlsContextPtr tls;  ///< null: plain
  std::shared_ptr<Buffered> buffered;
  std::vector<std::function<void(const Exchange&)>> refused;
  std::function<void()> session_closed;                  ///< called after a session left `sessions`
  std::function<void(const std::string& address)> left;  ///< a peer's connection has ended
  std::unordered_map<std::uint64_t, std::shared_ptr<Session>> sessions;
  std::size_t open_exchanges = 0;
  std::size_t turned_away = 0;  ///< sessions that only say that there are too many
  bool stopping = false;
};

struct Peer {
  std::string address;
  std::uint16_t port = 0;
};

}  // namespace ricochet::http::detail
