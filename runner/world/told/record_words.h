#pragma once
#include <string>

#include "bus/bus.h"
#include "journal/record.h"

namespace ricochet::runner {

/// The name that the event has for itself, as most have: `"type": "PhotoWasDownloaded"`. Empty:
/// none is found. Bytes as they came.
std::string type_of(const match::Event& event);

/// Of a call: "GET /a.jpg to photos -> 503"; of an event its type, or else how its value begins. At
/// most `max_bytes` and three dots, printable.
std::string in_words(const journal::Record& record, std::size_t max_bytes);

/// The end of the former: "to photos -> 503".
std::string words_of_answer(const journal::Record& call);

/// "orders#0", with its partition where that is not the first: "orders/2#0".
std::string name_of_place(const bus::Position& where);

}  // namespace ricochet::runner
