#pragma once
#include <string>

#include "base/diag.h"

namespace ricochet::net {

/// A finding of a listener (http/port-in-use, http/cannot-bind) whose cure names what its port and
/// its address stand under, a flag or a key of a file: "--ui-port" and "--ui-bind". Others stay.
base::Diag in_words_of(base::Diag diag, const std::string& port, const std::string& bind,
                       const std::string& any_free = "0: any free one");

}  // namespace ricochet::net
