#pragma once
#include <memory>

#include "base/json/shape.h"
#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// On whom the counters of a quota hang: the session that answers, or its Rule::resource.
enum class QuotaOf { kSession, kResource };
/// What `quota` may be.
base::Shape quota_shape();
/// `quota` (ours): how often who may ask.
std::unique_ptr<const ResponsePart> compile_quota(const base::JsonReader& place, PartContext&,
                                                  QuotaOf whose = QuotaOf::kSession);

}  // namespace ricochet::stubserver
