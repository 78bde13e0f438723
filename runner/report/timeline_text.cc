#include "runner/report/timeline_text.h"

#include <algorithm>
#include <cstdio>

#include "base/text/text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kTimeColumns = 8;

std::string time_of(base::Duration at) {
  const double ms = std::chrono::duration<double, std::milli>(at).count();
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%+.1f", ms);
  std::string text = buffer;
  if (text == "-0.0") text = "+0.0";
  text.resize(std::max(text.size(), kTimeColumns), ' ');
  return text;
}

}  // namespace

std::string text_of(const Timeline& timeline) {
  if (timeline.empty()) return {};
  std::string out = "what happened, in ms since " + timeline.zero + ":\n";
  const std::size_t half = Timeline::kMaxMoments / 2;
  for (std::size_t i = 0; i < timeline.moments.size(); ++i) {
    if (timeline.left_out > 0 && i == half)
      out += "  ... " + base::plural(timeline.left_out, "more moment") + "\n";
    const auto& moment = timeline.moments[i];
    out += (moment.marked ? "> " : "  ") + time_of(moment.at) + " " + moment.what + "\n";
  }
  if (timeline.lines_left_out > 0)
    out += "  and " + base::plural(timeline.lines_left_out, "earlier line") + " of services\n";
  return out;
}

}  // namespace ricochet::runner
