#pragma once
#include <string>
#include <vector>

#include "tests/support/program.h"

namespace ricochet::e2e {

using test::Program;
using test::ProgramEnd;
using test::ProgramStart;
using test::TempFolder;

/// `ricochet` with these words in this folder (empty: the project's). Variables of the caller that
/// would change what it does or prints are taken away.
ProgramStart ricochet(std::vector<std::string> args, const std::string& folder = {});

/// Runs it to its end.
ProgramEnd run_ricochet(std::vector<std::string> args, const std::string& folder = {});

/// A suite of its own for one test. Nothing in it needs a service, a bus or a file: it has the bin
/// "hooks", and the stub "shop" without sessions.
struct SmallSuite {
  SmallSuite();
  explicit SmallSuite(std::string_view suite_json);
  /// A scenario that passes: nothing is posted to "hooks" for `window`.
  void add_quiet(const std::string& file, const std::string& name,
                 const std::string& window = "20ms", const std::string& tags = "") const;
  /// A scenario that fails: a call is expected, and nobody makes it.
  void add_failing(const std::string& file, const std::string& name,
                   const std::string& tags = "") const;
  ProgramEnd run(std::vector<std::string> more_args = {}) const;

  TempFolder folder;
};

/// A name=value that no other test puts into an environment.
struct Marker {
  Marker();
  std::string name = "RICOCHET_E2E_MARKER", value;
  std::string assignment() const { return name + "=" + value; }
};

/// The port in "...://host:port..." or after `before`, in what a server prints at its start; 0:
/// none.
std::uint16_t port_after(const std::string& text, const std::string& before);

std::string project_folder();

}  // namespace ricochet::e2e
