// Refused calls that belong to no bin for certain.
#include "journal/capture_log.h"

#include <algorithm>

#include "journal/nameless.h"

namespace ricochet::journal {

RecordPtr CaptureLog::append_refused(http::Exchange&& exchange,
                                     const std::vector<std::string>& names, std::string origin) {
  // The bin of a listener is for all to see.
  if (has_secrets()) exchange = nameless(std::move(exchange));
  exchange.bin = listener_bin(exchange.refused->listener);
  auto record = append(std::move(exchange), BinKind::kListener, std::move(origin));
  for (const auto& name : names) {
    const auto it = bins_.find(name);
    if (it == bins_.end()) continue;
    Bin& bin = it->second;
    const auto seq = ++bin.info.last;
    bin.refused.push_back({seq, record});
    // A window that held the oldest holds the newest as well, so nothing is lost by forgetting it.
    if (bin.refused.size() > kMaxRefused) bin.refused.erase(bin.refused.begin());
    notify([&](LogObserver& observer) { observer.on_refused_elsewhere(name, seq, record); });
  }
  return record;
}

/// The name of one that is gone is a secret still.
bool CaptureLog::has_secrets() {
  had_private_ = had_private_ || std::any_of(bins_.begin(), bins_.end(), [](const auto& entry) {
                   return entry.second.info.is_private;
                 });
  return had_private_;
}

const std::vector<RefusedElsewhere>& CaptureLog::refused_elsewhere(std::string_view name) const {
  static const std::vector<RefusedElsewhere> kNone;
  const auto* bin = get(name);
  return bin == nullptr ? kNone : bin->refused;
}

}  // namespace ricochet::journal
