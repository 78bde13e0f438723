#include "cli/captures.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <optional>
#include <utility>

#include "base/random.h"
#include "base/text/printable.h"
#include "bus/kafka/kafka_bus.h"
#include "busview/topic_url.h"

namespace ricochet::cli {

namespace {

constexpr base::Duration kOpenLimit = std::chrono::seconds(10);

void talk(const std::string& line) { std::cerr << base::printable(line) << std::endl; }

base::Status open_topic(base::AsioLoop& loop, bus::Bus& bus, const std::string& topic) {
  std::optional<base::Status> opened;
  bus::TopicSpec spec;
  spec.name = topic;
  bus.open({spec}, kOpenLimit, [&opened](base::Status status) { opened = std::move(status); });
  loop.run_until([&opened] { return opened.has_value(); }, 2 * kOpenLimit);
  return opened.value_or(
      base::Diag(base::Diag::Kind::kEnvironment, "bus/unreachable", "the broker does not answer"));
}

}  // namespace

void add_captures_option(CLI::App& command, CaptureTopics& topics) {
  command
      .add_option("--captures", topics.to,
                  "Write what is captured to this Kafka topic too, for `ricochet bin --from`")
      ->type_name("kafka://HOST:PORT/TOPIC");
}

CLI::Option* add_from_options(CLI::App& command, CaptureTopics& topics) {
  CLI::Option* from =
      command
          .add_option("--from", topics.from, "Serve what other instances write to this Kafka topic")
          ->type_name("kafka://HOST:PORT/TOPIC");
  command.add_flag("--from-now", topics.from_now, "Leave out what the topic holds already")
      ->needs(from);
  return from;
}

base::Result<std::unique_ptr<bus::Bus>> CaptureLinks::connect(const std::string& url, bool publish,
                                                              bool now, std::string& topic) {
  const auto parts = busview::parse_topic_url(url);
  if (!parts) return parts.error();
  topic = parts->topic;
  bus::KafkaOptions options;
  options.bootstrap = parts->bootstrap;
  options.log = talk;
  options.read_from = publish ? bus::ReadFrom::kNowhere
                      : now   ? bus::ReadFrom::kEnd
                              : bus::ReadFrom::kBeginning;
  return bus::make_kafka_bus(loop_, std::move(options));
}

base::Result<std::unique_ptr<CaptureLinks>> CaptureLinks::open(base::AsioLoop& loop,
                                                               journal::CaptureLog& log,
                                                               const CaptureTopics& topics) {
  std::unique_ptr<CaptureLinks> links(new CaptureLinks(loop));
  std::string topic;
  if (!topics.to.empty()) {
    auto bus = links->connect(topics.to, true, false, topic);
    if (!bus) return bus.error();
    links->to_ = std::move(*bus);
    if (auto opened = open_topic(loop, *links->to_, topic); !opened) return opened.error();
    busview::PublisherOptions options;
    options.topic = topic;
    options.instance = base::secure_token(8);
    links->publisher_ =
        std::make_unique<busview::CapturePublisher>(log, *links->to_, std::move(options), talk);
  }
  if (!topics.from.empty()) {
    auto bus = links->connect(topics.from, false, topics.from_now, topic);
    if (!bus) return bus.error();
    links->from_ = std::move(*bus);
    links->reader_ = std::make_unique<busview::CaptureReader>(loop, log, *links->from_, talk);
    if (auto opened = open_topic(loop, *links->from_, topic); !opened) return opened.error();
  }
  return links;
}

void CaptureLinks::finish(base::Duration limit, std::function<void()> done) {
  if (!publisher_) return done();
  const auto once = std::make_shared<std::function<void()>>(std::move(done));
  const auto end = [once] {
    if (*once) std::exchange(*once, nullptr)();
  };
  limit_.after(limit, end);
  publisher_->when_idle(end);
}

}  // namespace ricochet::cli
