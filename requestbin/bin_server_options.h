#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/reader.h"
#include "base/result.h"
#include "http/buffered.h"
#include "http/handler.h"
#include "journal/capture_log.h"
#include "journal/outlet.h"

namespace ricochet::requestbin {

/// Settings of the control side, by RequestBin's own names where it has them.
struct BinServerOptions {
  std::size_t max_requests =
      journal::kDefaultMaxRequests;   ///< MAX_REQUESTS: records that a new bin holds
  std::size_t max_bytes = 64u << 20;  ///< bytes that a new bin holds
  std::optional<base::Duration> bin_ttl =
      std::chrono::hours(48);            ///< BIN_TTL, from creation; nullopt: for ever
  std::size_t max_raw_size = 10 * 1024;  ///< MAX_RAW_SIZE: cuts `raw` of v1, nothing else
  /// IGNORE_HEADERS, comma separated: left out of `headers` in v1, which a proxy in front makes
  /// noisy; v2 shows all.
  std::vector<std::string> ignore_headers;
  bool enable_cors = false;        ///< ENABLE_CORS: on every route, capture too
  std::string cors_origins = "*";  ///< CORS_ORIGINS, comma separated
  std::size_t max_bins = 10'000;   ///< bound of v1 create; above: 503
  std::size_t max_waits = 10'000;  ///< pending awaits and long polls; above: 503
  bool auto_create = false;        ///< a call to a bin that does not exist makes it
  /// Everything but capture and /healthz wants it, as a bearer token or as the password of Basic
  /// authentication, which browsers can ask for. Empty: nothing is asked.
  std::string token;
  /// Host names that the control side answers to, against DNS rebinding; empty: all. The names of
  /// the loopback interface are always allowed.
  std::vector<std::string> hosts;
  /// Where a captured call may be sent once more, as of http::OutboundTargets::urls(); empty:
  /// nowhere.
  std::vector<std::string> send_to;
  /// Makes a handler that records each call into its bin before it answers. Called on the loop.
  using MakeAnswerer = std::function<std::shared_ptr<http::Handler>()>;
  /// Compiles the answers of a bin from an array of Moco sessions. Empty: the reader's list says
  /// why. Many sessions take long: it is called on any thread. Unset: bins have no rules of their
  /// own.
  std::function<MakeAnswerer(const std::string& bin, const base::JsonReader& sessions)>
      compile_answers;

  /// What the listeners hold of requests that are not whole yet, for /metrics; nullptr: not shown.
  std::shared_ptr<const http::Buffered> buffered;

  /// Where records go besides memory, for /healthz and /metrics; they must outlive the server.
  std::vector<const journal::Outlet*> outlets;

  /// Reads the environment through `get` (nullptr: not set). Errors: bin/bad-environment with the
  /// name.
  static base::Result<BinServerOptions> from_environment(
      const std::function<const char*(const char*)>& get);
};

}  // namespace ricochet::requestbin
