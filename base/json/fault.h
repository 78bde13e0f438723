#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace ricochet::base {

/// Why a text is not JSON, found while reading it: cheap, because most who read a foreign body only
/// want to know that it is not. explain() makes words of it.
struct JsonFault {
  enum class What {
    kNone,
    kNothing,        ///< white space and nothing else
    kValue,          ///< a value must stand here
    kKey,            ///< a key must stand here
    kColon,          ///< the colon behind a key is missing
    kInObject,       ///< neither a comma nor } behind a member
    kInArray,        ///< neither a comma nor ] behind an element
    kMore,           ///< something follows the value
    kOpenString,     ///< the closing quote is missing
    kControl,        ///< a control character in a string
    kEscape,         ///< a backslash before what may not follow one
    kHex,            ///< \u without four hex digits
    kSurrogate,      ///< half of a surrogate pair
    kEncoding,       ///< not UTF-8
    kNumber,         ///< 1. or 1e or -
    kNumberTooLong,  ///< more digits, or an exponent further from 0, than a Decimal has
    kComment,        ///< a slash that does not begin a comment
    kOpenComment,    ///< a comment without its end
    kTooDeep,        ///< more levels than kMaxJsonDepth
    kTooMany,        ///< more values than allowed
    kRepeated,       ///< the key stands in this object already
  };
  What what = What::kNone;
  std::size_t at = 0;     ///< offset of the byte
  std::size_t first = 0;  ///< kRepeated: where the key stands first
};

/// A fault in the words of somebody who must mend it: what is wrong, the cure, the bytes to
/// underline.
struct SyntaxError {
  std::string message;
  std::string hint;
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// "UTF-16LE" and the like when a text, with or without a byte order mark, is in one of them and
/// not UTF-8; empty: it is not known to be.
std::string_view other_charset(std::string_view text);

SyntaxError explain(std::string_view text, const JsonFault& fault);

}  // namespace ricochet::base
