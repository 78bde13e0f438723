#pragma once
#include <memory>
#include <string>

#include "base/json/shape.h"
#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// The key `proxy` of a `response`. Findings go to the reader's list, nullptr then.
std::unique_ptr<const ResponsePart> compile_proxy(const base::JsonReader& value, PartContext&);

/// What a `proxy` of a session itself may be.
base::Shape batch_proxy_shape();

/// A `proxy` beside `request` in the session itself: batch mode only. `from` becomes the prefix of
/// the paths that it takes. Findings go to the reader's list, nullptr then.
std::unique_ptr<const ResponsePart> compile_batch_proxy(const base::JsonReader& value, PartContext&,
                                                        std::string& from);

}  // namespace ricochet::stubserver
