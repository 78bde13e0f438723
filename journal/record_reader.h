#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json/reader.h"
#include "http/exchange.h"
#include "match/message.h"

namespace ricochet::journal {

/// What an export tells of one record, as much of it as can be put into a log again: the call with
/// its answer. Numbers and ids are drawn anew. nullopt: the reader's list says why.
std::optional<http::Exchange> read_record(const base::JsonReader& record);

/// Its member `refused` (`_refused` in HAR); nullptr: the reader's list says why.
std::shared_ptr<const http::Refused> read_refused(const base::JsonReader& object);

/// The string under `key`; empty when it is not there, or is none (a finding).
std::string read_string(const base::JsonReader& object, const char* key);

/// The delay that an export tells in milliseconds, to the microsecond, cut to what has a place in a
/// duration.
base::Duration delay_of_ms(double ms);

/// What was read of a refused call need not be right, so it is taken as it is: no export writes it
/// as a request. The bytes under `key`, of which `key` with "_encoding" tells; "": not there.
std::string read_raw(const base::JsonReader& object, const std::string& key);
match::Field read_raw_header(const base::JsonReader& name, const base::JsonReader* name_encoding,
                             const base::JsonReader* value, const base::JsonReader* encoding);

/// Whether the head of a call tells of more bytes of its body than there are.
bool tells_more(const match::Request& call);

/// The parts of a call that came from outside, checked as the parser of a server checks them, so
/// that no export can be forged by an import: no line break, no control. Findings at the value.
std::string read_method(const base::JsonReader& value);
std::string read_target(std::string_view method, const base::JsonReader& value,
                        const base::JsonReader* encoding);
std::string read_version(const base::JsonReader& value);
match::Field read_header(const base::JsonReader& name, const base::JsonReader* value,
                         const base::JsonReader* encoding);
/// A text that stands for bytes: UTF-8, or with the word "latin1" (what fields_to_v2() marks) each
/// character a byte.
std::string read_bytes(const base::JsonReader& value, const base::JsonReader* encoding);

/// What can stand in a request line (RFC 9112, section 3.2): a path with its query, an absolute
/// URL, the host of a CONNECT, or the `*` of OPTIONS; no control and no space.
bool is_target(std::string_view method, std::string_view text);

}  // namespace ricochet::journal
