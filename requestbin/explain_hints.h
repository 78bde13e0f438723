#pragma once
#include "requestbin/expectation.h"
#include "requestbin/verdict.h"

namespace ricochet::requestbin {

class CaptureLog;

/// The hints of explain(): likely causes, the most telling first. Wants the near misses in place.
void add_hints(Verdict& verdict, const Expectation& expectation, const CaptureLog& log);

}  // namespace ricochet::requestbin
