#include <utility>

#include "base/alive.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

class GroupProbe final : public Probe {
 public:
  GroupProbe(base::Loop& loop, std::string group, AskGroup ask)
      : group_(std::move(group)), ask_(std::move(ask)), retry_(loop) {}

  std::string what() const override {
    return "members with partitions in the consumer group " + base::in_quotes(group_);
  }
  std::string last_try() const override { return last_; }
  void start(std::function<void()> ready) override {
    ready_ = std::move(ready);
    ask();
  }

 private:
  void ask() {
    ask_(group_, alive_.guarded([this](const base::Result<bus::GroupView>& view) { heard(view); }));
  }
  void heard(const base::Result<bus::GroupView>& view) {
    if (!view) {
      last_ = view.error().message;
    } else if (view->state == "Stable" && view->partitions > 0) {
      return ready_();
    } else {
      last_ = "it has " + base::plural(view->members, "member") + " with " +
              base::plural(view->partitions, "partition") + " (" + view->state + ")";
    }
    retry_.again([this] { ask(); });
  }

  std::string group_;
  AskGroup ask_;
  RetryTimer retry_;
  std::function<void()> ready_;
  std::string last_;
  base::Alive alive_;
};

}  // namespace

std::unique_ptr<Probe> probe_group(base::Loop& loop, std::string group, AskGroup ask) {
  return std::make_unique<GroupProbe>(loop, std::move(group), std::move(ask));
}

}  // namespace ricochet::runner
