#pragma once
#include <memory>
#include <optional>
#include <utility>

#include "http/client.h"
#include "stubserver/answer/errand.h"

namespace ricochet::stubserver {

/// A callback of `on`: one request to somebody else, both it and its answer shown in the log. Any
/// answer is a success; none, and a call that the gate refuses, is a failure.
class CallbackCall final : public Errand {
 public:
  /// `named`: as of OutgoingCall.
  CallbackCall(http::ClientRequest request, bool named)
      : request_(std::move(request)), named_(named) {}
  void start(ErrandContext context, std::function<void(base::Status)> done) override;

 private:
  http::ClientRequest request_;
  bool named_;
  std::shared_ptr<void> running_;
  std::optional<base::Timer> refused_;
};

}  // namespace ricochet::stubserver
