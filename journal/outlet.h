#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ricochet::journal {

/// How a place is doing that records go to besides memory (a file, a topic), for /healthz and
/// /metrics.
struct OutletStatus {
  std::string name;   ///< "store", "captures"
  std::string fault;  ///< what is wrong now, with its cure; empty: nothing
  std::uint64_t written = 0;
  std::uint64_t lost = 0;  ///< records that will never get there
  std::uint64_t waiting = 0;
  std::uint64_t waiting_bytes = 0;
};

/// On the loop's thread.
class Outlet {
 public:
  virtual ~Outlet() = default;
  virtual OutletStatus status() const = 0;
};

/// For /healthz: "ok\n", or a line for each that has a fault.
struct Health {
  bool ok = true;
  std::string text;
};
Health health_of(const std::vector<const Outlet*>& outlets);
/// For /metrics (Prometheus text format 0.0.4): ricochet_outlet_* with the label `outlet`.
std::string outlet_metrics(const std::vector<const Outlet*>& outlets);

}  // namespace ricochet::journal
