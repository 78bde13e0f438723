#include "cli/client/bus_tail.h"

#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/kafka/kafka_bus.h"
#include "busview/record_json.h"
#include "cli/client/bus_properties.h"
#include "cli/client/output.h"
#include "cli/client/printing.h"
#include "cli/exit_codes.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "journal/capture_log.h"

namespace ricochet::cli {

namespace {

constexpr base::Duration kTailOpenLimit = std::chrono::seconds(10);

base::Status check_topics(const std::vector<std::string>& topics) {
  if (topics.empty())
    return base::Diag(base::Diag::Kind::kUsage, "cli/topic", "no topic is named",
                      "write ricochet tail --bus HOST:PORT TOPIC...");
  for (const auto& topic : topics) {
    const auto fine = journal::CaptureLog::check_name(topic, journal::BinKind::kTopic);
    if (!fine)
      return base::Diag(
          base::Diag::Kind::kUsage, "cli/topic",
          base::in_quotes(base::shorten(topic, 100)) + " cannot be the name of a topic",
          "letters, digits, \".\", \"_\" and \"-\" make a name");
  }
  return {};
}

/// One run; ends by its exit code.
class BusTail {
 public:
  BusTail(const BusTailOptions& options, std::map<std::string, std::string> properties)
      : options_(options),
        properties_(std::move(properties)),
        printing_(options.count, {kExitPassed, kExitEnvironment}) {}

  int run() {
    bus::KafkaOptions kafka;
    kafka.bootstrap = options_.bus;
    kafka.properties = properties_;
    kafka.only_read = true;
    kafka.read_from = options_.from_beginning ? bus::ReadFrom::kBeginning : bus::ReadFrom::kEnd;
    auto made = bus::make_kafka_bus(printing_.loop(), std::move(kafka));
    if (!made) return fail(made.error(), exit_code_without_client(made.error()));
    bus_ = *std::move(made);
    bus_->on_record([this](const bus::Record& record) { print(record); });
    bus_->on_fault([this](const base::Diag& why) { printing_.end(fail(why)); });
    std::vector<bus::TopicSpec> topics;
    for (const auto& name : options_.topics) topics.push_back({name, 1});
    bus_->open(std::move(topics), kTailOpenLimit, [this](const base::Status& opened) {
      if (!opened) return printing_.end(fail(opened.error()));
      // For who waits until it reads before it publishes.
      std::cerr << "reading " << base::plural(options_.topics.size(), "topic") << " at "
                << base::printable(options_.bus) << std::endl;
    });
    return printing_.run();
  }

 private:
  void print(const bus::Record& record) {
    if (printing_.ended()) return;
    printing_.print((options_.json
                         ? printable_json(base::compact_json(busview::record_to_json(record)))
                         : busview::record_to_line(record)) +
                    "\n");
  }

  const BusTailOptions& options_;
  const std::map<std::string, std::string> properties_;
  Printing printing_;
  std::unique_ptr<bus::Bus> bus_;
};

}  // namespace

int bus_tail(const BusTailOptions& options) {
  for (const auto& fine : {check_bus(options.bus), check_topics(options.topics)}) {
    if (!fine) return fail(fine.error(), kExitUsage);
  }
  auto properties = bus_properties(options.properties);
  if (!properties) return fail(properties.error(), kExitUsage);
  return BusTail(options, *std::move(properties)).run();
}

}  // namespace ricochet::cli
