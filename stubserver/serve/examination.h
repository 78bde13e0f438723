#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/worker.h"
#include "http/handler.h"
#include "match/part/findings.h"
#include "match/subject.h"
#include "stubserver/decide/rehearsal.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// A request that a worker looks at before it is decided. Owner: StubHandler. Between hand-over and
/// return the subject is the worker's alone; the request may be read by both.
struct Examination {
  struct Seen {
    explicit Seen(match::Request r) : request(std::move(r)) { match::keep_findings(subject); }
    match::Request request;
    match::Subject subject{request};
  };
  std::shared_ptr<Seen> seen;
  /// What it says of its scope; nullopt: a worker has to look.
  std::optional<std::vector<std::string>> marks;
  std::string method;                    ///< as it was sent; `seen` has it in upper case
  std::shared_ptr<const RuleSet> rules;  ///< as they were when the worker began
  std::shared_ptr<http::Responder> responder;
  base::TimePoint received;
  base::WallTime received_wall;
  std::shared_ptr<void> open;  ///< so that verdicts know of it
  base::Worker::Ticket ticket;
  std::size_t looks = 0;
  std::optional<Rehearsal> rehearsed;  ///< the last
  std::size_t rehearsals = 0;
};

}  // namespace ricochet::stubserver
