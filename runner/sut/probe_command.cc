#include <csignal>
#include <utility>

#include "base/text/printable.h"
#include "runner/result/clean_text.h"
#include "runner/sut/probe.h"
#include "runner/sut/process.h"

namespace ricochet::runner {

namespace {

constexpr base::Duration kCommandTryLimit = std::chrono::seconds(10);
constexpr std::size_t kShownWords = 120;

class CommandProbe final : public Probe {
 public:
  CommandProbe(base::Loop& loop, SutCommand command)
      : loop_(loop), command_(std::move(command)), retry_(loop), limit_(loop) {}

  std::string what() const override {
    std::string words;
    for (const auto& word : command_.argv) words += (words.empty() ? "" : " ") + word;
    return base::in_quotes(base::shorten(base::printable(words), kShownWords)) + " to end with 0";
  }
  std::string last_try() const override { return last_try_; }
  void start(std::function<void()> ready) override {
    ready_ = std::move(ready);
    attempt();
  }

 private:
  void attempt() {
    process_ = std::make_unique<SutProcess>(loop_);
    process_->on_exit([this](const ExitStatus& status) { ended(status); });
    if (auto started = process_->start(command_); !started) {
      last_try_ = started.error().message;
      retry_.again([this] { attempt(); });
      return;
    }
    limit_.after(kCommandTryLimit, [this] { process_->signal(SIGKILL); });
  }

  void ended(const ExitStatus& status) {
    limit_.cancel();
    if (status.success()) return std::exchange(ready_, nullptr)();
    last_try_ = "it " + status.str();
    if (const auto& lines = process_->output().lines(); !lines.empty())
      last_try_ += ": " + one_line(lines.back().text, kShownWords);
    retry_.again([this] { attempt(); });
  }

  base::Loop& loop_;
  SutCommand command_;
  RetryTimer retry_;
  base::Timer limit_;
  std::string last_try_;
  std::function<void()> ready_;
  std::unique_ptr<SutProcess> process_;  ///< of the last try
};

}  // namespace

std::unique_ptr<Probe> probe_command(base::Loop& loop, SutCommand command) {
  return std::make_unique<CommandProbe>(loop, std::move(command));
}

}  // namespace ricochet::runner
