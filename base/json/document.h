#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/bounds.h"
#include "base/json/fwd.h"
#include "base/result.h"

namespace ricochet::base {

struct JsonFault;
struct JsonSpan;

/// A parsed JSON text that still knows where everything stood. Immutable; share it by shared_ptr,
/// because diagnostics made at run time point back into it.
class JsonDocument {
 public:
  enum class Token { kKey, kValue };

  /// `name` is what diagnostics call the file. `//` and `/* */` comments are allowed, and so
  /// is a byte order mark. Errors: json/syntax, json/duplicate-key, json/too-deep, json/encoding,
  /// each with line, column and a cure.
  static Result<std::shared_ptr<const JsonDocument>> parse(std::string name, std::string text);
  /// Reads the file first; file/not-found, file/unreadable, file/too-large besides the above.
  static Result<std::shared_ptr<const JsonDocument>> load(const std::string& path);

  ~JsonDocument();
  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  const Json& root() const { return *root_; }

  /// Where the value (or the key that holds it) at a JSON pointer stands. A pointer that leads
  /// nowhere yields its nearest existing ancestor.
  Location locate(std::string_view pointer, Token part = Token::kValue) const;
  Location locate_offset(std::size_t offset, std::size_t length = 0) const;

 private:
  struct Node;  // one per value: spans of key and value, links to children
  void link(std::vector<JsonSpan>& spans);
  Diag diag_of(const JsonFault& fault) const;
  JsonDocument();
  std::string name_;
  std::string text_;
  std::unique_ptr<Json> root_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> line_starts_;
};

/// `/a/b~1c` from parts; escapes `~` and `/` (RFC 6901).
std::string pointer_append(std::string_view pointer, std::string_view token);
std::string pointer_append(std::string_view pointer, std::size_t index);

/// What may stand behind the first value of a text.
enum class JsonTail {
  kNothing,     ///< white space, as RFC 8259 has it
  kMoreValues,  ///< other JSON texts, which are checked and left out: Moco reads `{"a":1}{"b":2}`
                ///< so
};

/// Parses a JSON text that came over the wire: no comments, no exception, at most kMaxJsonDepth
/// deep and of kMaxJsonValues values; the time grows with the text only, however many keys an
/// object has. Half of a surrogate pair becomes U+FFFD; of a repeated key the last value counts.
/// nullptr when it is not JSON; `why` (optional) then says so in a line.
std::unique_ptr<Json> parse_json_body(std::string_view text, std::string* why = nullptr,
                                      JsonTail tail = JsonTail::kNothing);

}  // namespace ricochet::base
