#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/duration.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/message.h"
#include "match/message.h"
#include "stubserver/answer/delivery.h"

namespace ricochet::stubserver {

class CallGate;
class Errand;
class TrafficLog;

/// What an errand works on. Everything stays valid until `done` has been called or the errand is
/// destroyed.
struct ErrandContext {
  base::Loop& loop;
  const match::Request& request;        ///< what the client asked
  http::Response& response;             ///< the answer in the making, which the errand may change
  std::unique_ptr<Delivery>& delivery;  ///< how it will leave, which the errand may set
  TrafficLog* log;                      ///< may be nullptr
  CallGate& gate;                       ///< through which all calls leave
  std::uint64_t depth;                  ///< of the request: CallGate::depth_of()
  base::Duration& delay;                ///< of the answer behind all errands; may be added to
  /// Errands that come up, to be run before those that wait already. Of no use behind the answer.
  std::vector<std::unique_ptr<Errand>>& more;
};

/// Something that takes time and lies between the decision and the answer (the call of a `proxy`, a
/// tape, a synchronous callback of `on`), or follows it (an asynchronous callback). Made for one
/// request; destroying it cancels it. On the loop's thread.
class Errand {
 public:
  virtual ~Errand() = default;
  /// Called once. `done` runs once, never inside start(). A failure ends the answer: with 400 for
  /// kClientsFault (model/answer_input.h), with 500 for all else; after the answer it is only
  /// logged.
  virtual void start(ErrandContext context, std::function<void(base::Status)> done) = 0;
};

/// An errand that follows the answer, `delay` after it was decided, whether the client still waits
/// or not.
struct FollowUp {
  base::Duration delay{0};
  std::unique_ptr<Errand> errand;
};

}  // namespace ricochet::stubserver
