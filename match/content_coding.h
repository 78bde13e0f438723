#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::match {

/// Bytes that one body may grow to when it is decoded.
inline constexpr std::size_t kMaxDecodedBody = 16u << 20;
/// How many times larger than what was sent, once it is more than a mebibyte: beyond that it is a
/// bomb, not a body.
inline constexpr std::size_t kMaxDecodedRatio = 200;

/// True when a Content-Encoding names something to undo (RFC 9110 section 8.4): more than
/// `identity`.
bool is_coded(std::string_view content_encoding);

/// Undoes `gzip`, `x-gzip` and `deflate` (zlib format, RFC 1950, or bare, as some clients send it),
/// several of them from right to left. Errors http/bad-coding (damaged, cut short, too large),
/// match/unknown-coding.
base::Result<std::string> decode_content(std::string_view content_encoding, std::string_view body);

/// Whether undoing it is sure to give fewer than `limit` bytes. Costs no more than those. False of
/// several codings, and of what cannot be undone.
bool decodes_within(std::string_view content_encoding, std::string_view body, std::size_t limit);

}  // namespace ricochet::match
