#include "cli/run/find_suite.h"

#include <filesystem>
#include <vector>

#include "base/reach.h"
#include "base/text/printable.h"
#include "cli/selection.h"
#include "cli/terminal.h"

namespace ricochet::cli {

namespace {

namespace fs = std::filesystem;

base::Diag no_suite(const std::string& message, const std::string& hint) {
  return {base::Diag::Kind::kUsage, "up/no-suite", message, hint};
}

/// Upwards as the user wrote it, then on through the real parents; empty: there is none.
std::string suite_above(fs::path folder) {
  if (folder.empty()) folder = ".";
  for (;;) {
    const fs::path file = folder / runner::kSuiteFileName;
    std::error_code ec;
    if (fs::exists(file, ec)) return file.lexically_normal().string();
    const fs::path whole = fs::absolute(folder).lexically_normal();
    if (!whole.has_relative_path()) return {};
    folder = (folder / "..").lexically_normal();
  }
}

std::vector<std::string> suites_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& suite : runner::discover({folder}).suites) {
    if (!suite->file.empty()) files.push_back(suite->file);
  }
  return files;
}

}  // namespace

base::Result<std::string> find_suite(const std::string& word) {
  std::error_code ec;
  const fs::path path(word);
  if (!fs::exists(path, ec)) {
    if (auto why = base::out_of_reach(word)) return *std::move(why);
    return no_suite("there is no file or folder " + base::in_quotes(word),
                    "name a suite: a folder with a ricochet.json");
  }
  const bool folder = fs::is_directory(path, ec);
  if (!folder && path.filename() == runner::kSuiteFileName) return word;
  if (auto above = suite_above(folder ? path : path.parent_path()); !above.empty()) return above;
  const auto below = folder ? suites_below(word) : std::vector<std::string>();
  if (below.size() == 1) return below.front();
  if (below.empty())
    return no_suite(
        "there is no suite (ricochet.json) at " + base::in_quotes(word) + ", above it or below",
        "ricochet new writes one; ricochet bin, ricochet bus and ricochet stub http "
        "serve without a suite");
  constexpr std::size_t kShown = 10;
  std::string names;
  for (std::size_t i = 0; i < below.size() && i < kShown; ++i)
    names += (i == 0 ? "" : ", ") + fs::path(below[i]).parent_path().string();
  return no_suite(
      "there are " + std::to_string(below.size()) + " suites below " + base::in_quotes(word),
      "name one of them: " + names + (below.size() > kShown ? " ..." : ""));
}

runner::Discovery suite_alone(const std::string& file, std::uint64_t seed) {
  runner::Discovery found;
  base::DiagList diags;
  auto suite = runner::read_suite(file, diags);
  if (diags.has_errors())
    found.broken.push_back({file, diags.all(), nullptr, std::move(suite)});
  else
    found.suites.push_back(std::move(suite));
  check_all(found, program_folder(), seed, /*all_suites=*/true);
  return found;
}

}  // namespace ricochet::cli
