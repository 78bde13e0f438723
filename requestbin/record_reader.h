#pragma once
#include <optional>

#include "base/json_reader.h"
#include "http/exchange.h"
#include "match/message.h"

namespace ricochet::requestbin {

/// What an export tells of one record, as much of it as can be put into a log again: the call with
/// its answer. Numbers and ids are drawn anew. nullopt: the reader's list says why.
std::optional<http::Exchange> read_record(const base::JsonReader& record);

}  // namespace ricochet::requestbin
