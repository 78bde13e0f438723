#include "awaits/explain_stray.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text/text.h"
#include "journal/capture_log.h"

namespace ricochet::awaits {

namespace {

bool is_told_already(const Expectation& expectation, const journal::CaptureLog& log,
                     const journal::RecordPtr& record) {
  return std::any_of(expectation.sources.begin(), expectation.sources.end(),
                     [&](const Source& source) {
                       const auto& known = log.refused_elsewhere(source.bin);
                       return std::any_of(known.begin(), known.end(),
                                          [&](const auto& each) { return each.record == record; });
                     });
}

}  // namespace

std::uint64_t window_start(const Expectation& expectation, const journal::CaptureLog& log) {
  std::uint64_t start = UINT64_MAX;
  for (const auto& source : expectation.sources) {
    if (source.after == 0) return 0;
    const auto at = log.find(source.bin, source.after);
    const auto first = log.read(source.bin, source.after, 1);
    if (at) {
      start = std::min(start, at->gseq);
    } else if (!first.empty()) {
      start = std::min(start, first.front()->gseq);
    }
  }
  return start;
}

void hint_stray_calls(Verdict& verdict, const Expectation& expectation,
                      const journal::CaptureLog& log) {
  const bool of_bins = std::any_of(expectation.sources.begin(), expectation.sources.end(),
                                   [&log](const Source& source) {
                                     const auto* info = log.info(source.bin);
                                     return info != nullptr && info->kind == journal::BinKind::kBin;
                                   });
  if (!of_bins) return;
  const auto start = window_start(expectation, log);
  journal::RecordPtr newest;
  std::size_t count = 0;
  for (const auto& listener : log.names(journal::BinKind::kListener)) {
    log.for_each(listener, 0, [&](const journal::RecordPtr& record) {
      const bool later =
          start == UINT64_MAX ? record->received >= verdict.registered : record->gseq > start;
      if (!later || !record->refused || record->refused->code != "no_bin" ||
          is_told_already(expectation, log, record))
        return true;
      if (newest == nullptr || record->gseq > newest->gseq) newest = record;
      ++count;
      return true;
    });
  }
  if (newest == nullptr) return;
  verdict.hints.push_back(base::plural(count, "call") +
                          " of this window came to no bin, the newest " + newest->title() + " (#" +
                          std::to_string(newest->seq) + " of " + newest->bin +
                          "): is the base path of the service right?");
}

}  // namespace ricochet::awaits
