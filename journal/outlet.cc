#include "journal/outlet.h"

namespace ricochet::journal {

Health health_of(const std::vector<const Outlet*>& outlets) {
  Health health;
  for (const auto* outlet : outlets) {
    const auto status = outlet->status();
    if (status.fault.empty()) continue;
    health.ok = false;
    health.text += status.name + ": " + status.fault + "\n";
  }
  if (health.ok) health.text = "ok\n";
  return health;
}

std::string outlet_metrics(const std::vector<const Outlet*>& outlets) {
  if (outlets.empty()) return {};
  std::vector<OutletStatus> all;
  for (const auto* outlet : outlets) all.push_back(outlet->status());
  std::string text;
  const auto family = [&](const std::string& name, const char* type, const char* help,
                          std::uint64_t (*value)(const OutletStatus&)) {
    text += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
    for (const auto& status : all)
      text += name + "{outlet=\"" + status.name + "\"} " + std::to_string(value(status)) + "\n";
  };
  family("ricochet_outlet_up", "gauge", "1 while records get there",
         [](const OutletStatus& s) -> std::uint64_t { return s.fault.empty() ? 1 : 0; });
  family("ricochet_outlet_records_total", "counter", "records that got there",
         [](const OutletStatus& s) { return s.written; });
  family("ricochet_outlet_lost_total", "counter", "records that will never get there",
         [](const OutletStatus& s) { return s.lost; });
  family("ricochet_outlet_waiting", "gauge", "changes that wait to get there",
         [](const OutletStatus& s) { return s.waiting; });
  family("ricochet_outlet_waiting_bytes", "gauge", "bytes that wait to get there",
         [](const OutletStatus& s) { return s.waiting_bytes; });
  return text;
}

}  // namespace ricochet::journal
