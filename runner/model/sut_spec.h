#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::runner {

/// How to tell that a service can be tested.
struct ReadySpec {
  enum class Kind { kNone, kLog, kTcp, kHttp, kGroup, kCommand };
  Kind kind = Kind::kNone;
  /// Part of a log line, "host:port", a URL, or the name of a consumer group; a template.
  std::string text;
  std::vector<std::string> command;  ///< templates, of kCommand: it ends with 0 when all is well
  base::Duration within = std::chrono::seconds(30);
};

struct StopSpec {
  std::string signal = "TERM";  ///< TERM, INT, QUIT, HUP or KILL
  base::Duration grace = std::chrono::seconds(5);
};

/// A port that the service listens on: `${sut.X.ports.name}`.
struct PortSpec {
  std::string name;
  std::uint16_t number = 0;  ///< 0: a free one is looked for
};

/// A service under test: a process of any language.
struct SutSpec {
  std::string name;
  std::vector<std::string>
      command;  ///< templates; a relative program with a slash counts from the suite
  std::map<std::string, std::string> env;  ///< templates, added to our own environment
  std::string cwd;                         ///< relative to the suite; empty: the suite's folder
  std::vector<PortSpec> ports;
  std::string url;  ///< a template: where its HTTP API begins; empty: not said
  ReadySpec ready;
  StopSpec stop;
  bool external = false;      ///< somebody else runs it: it is only waited for
  bool per_scenario = false;  ///< a fresh process for each scenario
  std::string pointer;        ///< where it stands in the suite file
};

/// The keys of a service.
base::Shape sut_shape();

/// Reads one member of "sut"; findings go to its list. `has_bus`: the suite has one, so that a
/// group can be waited for. nullopt: it cannot be used at all.
std::optional<SutSpec> read_sut(const base::JsonReader& sut, bool has_bus);

}  // namespace ricochet::runner
