#include "runner/sut/readiness.h"

#include <utility>

#include "base/text/printable.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

Readiness::Readiness(base::Loop& loop, SutProcess& process, std::string name,
                     std::unique_ptr<Probe> probe)
    : loop_(loop),
      process_(process),
      name_(std::move(name)),
      probe_(std::move(probe)),
      limit_(loop) {}

Readiness::~Readiness() { process_.forget(*this); }

void Readiness::wait(base::Duration limit, Done done) {
  started_ = loop_.now();
  done_ = std::move(done);
  if (process_.exit_status()) {
    on_exit(*process_.exit_status());
    return;
  }
  process_.observe(*this);
  if (!probe_) {
    finish(base::Duration(0));
    return;
  }
  limit_.after(limit, [this, limit] {
    const std::string last = probe_->last_try();
    finish(with_output(base::Diag(
        base::Diag::Kind::kEnvironment, "sut/not-ready",
        "service " + base::in_quotes(name_) + " was not ready within " + base::humanize(limit) +
            ": waited for " + probe_->what() + (last.empty() ? "" : "; " + last) + last_words(),
        R"(look at its output; is "ready" in ricochet.json right, and "within" long enough?)")));
  });
  probe_->start([this] { finish(loop_.now() - started_); });
}

void Readiness::on_exit(const ExitStatus& status) {
  if (!done_) return;
  finish(with_output(
      base::Diag(base::Diag::Kind::kEnvironment, "sut/exited-early",
                 "service " + base::in_quotes(name_) + " " + status.str() + " before it was ready",
                 "its last lines usually say why")));
}

// A turn later, because whoever waits may destroy this object and the process.
void Readiness::finish(base::Result<base::Duration> result) {
  if (!done_) return;
  limit_.cancel();
  loop_.post(alive_.guarded([done = std::exchange(done_, nullptr),
                             result = std::move(result)]() mutable { done(std::move(result)); }));
}

/// What it said itself names the cause more often than what we waited for.
std::string Readiness::last_words() const {
  const auto partial = process_.partial();
  const auto& lines = process_.output().lines();
  if (!partial && lines.empty()) return {};
  return "; it said last: " +
         base::in_quotes(one_line(partial ? partial->text : lines.back().text, kShownWords));
}

base::Diag Readiness::with_output(base::Diag diag) const {
  auto lines = process_.output().tail(kShownLines);
  if (const auto partial = process_.partial()) lines.push_back(one_line(partial->text, 500));
  if (lines.empty()) diag.notes.push_back("it printed nothing");
  for (const std::string& line : lines) diag.notes.push_back(name_ + ": " + line);
  return diag;
}

}  // namespace ricochet::runner
