#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/reader.h"
#include "bus/bus.h"
#include "runner/model/explore_spec.h"

namespace ricochet::runner {

/// How to tell that a service can be tested.
struct ReadySpec {
  enum class Kind { kNone, kLog, kTcp, kHttp, kGroup };
  Kind kind = Kind::kNone;
  /// Part of a log line, "host:port", a URL, or the name of a consumer group; a template.
  std::string text;
  base::Duration within = std::chrono::seconds(30);
};

struct StopSpec {
  std::string signal = "TERM";  ///< TERM, INT, QUIT, HUP or KILL
  base::Duration grace = std::chrono::seconds(5);
};

/// A service under test: a process of any language.
struct SutSpec {
  std::string name;
  std::vector<std::string>
      command;  ///< templates; a relative program with a slash counts from the suite
  std::map<std::string, std::string> env;  ///< templates, added to our own environment
  std::string cwd;                         ///< relative to the suite; empty: the suite's folder
  ReadySpec ready;
  StopSpec stop;
  std::string pointer;  ///< where it stands in the suite file
};

/// A consumer group that the suite says something about.
struct GroupSpec {
  /// What it commits it has worked off: then an absence need not run its window to the end.
  bool commits_after_work = false;
};

struct BusSpec {
  bool embedded = true;
  std::string servers;                            ///< when not embedded
  std::map<std::string, std::string> properties;  ///< librdkafka's, as they are
  std::map<std::string, GroupSpec> groups;        ///< those whose service is under test
  // Of the embedded one; see bus::EmbeddedOptions.
  int brokers = 1;
  int join_members = 1;
  base::Duration join_delay{0};
  std::map<std::string, std::string> users;  ///< of an embedded one, by name; none: everybody
  std::string certificate, key;              ///< PEM files of an embedded one; empty: it has no TLS
};

struct StubSpec {
  std::string name;
  std::string file;  ///< resolved against the suite's folder
  std::string pointer;
};

struct Defaults {
  base::Duration within = std::chrono::seconds(5);
  base::Duration settle = std::chrono::milliseconds(150);
  base::Duration never_for = std::chrono::milliseconds(200);
};

/// `ricochet.json`: what the scenarios of a folder share. See docs/scenarios.md.
struct Suite {
  std::shared_ptr<const base::JsonDocument> document;
  std::string file;    ///< as the user would write it; empty: no suite file was found, all defaults
  std::string folder;  ///< that of the file, or of the scenario
  std::optional<BusSpec> bus;
  std::vector<bus::TopicSpec> topics;
  std::vector<StubSpec> stubs;
  std::vector<std::string> bins;
  std::vector<std::string> env;  ///< names of environment variables that `${env.X}` may read
  /// Names of values that no report shows: of env, vars, captures, headers, members of bodies.
  std::vector<std::string> secrets;
  std::vector<SutSpec> suts;
  Defaults defaults;
  std::vector<ExploreException> explore_except;  ///< for each of its scenarios
  bool names_known = true;  ///< false: what `${...}` may name was not read without an error

  bool has_stub(const std::string& name) const;
  bool has_bin(const std::string& name) const;
  bool has_topic(const std::string& name) const;
  const SutSpec* sut(const std::string& name) const;
  /// What "explore" may name.
  ExplorePlaces explore_places() const;
};

/// The folder that names in this file are relative to.
std::string folder_of(const std::string& file);

inline constexpr const char* kSuiteFileName = "ricochet.json";

/// Reads a suite file; findings (suite/...) go to `diags`. nullptr when it cannot be used.
std::shared_ptr<const Suite> load_suite(const std::string& file, base::DiagList& diags);
/// The same, but what could be read even when there was an error: check_suite() can go on with it,
/// nothing else may. nullptr when it is not JSON.
std::shared_ptr<const Suite> read_suite(const std::string& file, base::DiagList& diags);
/// What holds when no suite file was found above `folder`.
std::shared_ptr<const Suite> default_suite(const std::string& folder);

}  // namespace ricochet::runner
