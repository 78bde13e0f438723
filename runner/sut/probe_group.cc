#include <algorithm>
#include <utility>

#include "base/alive.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

class GroupProbe final : public Probe {
 public:
  GroupProbe(base::Loop& loop, std::string group, AskGroup ask, std::set<std::string> before,
             std::function<void(std::set<std::string>)> joined)
      : group_(std::move(group)),
        ask_(std::move(ask)),
        before_(std::move(before)),
        joined_(std::move(joined)),
        retry_(loop) {}

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
    } else if (is_ready(*view)) {
      return ready_();
    } else {
      last_ = "it has " + base::plural(view->members, "member") + " with " +
              base::plural(view->partitions, "partition") + " (" + view->state + ")";
      const auto old = std::count_if(view->who.begin(), view->who.end(),
                                     [this](const auto& one) { return before_.contains(one.id); });
      if (old > 0) last_ += ", " + std::to_string(old) + " of them from before this start";
    }
    retry_.again([this] { ask(); });
  }

  /// Where there are fewer partitions than members somebody has to do without.
  bool is_ready(const bus::GroupView& view) const {
    std::set<std::string> fresh;
    std::size_t partitions = 0;
    for (const auto& one : view.who) {
      if (before_.contains(one.id)) continue;
      fresh.insert(one.id);
      partitions += one.partitions;
    }
    const bool ready = view.state == "Stable" && view.partitions > 0 && !fresh.empty() &&
                       (partitions > 0 || view.partitions < view.members);
    if (ready && joined_) joined_(std::move(fresh));
    return ready;
  }

  std::string group_;
  AskGroup ask_;
  std::set<std::string> before_;
  std::function<void(std::set<std::string>)> joined_;
  RetryTimer retry_;
  std::function<void()> ready_;
  std::string last_;
  base::Alive alive_;
};

}  // namespace

std::unique_ptr<Probe> probe_group(base::Loop& loop, std::string group, AskGroup ask,
                                   std::set<std::string> before,
                                   std::function<void(std::set<std::string>)> joined) {
  return std::make_unique<GroupProbe>(loop, std::move(group), std::move(ask), std::move(before),
                                      std::move(joined));
}

}  // namespace ricochet::runner
