#include "runner/steps/bus.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "bus/broker/faults/apply.h"
#include "bus/broker/faults/reader.h"
#include "runner/steps/common/topic.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

constexpr const char* kOurs = R"(write "bus": { "kafka": "embedded" } in ricochet.json)";

class BusStep final : public Step {
 public:
  explicit BusStep(bus::broker::faults::Rule rule) : rule_(std::move(rule)) {}

  std::string title() const override { return "bus: " + rule_.title; }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    bus::broker::Broker* const broker = context.world().broker();
    if (broker == nullptr) co_return StepOutcome::error_of(only_ours_breaks());
    const auto applied = bus::broker::faults::apply(*broker, rule_);
    if (!applied) co_return StepOutcome::error_of(applied.error());
    context.broke_bus();
    if (applied->id != 0) context.clear_at_end(applied->id);
    co_return StepOutcome::passed();
  }

 private:
  const bus::broker::faults::Rule rule_;
};

/// A service may make topics of its own, so that one which the suite does not have may be meant.
void check_topic(const base::JsonReader& topic, const Suite& suite) {
  const auto& name = topic.value().get_ref<const std::string&>();
  if (name.empty() || suite.has_topic(name)) return;
  std::vector<std::string> known;
  for (const auto& each : suite.topics) known.push_back(each.name);
  topic.warning("unknown-topic",
                "the suite has no topic " + base::in_quotes(name) +
                    ": this is never done, unless the service makes it",
                known.empty() ? "declare it under \"topics\" in " + std::string(kSuiteFileName)
                              : base::did_you_mean(name, known));
}

/// Topics, partitions and brokers that a bus of this suite does not have; told when the file is
/// read, not when the step is reached.
bool check_places(const base::JsonReader& object, const Suite& suite) {
  bool fine = true;
  const auto topic = object.find("topic");
  for (const auto& member : object.members()) {
    const std::string& key = member.key();
    if (member.is_object()) fine = check_places(member, suite) && fine;
    if (key == "topic" && member.is_string()) check_topic(member, suite);
    if (!member.value().is_number_integer()) continue;
    const bool is_broker =
        key == "broker" || key == "broker_down" || key == "broker_up" || key == "to";
    if (key == "partition" && topic && topic->is_string()) {
      fine = check_partition(member, topic->value().get<std::string>(), suite) && fine;
    } else if (is_broker && member.value().get<std::int64_t>() > suite.bus->brokers) {
      member.error("out-of-range",
                   std::to_string(member.value().get<std::int64_t>()) +
                       " is not a broker of this bus, which has " +
                       base::plural(static_cast<std::size_t>(suite.bus->brokers), "broker") +
                       ", counted from 1",
                   R"(give it more: "brokers" under "bus" in ricochet.json)");
      fine = false;
    }
  }
  return fine;
}

}  // namespace

base::Diag only_ours_breaks() {
  return {"scenario/foreign-bus", "only a broker of ours can be broken on purpose",
          R"(leave --bus out, or write "skip": { "foreign_bus": "why" } in the scenario)"};
}

const base::Shape& bus_step_shape() { return bus::broker::faults::fault_shape(); }

std::unique_ptr<Step> parse_bus(const base::JsonReader& body, const Scenario& scenario) {
  auto rule = bus::broker::faults::read_fault(body);
  const bool ours = scenario.suite->bus && scenario.suite->bus->embedded;
  if (!ours && scenario.skip_on_foreign_bus.empty()) {
    body.error_at_key(
        "foreign-bus",
        scenario.suite->bus ? "the suite's broker is not ours to break" : "the suite has no bus",
        kOurs);
    return nullptr;
  }
  if (!rule || (ours && !check_places(body, *scenario.suite))) return nullptr;
  return std::make_unique<BusStep>(*std::move(rule));
}

}  // namespace ricochet::runner
