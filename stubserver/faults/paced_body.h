#pragma once
#include <optional>

#include "base/loop.h"
#include "stubserver/faults/broken_delivery.h"

namespace ricochet::stubserver {

/// A right answer whose body comes slowly: the head at once, then a piece every `pace`. The next
/// piece waits for the kernel to take the last one, so that no reader makes us queue the body.
class PacedBody final : public BrokenDelivery {
 public:
  PacedBody(std::string_view fault, std::size_t piece_bytes, base::Duration pace)
      : BrokenDelivery(fault, true), piece_bytes_(piece_bytes), pace_(pace) {}

 private:
  void run() override;
  void wait();
  void send_piece();

  std::size_t piece_bytes_;
  base::Duration pace_;
  std::string body_;
  std::size_t sent_ = 0;
  base::TimePoint next_;
  std::optional<base::Timer> timer_;
};

}  // namespace ricochet::stubserver
