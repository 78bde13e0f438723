#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::match {

/// `{ "hex": ... }` or `{ "base64": ... }`.
const base::Shape& bytes_shape();
/// Whether the value is bytes that no JSON text can hold: `{ "hex": "00ff" }` or
/// `{ "base64": "AP8=" }`.
bool is_bytes_operand(const base::JsonReader& value);
/// Those bytes; after reporting bad-bytes, nullopt.
std::optional<std::string> read_bytes_operand(const base::JsonReader& value);
/// The bytes of a text in this coding, "hex" or "base64"; after reporting bad-bytes, nullopt.
std::optional<std::string> read_coded_bytes(const base::JsonReader& text, std::string_view coding);

/// Bytes for people: the text in quotes when it is UTF-8, else `hex 00ff...`, so that different
/// bytes look different.
std::string show_bytes(std::string_view bytes);

}  // namespace ricochet::match
