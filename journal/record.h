#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/duration.h"
#include "http/exchange.h"
#include "match/message.h"

namespace ricochet::journal {

/// Number of a record within its bin: from 1, never reused, also after the bin was cleared. As a
/// cursor it means "everything up to and including this is known"; 0 is the beginning of a bin.
using Seq = std::uint64_t;

/// What fills a bin: calls to a stub, calls to a request bin, the events of the topic of that name,
/// or what a listener refused without knowing for which bin it was.
enum class BinKind { kStub, kBin, kTopic, kListener };
const char* to_string(BinKind kind);  ///< "stub", "bin", "topic", "listener"

using Colour =
    std::array<std::uint8_t, 3>;  ///< each a multiple of 10 from 50 to 250, as RequestBin's

/// What was decided to answer to a call, before the first byte of it left.
struct Answer {
  int status = 0;  ///< 0: none was planned (a fault)
  std::vector<match::Field> headers;
  std::string body;
  base::Duration delay{0};
  std::string fault;            ///< how a stub broke it on purpose ("truncate"); empty: it did not
  bool body_truncated = false;  ///< of an imported call: the body is not known, or not whole
};

/// One captured HTTP exchange or one event of the bus, whole and immutable once it is in the log.
struct Record {
  Record() = default;
  /// What was exchanged; the log adds its names and numbers.
  Record(http::Exchange&& exchange, std::string from);

  std::string id;            ///< 6 characters of [0-9a-z], unique in the process, not guessable
  std::string bin;           ///< name of the stub, bin or topic
  Seq seq = 0;               ///< within the bin
  std::uint64_t gseq = 0;    ///< within the process, across bins: the one timeline
  base::TimePoint received;  ///< monotonic, when it was complete
  base::WallTime received_wall;
  std::variant<match::Request, match::Event> content;

  Answer answer;           ///< calls only
  bool matched = true;     ///< false: no rule fitted the call
  std::string rule;        ///< what answered: "stubs/photos.json:12" or empty
  std::string rule_owner;  ///< the scenario that brought the rule; empty: the suite's own
  std::string why_not;     ///< for matched == false
  /// Whose it is of several who share the log, by the number of CaptureLog::tell_apart(); 0:
  /// nobody's that is known, or nobody tells them apart.
  std::uint64_t scope = 0;
  /// cost() when it came into the log: what is taken off again when it leaves.
  std::size_t counted = 0;
  std::string origin;  ///< "instance/id" in the log that captured it; empty: this one
  /// A call that the server refused before any rule saw it; `content` has what was read of it. No
  /// selector fits it, and no window that holds it can prove an absence.
  std::shared_ptr<const http::Refused> refused;

  const match::Request* request() const {
    return std::get_if<match::Request>(&content);
  }  ///< nullptr: an event
  const match::Event* event() const {
    return std::get_if<match::Event>(&content);
  }  ///< nullptr: a call
  const match::Message& message() const;
  bool truncated() const;  ///< the body was cut, so that no verdict may rest on it
  /// A CORS preflight: answered and kept, but no call of the service's logic.
  bool is_preflight() const;
  /// Bytes that this record is counted with: everything it owns, roughly.
  std::size_t cost() const;
  /// Of a refused call: "413, the body is larger than 10MiB (--max-body)".
  std::string refusal() const;
  /// One line for people: `GET /a.jpg?x=1` or `event key "42", 180 B (partition 0, offset 17)`.
  std::string title() const;
};

/// Readers may keep a record as long as they like; the log forgetting it does not end it.
using RecordPtr = std::shared_ptr<const Record>;

}  // namespace ricochet::journal
