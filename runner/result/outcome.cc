#include "runner/result/outcome.h"

namespace ricochet::runner {

namespace {

StepOutcome made(Outcome outcome, ErrorKind error, Cause cause) {
  StepOutcome out;
  out.outcome = outcome;
  out.error = error;
  out.cause = std::move(cause);
  return out;
}

}  // namespace

ErrorKind error_kind_of(base::Diag::Kind kind) {
  switch (kind) {
    case base::Diag::Kind::kInput:
    case base::Diag::Kind::kUsage:
    case base::Diag::Kind::kNotFound:
    case base::Diag::Kind::kRequest:
      return ErrorKind::kInput;
    case base::Diag::Kind::kEnvironment:
    case base::Diag::Kind::kConflict:
      return ErrorKind::kEnvironment;
    case base::Diag::Kind::kInternal:
      break;
  }
  return ErrorKind::kBug;
}

StepOutcome StepOutcome::failed(Unmet unmet) {
  return made(Outcome::kFailed, ErrorKind::kNone, std::move(unmet));
}

StepOutcome StepOutcome::failed(Finding finding) {
  if (finding.wait) awaits::keep_what_is_shown(*finding.wait);
  return made(Outcome::kFailed, ErrorKind::kNone, std::move(finding));
}

StepOutcome StepOutcome::of(awaits::Verdict verdict) {
  if (verdict.passed()) return passed();
  const bool failed = verdict.kind == awaits::VerdictKind::kFailed;
  awaits::keep_what_is_shown(verdict);
  return made(failed ? Outcome::kFailed : Outcome::kError,
              failed ? ErrorKind::kNone : ErrorKind::kEnvironment, std::move(verdict));
}

StepOutcome StepOutcome::error_of(const base::Diag& diag) {
  base::DiagList diags;
  diags.add(diag);
  return error_of(std::move(diags));
}

StepOutcome StepOutcome::error_of(base::DiagList diags) {
  const ErrorKind kind = error_kind_of(diags.kind());
  return made(Outcome::kError, kind, std::move(diags));
}

StepOutcome StepOutcome::error_of(ErrorKind kind, Cause cause) {
  return made(Outcome::kError, kind, std::move(cause));
}

StepOutcome StepOutcome::error_of(Trouble trouble, std::optional<awaits::Verdict> wait) {
  const ErrorKind kind = trouble.kind;
  if (wait) awaits::keep_what_is_shown(*wait);
  return made(Outcome::kError, kind, Stopped{std::move(trouble), std::move(wait)});
}

}  // namespace ricochet::runner
