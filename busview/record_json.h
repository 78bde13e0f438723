#pragma once
#include <string>

#include "base/json/fwd.h"
#include "bus/bus.h"

namespace ricochet::busview {

/// A record as programs want it: RECORD of docs/bus.md. What is not UTF-8 is told as Latin-1, but
/// for the body, which is base64 then.
base::Json record_to_json(const bus::Record& record);
/// The same for people, in one line that shows no control: time, place, key, the beginning of the
/// value.
std::string record_to_line(const bus::Record& record);

}  // namespace ricochet::busview
