#include <algorithm>
#include <utility>

#include "base/alive.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

class GroupProbe final : public AskingProbe {
 public:
  GroupProbe(base::Loop& loop, std::string service, std::string group, GroupsOfBus groups,
             std::set<std::string> before)
      : AskingProbe(loop),
        service_(std::move(service)),
        group_(std::move(group)),
        groups_(std::move(groups)),
        before_(std::move(before)) {}

  std::string what() const override {
    return "members with partitions in the consumer group " + base::in_quotes(group_);
  }

 private:
  void attempt() override {
    // Each time: the end of a process is seen when its connections close, which may be later.
    if (groups_.drop_ended) groups_.drop_ended(group_);
    groups_.ask(group_,
                alive_.guarded([this](const base::Result<bus::GroupView>& view) { heard(view); }));
  }
  void heard(const base::Result<bus::GroupView>& view) {
    if (!view) return again(view.error().message);
    if (is_ready(*view)) return fits();
    std::string why = "it has " + base::plural(view->members, "member") + " with " +
                      base::plural(view->partitions, "partition") + " (" + view->state + ")";
    const auto old = std::count_if(view->who.begin(), view->who.end(),
                                   [this](const auto& one) { return before_.contains(one.id); });
    if (old > 0) why += ", " + std::to_string(old) + " of them from before this start";
    const auto others = std::count_if(view->who.begin(), view->who.end(),
                                      [this](const auto& one) { return of_another(one.id); });
    if (others > 0) why += ", " + std::to_string(others) + " of them of another service";
    again(std::move(why));
  }

  /// Where there are fewer partitions than members somebody has to do without.
  bool is_ready(const bus::GroupView& view) const {
    std::size_t fresh = 0, partitions = 0;
    for (const auto& one : view.who) {
      if (before_.contains(one.id) || of_another(one.id)) continue;
      ++fresh;
      partitions += one.partitions;
    }
    return view.state == "Stable" && view.partitions > 0 && fresh > 0 &&
           (partitions > 0 || view.partitions < view.members);
  }

  /// Instances of one service, or services that share a group, start side by side.
  bool of_another(const std::string& member) const {
    if (!groups_.owner_of) return false;
    const std::string owner = groups_.owner_of(group_, member);
    return !owner.empty() && owner != service_;
  }

  std::string service_;
  std::string group_;
  GroupsOfBus groups_;
  std::set<std::string> before_;
  base::Alive alive_;
};

}  // namespace

std::unique_ptr<Probe> probe_group(base::Loop& loop, std::string service, std::string group,
                                   GroupsOfBus groups, std::set<std::string> before) {
  return std::make_unique<GroupProbe>(loop, std::move(service), std::move(group), std::move(groups),
                                      std::move(before));
}

}  // namespace ricochet::runner
