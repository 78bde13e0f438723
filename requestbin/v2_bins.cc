#include "requestbin/v2_bins.h"

#include "base/json.h"
#include "requestbin/answers.h"
#include "requestbin/v2_record_json.h"

namespace ricochet::requestbin {

V2Bins::V2Bins(const V2Context& context, http::Router& router) : context_(context) {
  router.add("GET", "/api/v2/bins", [this](const http::RouteCall& call) { list(call); });
  router.add("GET", "/api/v2/bins/{bin}", [this](const http::RouteCall& call) {
    if (const auto* bin = context_.bin_of(call))
      call.responder->send(v2_answer(200, bin_to_v2(*bin)));
  });
}

void V2Bins::list(const http::RouteCall& call) const {
  base::Json object;
  base::Json& list = object["bins"] = base::Json::array();
  for (const auto& bin : context_.log.bins()) {
    if (!bin.is_private)
      list.push_back(bin_to_v2(bin));  // who knows the name of a private one may ask for it
  }
  object["cursor"] = context_.log.appended();
  call.responder->send(v2_answer(200, object));
}

}  // namespace ricochet::requestbin
