#include "runner/report/jsonl_reporter.h"

#include "base/json/json.h"

namespace ricochet::runner {

void JsonlReporter::happened(const char* event, base::Json members) {
  base::Json line;
  line["event"] = event;
  for (const auto& [name, value] : members.items()) line[name] = value;
  file_.append(base::compact_json(line) + "\n");
}

base::Status JsonlReporter::run_finished(const RunResult& run) {
  base::Status told = RunEvents::run_finished(run);
  return told ? file_.status() : told;
}

}  // namespace ricochet::runner
