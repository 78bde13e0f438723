#include "bus/broker/server/hold.h"

#include <utility>

namespace ricochet::bus::broker {

void Hold::until(std::optional<base::Duration> time, std::vector<std::uint64_t> by,
                 std::function<void()> then) {
  end();
  by_ = std::move(by);
  then_ = std::move(then);
  watched_ = faults_.removed.add([this] { look(); });
  if (time) timer_.after(*time, [this] { let_go(); });
  look();  // a fault may have been what removed them
}

void Hold::end() {
  if (watched_ == 0) return;
  faults_.removed.remove(std::exchange(watched_, 0));
  timer_.cancel();
  then_ = nullptr;
  alive_.renew();
}

void Hold::look() {
  // Not here: whoever removes a fault may be in the middle of a request.
  if (!faults_.all_set(by_)) loop_.post(alive_.guarded([this] { let_go(); }));
}

void Hold::let_go() {
  const auto then = std::exchange(then_, nullptr);
  end();
  if (then) then();  // this may be gone behind it
}

}  // namespace ricochet::bus::broker
