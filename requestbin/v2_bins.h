#pragma once
#include "requestbin/v2_context.h"

namespace ricochet::requestbin {

/// The bins themselves. Shapes and routes: docs/bins.md.
class V2Bins {
 public:
  V2Bins(const V2Context& context, http::Router& router);

 private:
  void list(const http::RouteCall& call) const;

  V2Context context_;
};

}  // namespace ricochet::requestbin
