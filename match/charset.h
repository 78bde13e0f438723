#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::match {

/// Places that are not text in the charset, and become U+FFFD as in Java; a body with more of them
/// is not text.
inline constexpr std::size_t kMaxCharsetRepairs = 1000;

/// What the parameter `charset` of a Content-Type says, quotes undone; empty: it says nothing.
std::string charset_of(std::string_view content_type);

/// Whether bytes in this charset are UTF-8 already: utf-8, us-ascii, or none is named.
bool is_utf8_charset(std::string_view charset);

/// Whether each byte below 0x80 is the same character as in ASCII, so that the bytes of a form can
/// be split before they are decoded: not so for UTF-16 and UTF-32.
bool is_ascii_based(std::string_view charset);

/// Bytes in a charset that glibc's iconv knows, or a common other name of one, as UTF-8. Of UTF-16
/// and UTF-32 the byte order mark decides and is left out; without one the high byte comes first
/// (RFC 2781 section 4.3, as in Java). `gb2312` is read as GBK and `shift_jis` as Windows-31J,
/// which have more characters and differ in none that people send. Errors match/unknown-charset,
/// match/bad-charset (more than kMaxCharsetRepairs bytes that are not text in it, or more than
/// kMaxDecodedBody bytes of UTF-8).
base::Result<std::string> decode_charset(std::string_view charset, std::string_view bytes);

/// Characters that are the same in nearly every charset: ASCII without NUL.
bool is_ascii_text(std::string_view bytes);

/// The same; bytes that cannot be read so stay as they are. `problem` then says why, unless they
/// are ASCII, which needs no charset; else it is left alone.
std::string text_in(std::string_view charset, std::string bytes, std::string& problem);

/// An XML document as UTF-8: what a byte order mark says, else `charset` (of the Content-Type, may
/// be empty), else the XML declaration (RFC 7303 section 3.2), which may be in EBCDIC (XML 1.0
/// appendix F). Errors as above.
base::Result<std::string> decode_xml(std::string_view charset, std::string_view bytes);

}  // namespace ricochet::match
