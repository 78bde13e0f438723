#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/report/report_file.h"
#include "runner/report/reporter.h"

namespace ricochet::runner {

struct ReportSettings {
  std::vector<std::string> attachments;  ///< of every scenario that did not pass
  std::string program;                   ///< "ricochet 1.2.3"
};

/// One form in which a run is told: `--report NAME=PATH`.
struct ReportFormat {
  std::string_view name;
  std::string_view what;  ///< for --help
  std::unique_ptr<Reporter> (*make)(ReportFile file, const ReportSettings& settings);
  bool wants_trace = false;  ///< scenario_traced
  bool shared = false;       ///< others write to the file, too
  bool lines = false;        ///< those of another run may follow
};

/// All there are. A new one is a file in runner/report/ and a line in formats.cc.
std::span<const ReportFormat> report_formats();
/// nullptr: there is none of that name.
const ReportFormat* report_format(std::string_view name);

}  // namespace ricochet::runner
