#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "base/json/reader.h"
#include "journal/record.h"
#include "match/matcher.h"
#include "match/message.h"

namespace ricochet::requestbin {

/// A selector that came over the network: a Moco request object, or for the bin of a topic the
/// parts of it that an event has. Files cannot be named (`await/no-file`): the sender has none on
/// this machine. nullptr: the reader's list says why.
std::shared_ptr<const match::Matcher> read_selector(const base::JsonReader& object,
                                                    journal::BinKind kind);

/// The query parameter `filter`: such a selector as JSON. `selector` stays nullptr when there is
/// none. False: `diags` says why, with positions in the parameter's text.
bool read_filter(const match::Request& request, journal::BinKind kind, base::DiagList& diags,
                 std::shared_ptr<const match::Matcher>& selector);

/// kUnknown: a search gave up at its bound (match/give_up.h), so that nobody can say; whoever shows
/// what fits tells of those, too.
enum class Fit { kNo, kYes, kUnknown };
/// Whether the record is of the selector's kind and fits; nullptr fits everything, any other fits
/// no refused call.
Fit fits(const match::Matcher* selector, const journal::Record& record);

/// The same as far as that takes some milliseconds (match::Work in passing), which are added to
/// `spent`; nullopt: it takes longer, RecordLooks can tell.
std::optional<Fit> fits_in_passing(const match::Matcher* selector, const journal::Record& record,
                                   std::uint64_t& spent);

}  // namespace ricochet::requestbin
