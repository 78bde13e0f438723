#include "cli/client/bus_tail.h"

#include <iostream>
#include <map>
#include <memory>
#include <optional>

#include "base/asio_loop.h"
#include "base/json/json.h"
#include "base/signals.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/kafka/kafka_bus.h"
#include "busview/record_json.h"
#include "cli/client/bus_properties.h"
#include "cli/client/output.h"
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
        signals_(loop_, [this](int) { end(kExitInterrupted); }) {}

  int run() {
    bus::KafkaOptions kafka;
    kafka.bootstrap = options_.bus;
    kafka.properties = properties_;
    kafka.only_read = true;
    kafka.read_from = options_.from_beginning ? bus::ReadFrom::kBeginning : bus::ReadFrom::kEnd;
    auto made = bus::make_kafka_bus(loop_, std::move(kafka));
    if (!made) return fail(made.error(), exit_code_without_client(made.error()));
    bus_ = *std::move(made);
    bus_->on_record([this](const bus::Record& record) { print(record); });
    bus_->on_fault([this](const base::Diag& why) { end(fail(why)); });
    std::vector<bus::TopicSpec> topics;
    for (const auto& name : options_.topics) topics.push_back({name, 1});
    bus_->open(std::move(topics), kTailOpenLimit, [this](const base::Status& opened) {
      if (!opened) return end(fail(opened.error()));
      // For who waits until it reads before it publishes.
      std::cerr << "reading " << base::plural(options_.topics.size(), "topic") << " at "
                << base::printable(options_.bus) << std::endl;
    });
    loop_.run();
    return exit_code_;
  }

 private:
  void print(const bus::Record& record) {
    if (exit_code_ >= 0) return;
    const auto output =
        put_out((options_.json ? printable_json(base::compact_json(busview::record_to_json(record)))
                               : busview::record_to_line(record)) +
                "\n");
    if (output == Output::kNobodyReads) return end(kExitPassed);
    if (output == Output::kFailed) return end(kExitEnvironment);
    if (++printed_ == options_.count) end(kExitPassed);
  }
  void end(int code) {
    if (exit_code_ < 0) exit_code_ = code;
    loop_.stop();
  }

  const BusTailOptions& options_;
  const std::map<std::string, std::string> properties_;
  base::AsioLoop loop_;
  int exit_code_ = -1;
  std::uint64_t printed_ = 0;
  base::StopSignals signals_;
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
