#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json/fault.h"

namespace ricochet::base {

/// The words of JSON (RFC 8259), read from a text one after the other. Every reader stops at the
/// first fault, which fault() then names.
class JsonScanner {
 public:
  /// `comments`: `//` and `/* */` count as white space. `repair`: half of a surrogate pair becomes
  /// U+FFFD, as what cannot be said in UTF-8; otherwise it is a fault.
  JsonScanner(std::string_view text, bool comments, bool repair)
      : text_(text), comments_(comments), repair_(repair) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= text_.size(); }
  /// The next byte; 0 at the end. A NUL of the text is a byte like any other: ask at_end().
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  void step() { ++at_; }
  const JsonFault& fault() const { return fault_; }

  /// False: a comment that never ends, or what is not one.
  bool skip_space();
  /// From its opening quote; `out` gets the decoded text, in UTF-8.
  bool string(std::string& out);
  /// The text of the number that begins here; empty: a fault.
  std::string_view number();
  /// `word` stands here and ends here.
  bool literal(std::string_view word);

  /// Always false, so that it can be returned.
  bool fail(JsonFault::What what) { return fail(what, at_); }
  bool fail(JsonFault::What what, std::size_t at) {
    fault_ = {what, at, 0};
    return false;
  }
  bool fail_repeated(std::size_t first, std::size_t at) {
    fault_ = {JsonFault::What::kRepeated, at, first};
    return false;
  }

 private:
  bool skip_comment();
  bool escape(std::string& out);
  bool unicode_escape(std::string& out);
  std::optional<std::uint32_t> four_hex_digits();
  std::size_t digits();

  std::string_view text_;
  std::size_t at_ = 0;
  bool comments_;
  bool repair_;
  JsonFault fault_;
};

}  // namespace ricochet::base
