#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/diag.h"
#include "base/json/reader.h"

namespace ricochet::match {

/// A finding inside a small text of its own (a pattern, a path, a template): `where` counts lines
/// and columns within that text, and `source_line` is the line of it.
base::Diag text_error(std::string code, std::string message, std::string_view text,
                      std::size_t offset, std::size_t length = 1, std::string hint = {});

/// The byte offset within `text` that a Diag of text_error() points at.
std::size_t offset_of(const base::Diag& error, std::string_view text);

/// Hands such a finding to the reader of the string that held the text; the code gets the reader's
/// area. `shift` is added to the offset: the text began that many bytes into the string.
void report(const base::JsonReader& string, const base::Diag& error, std::size_t shift = 0);

/// The same for a text that is the key of `member`.
void report_in_key(const base::JsonReader& member, const base::Diag& error);

}  // namespace ricochet::match
