#include "runner/report/made_text.h"

#include "base/text/printable.h"
#include "runner/report/short_uuids.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

/// With the margin of a story it stands on one of 100 columns.
constexpr std::size_t kMadeColumns = 92;
constexpr const char* kMadeMargin = "  ";

}  // namespace

std::string text_of(const MadeOf& made) {
  if (made.empty()) return {};
  std::string out, line = "made of " + short_uuids(clean_text(made.record)) + ":";
  for (std::size_t i = 0; i < made.parts.size(); ++i) {
    const bool last = i + 1 == made.parts.size();
    const std::string part = short_uuids(clean_text(made.parts[i])) + (last ? "" : ",");
    if (base::display_width(line) + 1 + base::display_width(part) > kMadeColumns) {
      out += line + "\n";
      line = kMadeMargin + part;
    } else {
      line += " " + part;
    }
  }
  return out + line + "\n";
}

}  // namespace ricochet::runner
