#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_reader.h"
#include "http/exchange.h"
#include "match/message.h"

namespace ricochet::journal {

/// What an export tells of one record, as much of it as can be put into a log again: the call with
/// its answer. Numbers and ids are drawn anew. nullopt: the reader's list says why.
std::optional<http::Exchange> read_record(const base::JsonReader& record);

/// Its member `refused`; nullptr: the reader's list says why.
std::shared_ptr<const http::Refused> read_refused(const base::JsonReader& object);

/// The string under `key`; empty when it is not there, or is none (a finding).
std::string read_string(const base::JsonReader& object, const char* key);

/// The delay that an export tells in milliseconds, to the microsecond, cut to what has a place in a
/// duration.
base::Duration delay_of_ms(double ms);

/// What can stand in a request line (RFC 9112, section 3.2): a path with its query, an absolute
/// URL, the host of a CONNECT, or the `*` of OPTIONS.
bool is_target(std::string_view method, std::string_view text);

}  // namespace ricochet::journal
