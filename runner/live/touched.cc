#include "runner/live/touched.h"

#include <filesystem>

#include "runner/model/named_files.h"
#include "runner/model/shared_file.h"
#include "runner/sut/launch.h"
#include "runner/world/facts.h"

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

/// The document and what it includes, and what these name into `named`.
void add_with_includes(const std::shared_ptr<const base::JsonDocument>& document,
                       std::set<std::string>& documents, std::set<std::string>& named) {
  if (!document) return;
  auto all = included_documents(document);
  all.push_back(document);
  for (const auto& each : all) {
    documents.insert(fs::path(each->name()).lexically_normal().string());
    named.merge(named_files(*each));
  }
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
    out.documents.insert(fs::path(stub.file).lexically_normal().string());
    if (const auto document = base::JsonDocument::load(stub.file))
      out.stubs.merge(named_files(**document));
  }
  out.stubs.insert(out.documents.begin(), out.documents.end());
  std::set<std::string> own;
  add_with_includes(suite.document, own, out.whole);
  out.whole.insert(own.begin(), own.end());
  out.documents.merge(own);
  add_commands(suite, bin_dir, out.whole);
  for (const auto& stub : out.stubs) out.whole.erase(stub);
  return out;
}

std::set<std::string> files_of(const Scenario& scenario) {
  std::set<std::string> out, named;
  add_with_includes(scenario.document, out, named);
  out.merge(named);
  return out;
}

std::set<std::string> documents_of(const Scenario& scenario) {
  std::set<std::string> out, named;
  add_with_includes(scenario.document, out, named);
  return out;
}

}  // namespace ricochet::runner
