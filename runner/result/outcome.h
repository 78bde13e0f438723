#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "awaits/verdict.h"
#include "base/diag.h"
#include "base/duration.h"

namespace ricochet::runner {

/// How a step or a scenario ended. JUnit's distinction: `failed` is an expectation that was not met
/// (the service is wrong), `error` is everything that kept us from finding out, `skipped` was not
/// tried.
enum class Outcome { kPassed, kFailed, kError, kSkipped };

/// Why an error is an error; decides the exit code (cli/exit_codes.h).
enum class ErrorKind {
  kNone,
  kInput,        ///< the scenario or a file it names is wrong
  kEnvironment,  ///< port, broker, SUT not ready, log too small for a verdict
  kSutCrashed,   ///< the service under test ended by itself
  kBug,          ///< ours
  kInterrupted,  ///< Ctrl-C or SIGTERM
};
/// What an error in a run is that this is a finding of.
ErrorKind error_kind_of(base::Diag::Kind kind);

/// Something that ends a scenario whatever it is waiting for: a crashed service, a bus that lost
/// records, Ctrl-C.
struct Trouble {
  ErrorKind kind = ErrorKind::kNone;
  std::string message;                   ///< one line
  std::optional<base::Diag> diag;        ///< what the bus said
  std::vector<std::string> last_output;  ///< of the service that ended
  std::string service;                   ///< that ended; or empty
  base::TimePoint at;                    ///< when it did
  std::vector<std::string> given;        ///< records that it had been given last, a line each
  std::string published;                 ///< without these: what was published last; or empty
  base::Location published_at;           ///< the step that published what it most likely ended of

  explicit operator bool() const { return kind != ErrorKind::kNone; }
};

// Why a step or a scenario did not pass, one of these. They are data: what people read is made of
// them by the reports, once, see report/cause_text.h.

/// The runner's own words: why something was not reached, or asks for what cannot be.
struct Remark {
  Remark() = default;
  explicit Remark(std::string m, std::string h = {}) : message(std::move(m)), help(std::move(h)) {}

  std::string message;
  std::string help;  ///< more lines, or empty
};

/// An expectation that no wait judges (acknowledgements, calls that no stub knew) was not met.
struct Unmet {
  struct Seen {
    std::string what;
    std::string why;  ///< one more line, or empty
  };
  std::string message;
  std::string expected;
  std::vector<Seen> actual;
  std::size_t more = 0;  ///< things like those in `actual` that are not listed
  std::string help;      ///< or empty
};

/// The suite could not be set up; its first scenario tells the whole story.
struct NotSetUp {
  std::string message;
};

/// Trouble came, and what was waited for meanwhile.
struct Stopped {
  Trouble trouble;
  std::optional<awaits::Verdict> wait;
};

/// A scenario that holds does not hold when a fault of the bus comes between: what was found, and
/// what had happened.
struct Finding {
  struct Entry {
    base::Duration at{0};  ///< since the scenario's start
    std::string what;
    bool surplus = false;  ///< it should not have come
  };
  std::string message;   ///< "POST /payments came twice after redelivery of orders#0"
  std::string expected;  ///< as in the run without a fault
  bool surplus = false;  ///< more came than without the fault
  std::string clue;      ///< what other faults of the same record have shown; or empty
  std::vector<Entry> story;
  std::size_t left_out = 0;  ///< moments in the middle of the story that are not told
  std::vector<std::string> notes;
  std::vector<std::string> also;        ///< messages of further findings of the same run
  std::optional<awaits::Verdict> wait;  ///< what was waited for in vain
  std::string help;
  std::string exception;  ///< what the scenario says where it is meant to be so; or empty
};

/// One of the others in words already: what reports are given, without secrets.
struct Told {
  std::string message;  ///< one line
  std::string brief;    ///< what was found, then what was expected; or empty
  std::string story;    ///< several lines, may be empty
  bool story_has_message = false;
};

using Cause = std::variant<std::monostate, Remark, base::DiagList, awaits::Verdict, Unmet, NotSetUp,
                           Stopped, Finding, Told>;

/// What a step came to.
struct StepOutcome {
  StepOutcome() {}  // not an aggregate: GCC 12 and co_return, see CONTRIBUTING.md

  Outcome outcome = Outcome::kPassed;
  ErrorKind error = ErrorKind::kNone;
  Cause cause;

  static StepOutcome passed() { return {}; }
  static StepOutcome failed(Unmet unmet);
  static StepOutcome failed(Finding finding);
  /// Passed, failed, or an error when there is no verdict to rely on.
  static StepOutcome of(awaits::Verdict verdict);
  static StepOutcome error_of(const base::Diag& diag);
  static StepOutcome error_of(base::DiagList diags);
  static StepOutcome error_of(ErrorKind kind, Cause cause);
  static StepOutcome error_of(Trouble trouble, std::optional<awaits::Verdict> wait = {});
};

}  // namespace ricochet::runner
