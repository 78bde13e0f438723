#pragma once
#include "bus/bus.h"
#include "match/message.h"

namespace ricochet::busview {

/// A record of the bus as what expectations select and the journal keeps. Nothing is lost: a null
/// value, a null key and a null header value are not empty ones.
match::Event event_of(const bus::Record& record);

}  // namespace ricochet::busview
