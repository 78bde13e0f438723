#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/text/regex/regex.h"
#include "runner/result/clean_text.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

class LogProbe final : public Probe, private SutObserver {
 public:
  using Fits = std::function<bool(const std::string&)>;

  LogProbe(SutProcess& process, std::string what, Fits fits)
      : process_(process), what_(std::move(what)), fits_(std::move(fits)) {}
  ~LogProbe() override { process_.forget(*this); }

  std::string what() const override { return what_; }
  std::string last_try() const override {
    const std::size_t seen = process_.output().lines().size() + (process_.partial() ? 1 : 0);
    return seen == 0 ? "it printed nothing" : "none of its " + base::plural(seen, "line") + " fits";
  }
  void start(std::function<void()> ready) override {
    ready_ = std::move(ready);
    process_.observe(*this);
    for (const OutputLine& line : process_.output().lines()) look_at(line.text);
    if (const auto partial = process_.partial()) look_at(partial->text);
  }

 private:
  void on_line(const OutputLine& line) override { look_at(line.text); }
  void on_partial(const std::string& text) override { look_at(text); }

  /// Colours may stand in the middle of what is looked for.
  void look_at(const std::string& text) {
    if (!ready_ || !(fits_(text) || (text.find('\x1b') != text.npos && fits_(clean_text(text)))))
      return;
    // Not a turn later: the end of the process may be seen before that, but came after this line.
    const auto ready = std::exchange(ready_, nullptr);
    ready();
  }

  SutProcess& process_;
  std::string what_;
  Fits fits_;
  std::function<void()> ready_;
};

}  // namespace

std::unique_ptr<Probe> probe_log(SutProcess& process, std::string text) {
  std::string what = "a log line with " + base::in_quotes(text);
  return std::make_unique<LogProbe>(
      process, std::move(what),
      [text = std::move(text)](const std::string& line) { return line.find(text) != line.npos; });
}

base::Result<std::unique_ptr<Probe>> probe_log_regex(SutProcess& process,
                                                     const std::string& pattern) {
  match::Regex::Options options;
  options.whole = false;
  const auto regex = match::Regex::compile(pattern, options);
  if (!regex) return regex.error();
  return std::unique_ptr<Probe>(std::make_unique<LogProbe>(
      process, "a log line that fits /" + pattern + "/",
      [regex = *regex](const std::string& line) { return regex.matches(line); }));
}

}  // namespace ricochet::runner
