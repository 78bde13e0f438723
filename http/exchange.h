#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/duration.h"
#include "http/message.h"
#include "match/message.h"

namespace ricochet::http {

/// Why a server refused a call on its own, before any handler saw it.
struct Refused {
  /// One of a fixed set of words, for counting: "body_too_large"; docs/limits.md has all of them.
  std::string code;
  std::string
      reason;  ///< for people, without a full stop: "the body is larger than 10MiB (--max-body)"
  std::string bound;     ///< the flag and its value, "--max-body 10MiB"; empty: no bound was hit
  std::string listener;  ///< the name of the server
  std::string head;      ///< the first bytes that came, as they came, at most 1 KiB
  /// The first segment of the path was read, so the bin is known where the path names it.
  bool target_read = false;
};

/// One request and what was decided to answer, at the moment of the decision: before the first byte
/// of the answer leaves.
struct Exchange {
  std::string bin;  ///< the name of the stub or bin it belongs to
  match::Request request;
  base::TimePoint received;  ///< monotonic, when the request was complete
  base::WallTime received_wall;
  int status = 0;  ///< 0: no answer is planned (a fault)
  std::vector<match::Field> response_headers;
  std::string response_body;
  bool response_truncated = false;  ///< of an imported call: the body is not known, or not whole
  base::Duration delay{0};          ///< latency before the answer leaves
  std::string fault;       ///< how the answer is broken on purpose ("reset"), empty: it is not
  bool matched = true;     ///< false: no rule fitted
  std::string rule;        ///< what answered: "stubs/photos.json:12" or empty
  std::string rule_owner;  ///< the scenario that brought the rule, empty for the suite's own
  std::string why_not;     ///< for matched == false: the nearest rule and which part failed
  /// The server refused it: `request` has what was read of it, and no matcher may look at it.
  std::shared_ptr<const Refused> refused = nullptr;
  /// Whose it is of several who share the log, where the server has found out already.
  std::optional<std::uint64_t> scope = std::nullopt;
};

/// Where exchanges go. The capture log implements it, stub servers call it; neither knows the
/// other. Called on the loop's thread, before the answer is sent.
class ExchangeSink {
 public:
  virtual ~ExchangeSink() = default;
  virtual void on_exchange(Exchange&& exchange) = 0;
  /// A whole request that will be decided later, because somebody else works on it: as long as what
  /// is given back is held, a record of that bin with that time may still come. May be null.
  virtual std::shared_ptr<void> begun(const std::string& /*bin*/, base::TimePoint /*received*/) {
    return nullptr;
  }
};

}  // namespace ricochet::http
