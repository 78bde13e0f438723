#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/alive.h"
#include "http/client.h"
#include "requestbin/v2/context.h"

namespace ricochet::requestbin {

/// Sends a captured call once more, to a target that the server was started with (`--send-to`) and
/// to nowhere else; no redirect is followed. The server sends it, not the page: the page may
/// connect to its own server only, and a browser would change the headers. Shapes and routes:
/// docs/bins.md.
class V2Send {
 public:
  static constexpr std::size_t kMaxUnderWay = 16;  ///< above: 503
  static constexpr base::Duration kTimeout = std::chrono::seconds(30);
  static constexpr std::size_t kMaxAnswerBytes = 1u << 20;

  V2Send(const V2Context& context, http::Router& router);
  /// Answers those whose requests are under way.
  void stop();

 private:
  struct Sending {
    std::shared_ptr<http::Responder> responder;
    std::shared_ptr<void> request;  // its end cancels
  };
  void list(const http::RouteCall& call) const;
  void send(const http::RouteCall& call);
  std::optional<std::string> target_of(const http::RouteCall& call) const;
  void start(http::ClientRequest request, const http::RouteCall& call);

  V2Context context_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, Sending> under_way_;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin
