#include "requestbin/v2/context.h"

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "requestbin/answers.h"

namespace ricochet::requestbin {

base::Diag V2Context::no_bin(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& bin : log.bins()) {
    if (!bin.is_private) names.push_back(bin.name);
  }
  return {base::Diag::Kind::kNotFound, "await/no-bin",
          "there is no bin " + base::in_quotes(base::shorten(name, 80)),
          base::did_you_mean(name, names)};
}

const journal::BinInfo* V2Context::bin_of(const http::RouteCall& call) const {
  const auto& name = call.param("bin");
  const auto* bin = log.info(name);
  if (bin == nullptr) call.responder->send(v2_error(no_bin(name)));
  return bin;
}

journal::RecordPtr V2Context::record_of(const http::RouteCall& call) const {
  const auto* bin = bin_of(call);
  if (bin == nullptr) return nullptr;
  const auto& id = call.param("id");
  auto record = log.find(bin->name, std::string_view(id));
  if (record) return record;
  call.responder->send(
      v2_error({base::Diag::Kind::kNotFound, "bin/no-record",
                "the bin " + base::in_quotes(bin->name) + " holds no record " +
                    base::in_quotes(base::shorten(id, 40)),
                "it may have been dropped for room or cleared; list the requests"}));
  return nullptr;
}

}  // namespace ricochet::requestbin
