#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/fault.h"
#include "base/json/fwd.h"
#include "base/json/scanner.h"

namespace ricochet::base {

/// What a text may be beyond RFC 8259.
struct JsonGrammar {
  bool comments = false;       ///< `//` and `/* */` are white space
  bool repair = true;          ///< half of a surrogate pair becomes U+FFFD; false: a fault
  bool repeated_keys = true;   ///< the last one counts, at the place of the first; false, and only
                               ///< with spans: a fault
  bool more_values = false;    ///< further JSON texts may follow; they are read and left out
  std::size_t max_values = 0;  ///< keys not counted; 0: no limit
  bool spans = false;          ///< note where each value stands
};

/// Where a value stands, and the key that holds it.
struct JsonSpan {
  std::size_t key_begin = 0, key_end = 0;  ///< both 0: an array element or the root
  std::size_t begin = 0, end = 0;
  std::uint32_t parent = 0;  ///< its number; the root is its own parent
  std::string key;           ///< decoded
};

/// The one reader of JSON (RFC 8259): files, bodies and requests to our own interfaces. A byte
/// order mark at the start is overlooked (section 8.1). Needs no recursion; at most kMaxJsonDepth
/// levels. The time grows with the text only, however many keys an object has. Numbers keep each
/// digit (number.h).
class JsonParser {
 public:
  JsonParser(std::string_view text, const JsonGrammar& grammar);
  ~JsonParser();

  /// Once. nullptr: it is not JSON, fault() says why.
  std::unique_ptr<Json> parse();
  const JsonFault& fault() const { return scanner_.fault(); }
  /// After parse() and if asked for: of each value, in the order of the text, the root first.
  std::vector<JsonSpan>& spans() { return spans_; }

 private:
  bool whole_value();
  bool begin_value();
  bool open(bool object);
  bool close();
  bool key();
  /// Between two members or elements: false at a fault; `done_` says whether a value is complete.
  bool next();
  bool number();
  bool string();
  bool word(std::string_view text, Json&& value);
  Json* add(Json&& value, std::size_t begin);
  bool added(Json&& value, std::size_t begin);
  bool check_repeated();

  std::string_view text_;
  JsonGrammar grammar_;
  JsonScanner scanner_;
  std::unique_ptr<Json> root_;
  std::vector<Json*> stack_;  ///< what is open, the innermost last
  std::vector<JsonSpan> spans_;
  std::vector<std::uint32_t> open_spans_;
  std::string key_;
  std::size_t key_begin_ = 0;
  std::size_t key_end_ = 0;
  std::size_t count_ = 0;
  bool done_ = false;
};

}  // namespace ricochet::base
