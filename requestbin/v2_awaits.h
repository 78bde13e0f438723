#pragma once
#include "requestbin/v2_context.h"

namespace ricochet::requestbin {

/// Waiting and verdicts over HTTP. Shapes and routes: docs/bins.md.
class V2Awaits {
 public:
  static constexpr std::size_t kListed = 200;  ///< decided waits in the list

  V2Awaits(const V2Context& context, http::Router& router);

 private:
  void await(const http::RouteCall& call);
  void list(const http::RouteCall& call) const;
  void one(const http::RouteCall& call) const;

  V2Context context_;
};

}  // namespace ricochet::requestbin
