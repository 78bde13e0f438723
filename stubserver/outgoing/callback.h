#pragma once
#include <memory>
#include <utility>

#include "http/client.h"
#include "stubserver/errand.h"

namespace ricochet::stubserver {

/// A callback of `on`: one request to somebody else, both it and its answer shown in the log. Any
/// answer is a success; none is a failure.
class CallbackCall final : public Errand {
 public:
  explicit CallbackCall(http::ClientRequest request) : request_(std::move(request)) {}
  void start(ErrandContext context, std::function<void(base::Status)> done) override;

 private:
  http::ClientRequest request_;
  std::shared_ptr<void> running_;
};

}  // namespace ricochet::stubserver
