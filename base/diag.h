#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ricochet::base {

/// A place in an input. Lines and columns count from 1; 0 means "not known". Columns count bytes.
struct Location {
  std::string file;  ///< as the user named it; empty when there is no file
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t length = 0;        ///< bytes to underline, 0 = one caret
  std::string pointer;           ///< JSON pointer (RFC 6901), when the input is JSON
  std::string source_line;       ///< the text of that line, for the caret; a very long one is cut
  std::size_t source_begin = 0;  ///< bytes of the line that were cut off before source_line

  bool known() const { return line != 0; }
  /// "stubs/orders.json:12:7", or the file alone when the line is not known.
  std::string str() const;
};

enum class Severity { kError, kWarning };

/// The one diagnostic of the whole program: terminal, log, HTTP 4xx and JUnit show this same thing.
/// `code` ("stub/unknown-key") is for programs, `message` says what is wrong, `hint` how to mend
/// it.
struct Diag {
  /// Whose fault it is. One table makes an exit code of it (cli/exit_codes.h), another an HTTP
  /// status (http/api.h): a new kind is a line in both.
  enum class Kind {
    kInput,        ///< what was given to us is wrong: a file, a body, a name in it
    kEnvironment,  ///< the machine or another program: a port, a broker, a disk, a bound reached
    kUsage,        ///< the command line
    kNotFound,     ///< what is asked for is not there
    kConflict,     ///< it is there already, or does not go with what is there
    kRequest,      ///< what a client asks of a stub, which is fine itself
    kInternal,     ///< a fault of ours
  };

  Diag() = default;  // not an aggregate: Result<std::string> must not take a string for a Diag
  /// Bad input, as most are.
  Diag(std::string c, std::string m, std::string h = {})
      : code(std::move(c)), message(std::move(m)), hint(std::move(h)) {}
  Diag(Kind k, std::string c, std::string m, std::string h = {})
      : kind(k), code(std::move(c)), message(std::move(m)), hint(std::move(h)) {}

  /// "bad-regex" of "match/bad-regex": a reader puts its own area before it. As long-lived as
  /// `code`.
  std::string_view code_without_area() const {
    return std::string_view(code).substr(code.find('/') + 1);  // npos + 1 is 0: it has no area
  }

  Kind kind = Kind::kInput;
  std::string code;
  std::string message;
  Location where;
  std::string hint;
  std::vector<std::string> notes;
  /// What of a listener has to be changed, for who knows how that is called where it stands.
  enum class Setting : std::uint8_t { kNone, kPort, kAddress, kAddressOrPort };
  Setting setting = Setting::kNone;
  Severity severity = Severity::kError;
};

/// What is wrong, where, and how to mend it, without a trailing newline:
///   error[stub/unknown-key]: unknown key "respons"
///     --> stubs/orders.json:12:7 (/stubs/3/respons)
///   12 |       "respons": { "status": 200 }
///      |       ^^^^^^^^^ did you mean "response"?
/// `colour` adds ANSI codes; the caller decides by terminal and NO_COLOR.
std::string render(const Diag& diag, bool colour = false);

/// Only the place of the above, without a trailing newline: the arrow line, and the source line
/// when it is known, without carets: the whole step is meant, and the arrow has the column. Empty
/// for an empty location. For results that are not errors: a step that was not met.
std::string render_place(const Location& where, bool colour = false);

/// One line: "stubs/orders.json:12:7: unknown key "respons" (did you mean "response"?)".
std::string render_line(const Diag& diag);

/// Collects the findings of a loader. Up to `max_errors` errors are kept, the rest is counted, so
/// that one broken file cannot flood a terminal. Not thread-safe.
class DiagList {
 public:
  static constexpr std::size_t kDefaultMaxErrors = 20;
  explicit DiagList(std::size_t max_errors = kDefaultMaxErrors) : max_errors_(max_errors) {}

  void add(Diag diag);
  bool has_errors() const { return errors_ > 0; }
  std::size_t error_count() const { return errors_; }
  std::size_t suppressed() const { return suppressed_; }
  /// True when further errors would not be kept: loaders may stop.
  bool full() const { return errors_ >= max_errors_; }
  const std::vector<Diag>& all() const { return diags_; }
  /// Of all of them: that of the first error which is more than bad input, else kInput.
  Diag::Kind kind() const;
  /// All of them, each followed by an empty line, then "and N more errors" if some were not kept.
  std::string render_all(bool colour = false) const;

 private:
  std::size_t max_errors_;
  std::size_t errors_ = 0;
  std::size_t suppressed_ = 0;
  std::vector<Diag> diags_;
};

}  // namespace ricochet::base
