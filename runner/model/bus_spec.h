#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/duration.h"
#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::runner {

/// A consumer group that the suite says something about.
struct GroupSpec {
  /// What it commits it has worked off: then an absence need not run its window to the end.
  bool commits_after_work = false;
};

/// "bus" of a suite. Names of groups, the address and values of properties are templates until
/// bind_suite() has filled them in.
struct BusSpec {
  bool embedded = true;
  std::string servers;                            ///< when not embedded
  std::map<std::string, std::string> properties;  ///< librdkafka's
  std::map<std::string, GroupSpec> groups;        ///< those whose service is under test
  bool delete_topics = false;  ///< those that the run made at somebody else's broker, at its end
  // Of the embedded one; see bus::EmbeddedOptions.
  std::uint16_t port = 0;  ///< 0: any free one
  int brokers = 1;
  bool reset = false;  ///< each scenario finds it without the records of those before it
  int join_members = 1;
  base::Duration join_delay{0};
  std::map<std::string, std::string> users;  ///< by name; none: everybody
  std::string certificate, key;              ///< PEM files; empty: it has no TLS
};

/// Whether it is an address, or several: "host:port[,host:port]"; reports bad-bus when not.
bool check_bus_address(const base::JsonReader& at, const std::string& servers);

/// The keys of "bus".
base::Shape bus_shape();

/// Reads "bus"; `folder` is the suite's. nullopt: it cannot be used at all, which was reported.
std::optional<BusSpec> read_bus(const base::JsonReader& bus, const std::string& folder);

}  // namespace ricochet::runner
