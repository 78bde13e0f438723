#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "http/handler.h"
#include "requestbin/await_driver.h"
#include "requestbin/bin_server_options.h"
#include "requestbin/capture_log.h"
#include "requestbin/long_polls.h"

namespace ricochet::requestbin {

/// /api/v2: bins, records with cursors and long polls, awaits.
///   GET    bins, bins/{bin}
///   GET    bins/{bin}/requests?after=&wait_ms=&limit=     oldest first; `cursor` is where to go on
///   DELETE bins/{bin}/requests
///   GET    bins/{bin}/requests/{id}
///   POST   bins/{bin}/await[?always200=1]                 200 satisfied, 412 not, 400 bad
///   condition, 404 no bin GET    awaits, awaits/{id}
class V2Api {
 public:
  static constexpr std::size_t kDefaultLimit = 100;
  static constexpr std::size_t kMaxLimit = 1000;
  static constexpr std::int64_t kMaxWaitMs = 60'000;

  V2Api(base::Loop& loop, CaptureLog& log, AwaitDriver& awaits, const BinServerOptions& options);

  void handle(const match::Request& request, std::shared_ptr<http::Responder> responder);

 private:
  using Parts = std::vector<std::string>;
  void bin_route(const match::Request& request, const BinInfo& bin, const Parts& parts,
                 std::shared_ptr<http::Responder> responder);
  void list(const match::Request& request, const std::string& bin,
            std::shared_ptr<http::Responder> responder);
  http::Response listing(const std::string& bin, Seq after, std::size_t limit) const;
  void await(const match::Request& request, const BinInfo& bin,
             std::shared_ptr<http::Responder> responder);
  http::Response awaits_route(const match::Request& request, const Parts& parts) const;
  base::Diag no_bin(std::string_view name) const;

  base::Loop& loop_;
  CaptureLog& log_;
  AwaitDriver& awaits_;
  const BinServerOptions& options_;
  LongPolls polls_;
};

}  // namespace ricochet::requestbin
