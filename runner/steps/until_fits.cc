#include "runner/steps/until_fits.h"

#include <algorithm>

#include "base/json/time.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

constexpr base::Duration kLongestPause = std::chrono::milliseconds(500);
constexpr base::Duration kLastLook = std::chrono::milliseconds(100);

}  // namespace

UntilFits::UntilFits(ScenarioContext& context, std::optional<base::Duration> within)
    : context_(context) {
  if (within) deadline_ = context.world().loop().now() + *within + context.more_time();
}

base::Duration UntilFits::at_most(base::Duration most) const {
  if (!deadline_) return most;
  const base::Duration left = *deadline_ - context_.world().loop().now();
  return std::min(most, std::max(left, kLastLook));
}

Task<bool> UntilFits::again() {
  if (!deadline_) co_return false;
  const base::Duration left = *deadline_ - context_.world().loop().now();
  if (left <= base::Duration::zero()) co_return false;
  const bool undisturbed = co_await context_.life().sleep(std::min(pause_, left));
  pause_ = std::min(pause_ * 2, kLongestPause);
  co_return undisturbed;
}

std::optional<base::Duration> read_window(const base::JsonReader& body, const char* key) {
  const auto value = body.find(key);
  if (!value) return std::nullopt;
  return base::read_window_time(*value, "a window of zero would assert nothing");
}

}  // namespace ricochet::runner
