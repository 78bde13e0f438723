#include "requestbin/v2/long_polls.h"

#include "journal/capture_log.h"

namespace ricochet::requestbin {

LongPolls::LongPolls(base::Loop& loop, journal::CaptureLog& log) : loop_(loop), log_(log) {
  log_.add_observer(*this);
}
LongPolls::~LongPolls() { log_.remove_observer(*this); }

LongPolls::Id LongPolls::wait(const std::string& bin, base::Duration limit,
                              std::function<void()> wake_up) {
  const auto id = next_id_++;
  auto& waiting = waiting_[id];
  waiting.bin = bin;
  waiting.wake = std::move(wake_up);
  waiting.timer = std::make_unique<base::Timer>(loop_);
  waiting.timer->after(limit, [this, id] {
    // The timer must not be destroyed by its own task.
    loop_.post(alive_.guarded([this, id] { wake(id); }));
  });
  by_bin_.emplace(bin, id);
  return id;
}

void LongPolls::cancel(Id id) {
  const auto it = waiting_.find(id);
  if (it == waiting_.end()) return;
  auto [first, last] = by_bin_.equal_range(it->second.bin);
  while (first != last) first = first->second == id ? by_bin_.erase(first) : std::next(first);
  waiting_.erase(it);
}

void LongPolls::on_append(const journal::RecordPtr& record) { wake_all(record->bin); }
void LongPolls::on_bin_removed(const std::string& bin) { wake_all(bin); }

void LongPolls::wake_all(const std::string& bin) {
  const auto [first, last] = by_bin_.equal_range(bin);
  if (first == last) return;
  for (auto it = first; it != last; ++it) {
    loop_.post(alive_.guarded([this, id = it->second] { wake(id); }));
  }
  by_bin_.erase(first, last);  // each is posted once, however many records come before it runs
}

void LongPolls::wake_everybody() {
  while (!by_bin_.empty()) wake_all(std::string(by_bin_.begin()->first));
}

void LongPolls::wake(Id id) {
  const auto it = waiting_.find(id);
  if (it == waiting_.end()) return;
  const auto wake_up = std::move(it->second.wake);
  cancel(id);
  wake_up();
}

}  // namespace ricochet::requestbin
