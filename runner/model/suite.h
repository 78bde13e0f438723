#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/reader.h"
#include "base/json/shape.h"
#include "bus/bus.h"
#include "runner/model/bus_spec.h"
#include "runner/model/explore_spec.h"
#include "runner/model/scope_spec.h"
#include "runner/model/sut_spec.h"

namespace ricochet::runner {

struct StubSpec {
  std::string name;
  std::string file;  ///< resolved against the suite's folder; empty: scenarios bring all sessions
  std::string pointer;
  std::uint16_t port = 0;  ///< 0: any free one
};

/// How services reach bus, stubs and bins that do not run beside us: in a container, elsewhere.
struct NetworkSpec {
  std::string bind = "127.0.0.1";  ///< a template until bind_suite(), as the other one
  std::string advertise;           ///< the host that services are told; empty: `bind`
};

/// What of a suite is known once a run is: see bind_suite().
struct Binding;

struct Defaults {
  base::Duration within = std::chrono::seconds(5);
  base::Duration settle = std::chrono::milliseconds(150);
  base::Duration never_for = std::chrono::milliseconds(200);
  base::Duration rest = std::chrono::seconds(2);  ///< 0: scenarios end with their last step
};

/// `ricochet.json`: what the scenarios of a folder share. See docs/scenarios.md.
struct Suite {
  std::shared_ptr<const base::JsonDocument> document;
  std::string file;    ///< as the user would write it; empty: no suite file was found, all defaults
  std::string folder;  ///< that of the file, or of the scenario
  std::optional<BusSpec> bus;
  std::vector<bus::TopicSpec> topics;
  std::vector<StubSpec> stubs;
  std::optional<NetworkSpec> network;  ///< nullopt: this machine only
  std::vector<std::string> bins;
  std::uint16_t bins_port = 0;   ///< of all bins together; 0: any free one
  std::vector<std::string> env;  ///< names of environment variables that `${env.X}` may read
  /// Names of values that no report shows: of env, vars, captures, headers, members of bodies.
  std::vector<std::string> secrets;
  std::vector<SutSpec> suts;
  Defaults defaults;
  std::optional<ScopeSpec> scope;  ///< nullopt: nobody can tell whose a call is
  bool per_worker = false;  ///< scenarios side by side have a bus, stubs and services of their own
  std::vector<ExploreException> explore_except;  ///< for each of its scenarios
  bool names_known = true;  ///< false: what `${...}` may name was not read without an error
  std::shared_ptr<const Binding> binding;  ///< nullptr: names may still hold `${...}`

  bool has_stub(const std::string& name) const;
  bool has_bin(const std::string& name) const;
  bool has_topic(const std::string& name) const;
  const SutSpec* sut(const std::string& name) const;
  /// What "explore" may name.
  ExplorePlaces explore_places() const;
  /// Where its servers listen.
  std::string bind_address() const { return network ? network->bind : "127.0.0.1"; }
  /// The host that services reach them by.
  std::string advertised_host() const;
};

/// What the capture log and Kafka would refuse as the name of a topic; reports at the key.
bool check_topic_name(const base::JsonReader& at, const std::string& name);

/// The folder that names in this file are relative to.
std::string folder_of(const std::string& file);

inline constexpr const char* kSuiteFileName = "ricochet.json";

/// The keys of a suite file; `step`: what a step of its setup and teardown may be.
base::Shape suite_shape(const base::Shape& step);

/// Reads a suite file; findings (suite/...) go to `diags`. nullptr when it cannot be used.
std::shared_ptr<const Suite> load_suite(const std::string& file, base::DiagList& diags);
/// The same, but what could be read even when there was an error: check_suite() can go on with it,
/// nothing else may. nullptr when it is not JSON.
std::shared_ptr<const Suite> read_suite(const std::string& file, base::DiagList& diags);
/// What holds when no suite file was found above `folder`.
std::shared_ptr<const Suite> default_suite(const std::string& folder);

}  // namespace ricochet::runner
