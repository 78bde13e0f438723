#include "runner/steps/expect/ack.h"

#include <algorithm>
#include <map>

#include "awaits/expectation_reader.h"
#include "base/json/time.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

/// A broker does not announce commits, so they are asked for; only ours wakes us when something
/// happens.
constexpr base::Duration kAskEvery = std::chrono::milliseconds(20);

using Key = std::pair<std::string, std::int32_t>;  // topic, partition

/// The highest offset that this scenario published, per partition.
std::map<Key, std::int64_t> highest(const std::vector<bus::Position>& published) {
  std::map<Key, std::int64_t> out;
  for (const auto& position : published) {
    auto& offset =
        out.try_emplace({position.topic, position.partition}, position.offset).first->second;
    offset = std::max(offset, position.offset);
  }
  return out;
}

class AckStep final : public Step {
 public:
  AckStep(std::string group, bool never, base::Duration window)
      : group_(std::move(group)), never_(never), window_(window) {}

  std::string title() const override {
    return never_ ? "expect no ack by " + group_ + " for " + base::format_duration(window_)
                  : "expect ack by " + group_;
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    const auto wanted = highest(context.published());
    if (wanted.empty()) {
      const Remark nothing("nothing was published before this \"ack\"",
                           "\"ack\" means that what this scenario has published so far is "
                           "committed: put it after a publish step");
      co_return StepOutcome::error_of(ErrorKind::kInput, nothing);
    }
    const bool late_judge = context.judged_at_end();
    const base::Duration more = never_ ? base::Duration(0) : context.more_time();
    const base::TimePoint deadline = context.world().loop().now() + window_ + more;
    while (true) {
      const auto told = co_await context.committed(group_);
      if (!told) co_return context.trouble_outcome();
      const auto& committed = *told;
      if (!committed) co_return StepOutcome::error_of(committed.error());
      const auto missing = what_is_missing(wanted, *committed);
      const bool late = context.world().loop().now() >= deadline;
      // That something is not committed yet never lasts to the end.
      if (never_ && missing.empty() && !late_judge) co_return StepOutcome::failed(committed_all());
      if (missing.empty() || (late && never_)) co_return StepOutcome::passed();
      if (late) co_return StepOutcome::failed(not_committed(missing, window_ + more));
      const bool undisturbed = co_await context.life().sleep_beside_bus(kAskEvery);
      if (!undisturbed) co_return context.trouble_outcome();
    }
  }

 private:
  Unmet committed_all() const {
    Unmet unmet;
    unmet.message = "group " + group_ + " committed what it should not have committed yet";
    unmet.expected = group_ + " does not commit beyond the published records for " +
                     base::format_duration(window_);
    unmet.actual.push_back({"it has committed all of them", {}});
    return unmet;
  }
  Unmet not_committed(const std::vector<Unmet::Seen>& missing, base::Duration waited) const {
    Unmet unmet;
    unmet.message = "group " + group_ + " did not commit what was published within " +
                    base::format_duration(waited);
    unmet.expected = group_ + " commits beyond every record that this scenario published";
    unmet.actual = missing;
    return unmet;
  }

  static std::vector<Unmet::Seen> what_is_missing(const std::map<Key, std::int64_t>& wanted,
                                                  const std::vector<bus::Position>& committed) {
    std::vector<Unmet::Seen> out;
    for (const auto& [key, offset] : wanted) {
      const auto at =
          std::find_if(committed.begin(), committed.end(), [&, &k = key](const bus::Position& p) {
            return p.topic == k.first && p.partition == k.second;
          });
      // A committed offset is the next record to read: beyond `offset` means greater.
      if (at != committed.end() && at->offset > offset) continue;
      out.push_back(
          {key.first + " partition " + std::to_string(key.second) + ": record " +
               std::to_string(offset) + " is not acknowledged, " +
               (at == committed.end() ? std::string("the group has committed nothing there")
                                      : "the group's next record is " + std::to_string(at->offset)),
           {}});
    }
    return out;
  }

  std::string group_;
  bool never_;
  base::Duration window_;
};

}  // namespace

const base::Shape& ack_shape() {
  using base::Shape;
  const auto times = awaits::expectation_shape().rows({"within", "for"});
  static const Shape kShape = Shape::object(
      base::joined({required("ack", Shape::nonempty(), "the consumer group"),
                    {"never", Shape::boolean(), "true: it does not, during the whole of for"}},
                   times),
      {base::KeyRule::at_most_one_of({"within", "for"}), base::KeyRule::needs("for", {"never"})});
  return kShape;
}

std::unique_ptr<Step> parse_ack(const base::JsonReader& object, const Scenario& scenario) {
  const base::JsonReader body = object.as(ack_shape());
  if (!body.object()) return nullptr;
  const auto group = body.find("ack")->nonempty_string();
  bool never = false;
  if (auto value = body.find("never")) never = value->boolean().value_or(false);
  base::Duration window =
      never ? scenario.suite->defaults.never_for : scenario.suite->defaults.within;
  const auto time = body.find(never ? "for" : "within");
  if (const auto wrong = body.find(never ? "within" : "for")) {
    wrong->error_at_key(
        "bad-window",
        never ? "the window of \"never\" is \"for\"" : "\"for\" is the window of \"never\"",
        never ? "rename it to \"for\"" : "rename it to \"within\"");
  }
  if (time)
    window =
        base::read_window_time(*time, "a window of zero would assert nothing").value_or(window);
  if (!group) return nullptr;
  return std::make_unique<AckStep>(*group, never, window);
}

}  // namespace ricochet::runner
