#include "runner/report/junit_reporter.h"

#include <utility>

namespace ricochet::runner {

JunitReporter::JunitReporter(ReportFile file, JunitOptions options)
    : file_(std::move(file)), options_(std::move(options)) {}

void JunitReporter::run_started(const RunPlan& plan) {
  document_ = std::make_unique<JunitDocument>(options_, plan.seed, plan.started);
  if (file_.can_write_at()) file_.write_at(0, document_->text());
}

void JunitReporter::apply(const std::vector<JunitDocument::Edit>& edits) {
  if (!file_.can_write_at()) return;
  for (const auto& edit : edits) file_.write_at(edit.offset, edit.text);
}

void JunitReporter::scenario_finished(const ScenarioResult& scenario) {
  if (document_) apply(document_->add(scenario));
}

base::Status JunitReporter::run_finished(const RunResult& run) {
  if (!document_ || document_->empty()) {  // nothing ran: what is to blame stands in the result
    const std::string whole = junit_xml(run, options_);
    file_.can_write_at() ? file_.write_at(0, whole) : file_.append(whole);
  } else if (file_.can_write_at()) {
    apply(document_->finish(run));
  } else {
    document_->finish(run);
    file_.append(document_->text());
  }
  return file_.status();
}

}  // namespace ricochet::runner
