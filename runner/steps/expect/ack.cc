#include "runner/steps/expect/ack.h"

#include <algorithm>
#include <map>
#include <optional>

#include "awaits/expectation_reader.h"
#include "base/json/time.h"
#include "runner/world/scenario_context.h"
#include "runner/world/told/record_words.h"
#include "runner/world/trail/trail.h"

namespace ricochet::runner {

namespace {

/// A broker does not announce commits, so they are asked for; only ours wakes us when something
/// happens.
constexpr base::Duration kAskEvery = std::chrono::milliseconds(20);

/// The last one that was published to each partition: as there may be many, only these are asked
/// for as long as something is open.
std::vector<bus::Position> last_of_each(const std::vector<bus::Position>& published) {
  std::map<std::pair<std::string, std::int32_t>, bus::Position> last;
  for (const auto& record : published) {
    auto& known = last.try_emplace({record.topic, record.partition}, record).first->second;
    if (record.offset > known.offset) known = record;
  }
  std::vector<bus::Position> out;
  for (const auto& [place, record] : last) out.push_back(record);
  return out;
}

/// What a group has not committed of one partition.
struct Stuck {
  bus::Position first;
  std::size_t behind = 0;            ///< of the scenario's records
  std::optional<std::int64_t> next;  ///< what the group reads next there; nullopt: it never did
};

/// In the order in which the first ones were published. A committed offset is the next record to
/// read: beyond one's own means greater.
std::vector<Stuck> stuck_of(const std::vector<bus::Position>& published,
                            const std::vector<bus::Position>& committed) {
  std::vector<Stuck> out;
  for (const auto& record : published) {
    const auto here = [&record](const bus::Position& other) {
      return other.topic == record.topic && other.partition == record.partition;
    };
    const auto at = std::find_if(committed.begin(), committed.end(), here);
    if (at != committed.end() && at->offset > record.offset) continue;
    const auto known = std::find_if(out.begin(), out.end(),
                                    [&here](const Stuck& stuck) { return here(stuck.first); });
    if (known != out.end()) {
      ++known->behind;
      continue;
    }
    out.push_back({record, 0, std::nullopt});
    if (at != committed.end()) out.back().next = at->offset;
  }
  return out;
}

bool is_done(const bus::Position& where, const std::vector<Stuck>& stuck) {
  return std::none_of(stuck.begin(), stuck.end(), [&where](const Stuck& one) {
    return one.first.topic == where.topic && one.first.partition == where.partition &&
           one.first.offset <= where.offset;
  });
}

/// " (#3 once more)": without the place that both have in common.
std::string once_more(const bus::Position& again, const bus::Position& first) {
  const bool here = again.topic == first.topic && again.partition == first.partition;
  return " (" + (here ? "#" + std::to_string(first.offset) : name_of_place(first)) + " once more)";
}

/// The records that a scenario has published, in words.
class PublishedWords {
 public:
  explicit PublishedWords(ScenarioContext& context)
      : trail_(trail_of(context.world().log(), context.life().scope(), context.start(),
                        context.published())) {}

  /// "orders#1 OrderWasPlaced"
  std::string name_of(const bus::Position& where) const {
    const auto* sent = find(where);
    return name_of_place(where) +
           (sent == nullptr ? "" : " " + in_words(*sent->record, kMostOfRecord));
  }
  /// An earlier one that is the same, byte for byte.
  const Trail::Sent* before(const bus::Position& where) const {
    const auto* again = find(where);
    if (again == nullptr) return nullptr;
    for (const auto& sent : trail_.published) {
      if (&sent == again) break;
      const auto *one = sent.record->event(), *other = again->record->event();
      if (sent.where.topic == where.topic && one->key == other->key && one->body == other->body)
        return &sent;
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kMostOfRecord = 40;

  const Trail::Sent* find(const bus::Position& where) const {
    for (const auto& sent : trail_.published) {
      if (bus::same_record(sent.where, where)) return &sent;
    }
    return nullptr;
  }

  Trail trail_;
};

class AckStep final : public Step {
 public:
  AckStep(std::string group, bool never, base::Duration window)
      : group_(std::move(group)), never_(never), window_(window) {}

  std::string title() const override {
    return never_ ? "expect no ack by " + group_ + " for " + base::format_duration(window_)
                  : "expect ack by " + group_;
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    const std::vector<bus::Position> wanted = last_of_each(context.published());
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
      const bool done = stuck_of(wanted, *committed).empty();
      const bool late = context.world().loop().now() >= deadline;
      // That something is not committed yet never lasts to the end.
      if (never_ && done && !late_judge) co_return StepOutcome::failed(committed_all());
      if (done || (late && never_)) co_return StepOutcome::passed();
      if (late) {
        const PublishedWords words(context);
        const std::vector<Stuck> open = stuck_of(context.published(), *committed);
        co_return StepOutcome::failed(not_committed(open, words, window_ + more));
      }
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
  Unmet not_committed(const std::vector<Stuck>& stuck, const PublishedWords& words,
                      base::Duration waited) const {
    Unmet unmet;
    unmet.expected = group_ + " commits every record that this scenario has published, within " +
                     base::format_duration(waited);
    for (const auto& each : stuck) {
      const std::string behind =
          each.behind == 0 ? "" : " and " + std::to_string(each.behind) + " behind it";
      const std::string next = each.next
                                   ? "the group's next record is " + std::to_string(*each.next)
                                   : "the group has committed nothing there";
      const Trail::Sent* same = words.before(each.first);
      const bool again = same != nullptr && is_done(same->where, stuck);
      if (&each == &stuck.front())
        unmet.message = "group " + group_ + " did not commit " + name_of_place(each.first) +
                        (again ? once_more(each.first, same->where) : "") +
                        ", nor anything behind it";
      unmet.actual.push_back(
          {words.name_of(each.first) + behind + " not acknowledged, " + next,
           again ? "it is " + name_of_place(same->where) + " once more, which was committed" : ""});
    }
    return unmet;
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
