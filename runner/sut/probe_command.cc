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

class CommandProbe final : public AskingProbe {
 public:
  CommandProbe(base::Loop& loop, SutCommand command)
      : AskingProbe(loop), loop_(loop), command_(std::move(command)), limit_(loop) {}

  std::string what() const override {
    std::string words;
    for (const auto& word : command_.argv) words += (words.empty() ? "" : " ") + word;
    return base::in_quotes(base::shorten(base::printable(words), kShownWords)) + " to end with 0";
  }

 private:
  void attempt() override {
    process_ = std::make_unique<SutProcess>(loop_);
    process_->on_exit([this](const ExitStatus& status) { ended(status); });
    if (auto started = process_->start(command_); !started) return again(started.error().message);
    limit_.after(kCommandTryLimit, [this] { process_->signal(SIGKILL); });
  }

  void ended(const ExitStatus& status) {
    limit_.cancel();
    if (status.success()) return fits();
    std::string why = "it " + status.str();
    if (const auto& lines = process_->output().lines(); !lines.empty())
      why += ": " + one_line(lines.back().text, kShownWords);
    again(std::move(why));
  }

  base::Loop& loop_;
  SutCommand command_;
  base::Timer limit_;
  std::unique_ptr<SutProcess> process_;  ///< of the last try
};

}  // namespace

std::unique_ptr<Probe> probe_command(base::Loop& loop, SutCommand command) {
  return std::make_unique<CommandProbe>(loop, std::move(command));
}

}  // namespace ricochet::runner
