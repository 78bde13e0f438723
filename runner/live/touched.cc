#include "runner/live/touched.h"

#include <filesystem>

#include "runner/model/named_files.h"
#include "runner/model/shared_file.h"
#include "runner/sut/launch.h"
#include "runner/world/facts.h"

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

void add_document(const std::shared_ptr<const base::JsonDocument>& document,
                  std::set<std::string>& out) {
  if (!document) return;
  out.insert(fs::path(document->name()).lexically_normal().string());
  out.merge(named_files(*document));
}

void add_with_includes(const std::shared_ptr<const base::JsonDocument>& document,
                       std::set<std::string>& out) {
  if (!document) return;
  add_document(document, out);
  for (const auto& included : included_documents(document)) add_document(included, out);
}

/// Words of commands that are files: the program, a script, a jar.
void add_commands(const Suite& suite, const std::string& bin_dir, std::set<std::string>& out) {
  const base::Json facts = facts_for_check(suite, bin_dir);
  for (const auto& spec : suite.suts) {
    const auto launch = expand_launch(spec, suite, facts);
    if (!launch) continue;
    for (const auto& word : launch->command.argv) {
      std::error_code ec;
      const fs::path file = (fs::path(launch->command.cwd) / word).lexically_normal();
      if (fs::is_regular_file(file, ec)) out.insert(file.string());
    }
  }
}

}  // namespace

SuiteFiles files_of(const Suite& suite, const std::string& bin_dir) {
  SuiteFiles out;
  for (const auto& stub : suite.stubs) {
    if (stub.file.empty()) continue;
    out.stubs.insert(fs::path(stub.file).lexically_normal().string());
    if (const auto document = base::JsonDocument::load(stub.file))
      out.stubs.merge(named_files(**document));
  }
  add_with_includes(suite.document, out.whole);
  add_commands(suite, bin_dir, out.whole);
  for (const auto& stub : out.stubs) out.whole.erase(stub);
  return out;
}

std::set<std::string> files_of(const Scenario& scenario) {
  std::set<std::string> out;
  add_with_includes(scenario.document, out);
  return out;
}

}  // namespace ricochet::runner
