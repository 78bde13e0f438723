#include "journal/expiry.h"

namespace ricochet::journal {

Expiry::Expiry(base::Loop& loop, CaptureLog& log) : loop_(loop), log_(log), timer_(loop) {
  log_.add_observer(*this);
  expire();
}

Expiry::~Expiry() { log_.remove_observer(*this); }

void Expiry::look_at(const BinInfo& bin) {
  if (!bin.expires || (timer_.pending() && next_ <= *bin.expires)) return;
  next_ = *bin.expires;
  timer_.at(next_, [this] { expire(); });
}

void Expiry::expire() {
  const auto now = loop_.now();
  for (const auto& bin : log_.bins()) {
    if (bin.expires && *bin.expires <= now) {
      log_.remove_bin(bin.name);
    } else {
      look_at(bin);
    }
  }
}

}  // namespace ricochet::journal
