#pragma once
#include <string>

#include "runner/world/trail/trail.h"

namespace ricochet::runner {

/// That what came of the records of one key came in another order than these have, in one line:
/// `key "7": orders#2 was sent to photos before orders#1 ($.version 3, then 2)`. Whose a call or an
/// event is says what differs between the records and stands in its JSON body, too. What is sent
/// again counts where it came first. Of several keys one that `verdict` asks for comes first.
/// Empty: the order was kept, or cannot be seen.
std::string sent_out_of_order(const Trail& trail, const awaits::Verdict& verdict);

}  // namespace ricochet::runner
