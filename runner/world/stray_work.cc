#include "runner/world/stray_work.h"

#include <algorithm>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::runner {

StrayWork::StrayWork(base::Loop& loop, journal::CaptureLog& log, const Scopes& scopes, Who who)
    : loop_(loop), log_(log), scopes_(scopes), who_(std::move(who)) {
  log_.add_observer(*this);
}

StrayWork::~StrayWork() { log_.remove_observer(*this); }

void StrayWork::on_append(const journal::RecordPtr& record) {
  if (record->refused || record->is_preflight()) return;
  if (record->scope == 0) {
    if (++unmarked_ > kShown) return;
    first_unmarked_.push_back(record);
    if (auto name = who_(*record); !name.empty()) senders_.insert(std::move(name));
    return;
  }
  const Scopes::Run* run = scopes_.find(record->scope);
  if (run == nullptr || !run->ended) return;
  Late& late = late_[record->scope];
  if (!late.first.empty()) {
    ++late.more;
    return;
  }
  late.name = run->name;
  const auto after = std::max(base::Duration::zero(), base::Duration(loop_.now() - *run->ended));
  late.first = title_with_place(*record) + " came " + base::humanize(after) + " after its end";
}

std::vector<std::string> StrayWork::take_late() {
  std::vector<std::string> lines;
  for (const auto& [run, late] : std::exchange(late_, {})) {
    std::string line =
        "late work of the scenario " + base::in_quotes(late.name) + ": " + late.first;
    if (late.more > 0) line += ", and " + base::plural(late.more, "more call or event");
    lines.push_back(line + "; no other scenario counted it");
  }
  return lines;
}

void StrayWork::forget() {
  unmarked_ = 0;
  first_unmarked_.clear();
  senders_.clear();
  late_.clear();
}

std::string title_with_place(const journal::Record& record) {
  return record.title() + (record.request() != nullptr ? " to " : " of ") + record.bin;
}

}  // namespace ricochet::runner
