#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json/json.h"
#include "base/result.h"
#include "match/json/jsonpath_ast.h"

namespace ricochet::match::jsonpath {

/// Thrown by the parser, caught by JsonPath::parse(): a recursive parser is clearer without a check
/// at every call.
struct Failure {
  base::Diag diag;
};

/// The characters of a path: where the parser stands, what it may skip, and its literals and
/// operators.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

 protected:
  [[noreturn]] void fail(std::string message, std::size_t at, std::string hint = {}) const;

  /// Counts nesting for as long as it lives; too much of it is a Failure.
  struct Nested {
    explicit Nested(Scanner& s);
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    ~Nested() { --scanner.depth_; }
    Scanner& scanner;
  };

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool eat(char c);
  bool eat(std::string_view word);
  void expect(char c, std::string_view why);
  void space();
  static bool name_char(char c);
  bool starts_integer() const;

  std::int64_t integer();
  base::Json number();
  /// A string in either kind of quotes; the place is its opening quote.
  std::string string();
  std::optional<Compare> compare_operator();

  std::string_view text_;
  std::size_t at_ = 0;

 private:
  void escape(std::string& out, char quote);
  std::uint32_t hex4();

  std::size_t depth_ = 0;
};

}  // namespace ricochet::match::jsonpath
