#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "base/asio_loop.h"
#include "base/file.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "base/signals.h"
#include "base/text/printable.h"
#include "bus/kafka/kafka_bus.h"
#include "cli/client/bus_properties.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/values.h"

namespace ricochet::cli {

namespace {

struct PublishOptions {
  std::string bus, topic;
  std::optional<std::string> key;
  std::vector<std::string> headers, properties;
  std::optional<std::string> json, text, file;
  bool null = false;
};

constexpr base::Duration kConnectLimit = std::chrono::seconds(10);
/// Longer than the client's own limit for one record.
constexpr base::Duration kPublishLimit = std::chrono::seconds(15);

/// The value as it is to be sent; JSON is checked and sent as it was written.
base::Result<std::optional<std::string>> value_of(const PublishOptions& options) {
  if (options.null) return std::optional<std::string>();
  if (options.text) return options.text;
  if (options.json) {
    const auto document = base::JsonDocument::parse("--json", *options.json);
    if (!document) return document.error();
    return options.json;
  }
  auto content = base::read_file(*options.file);
  if (!content) return content.error();
  return std::optional(*std::move(content));
}

base::Status add_headers(const PublishOptions& options, bus::Record& record) {
  for (const auto& header : options.headers) {
    const auto equals = header.find('=');
    if (equals == std::string::npos || equals == 0) {
      return base::Diag(base::Diag::Kind::kUsage, "cli/bad-header",
                        base::in_quotes(base::shorten(header, 80)) + " is not a header",
                        "write --header NAME=VALUE");
    }
    record.headers.push_back({header.substr(0, equals), header.substr(equals + 1)});
  }
  return {};
}

/// Opens the topic and publishes, on a loop of its own.
int publish(const PublishOptions& options, bus::Record record) {
  base::AsioLoop loop;
  bus::KafkaOptions kafka;
  auto properties = bus_properties(options.properties);
  if (!properties) return fail(properties.error(), kExitUsage);
  kafka.properties = *std::move(properties);
  kafka.bootstrap = options.bus;
  kafka.read_from = bus::ReadFrom::kNowhere;
  auto bus = bus::make_kafka_bus(loop, std::move(kafka));
  if (!bus) return fail(bus.error(), exit_code_without_client(bus.error()));
  std::optional<base::Status> opened;
  std::optional<base::Result<bus::Position>> published;
  bool interrupted = false;
  const base::StopSignals signals(loop, [&](int) { interrupted = true; });
  bus::TopicSpec topic;
  topic.name = options.topic;
  (*bus)->open({topic}, kConnectLimit, [&](base::Status status) { opened = std::move(status); });
  loop.run_until([&] { return opened || interrupted; }, 2 * kConnectLimit);
  if (interrupted) return kExitInterrupted;
  if (!opened || !*opened)
    return fail(opened ? opened->error()
                       : base::Diag(base::Diag::Kind::kEnvironment, "bus/unreachable", "no answer"),
                kExitEnvironment);
  (*bus)->publish(std::move(record),
                  [&](base::Result<bus::Position> where) { published = std::move(where); });
  loop.run_until([&] { return published || interrupted; }, kPublishLimit);
  if (interrupted) return kExitInterrupted;
  if (!published || !*published)
    return fail(published ? published->error()
                          : base::Diag(base::Diag::Kind::kEnvironment, "bus/timeout",
                                       "the broker does not answer"),
                kExitEnvironment);
  const auto& where = **published;
  std::cout << where.topic << " partition " << where.partition << " offset " << where.offset
            << std::endl;
  return kExitPassed;
}

int publish_command(const PublishOptions& options) {
  if (const auto fine = check_bus(options.bus); !fine) return fail(fine.error());
  bus::Record record;
  record.topic = options.topic;
  record.key = options.key;
  auto value = value_of(options);
  if (!value) return fail(value.error(), kExitInput);
  record.value = *std::move(value);
  if (const auto fine = add_headers(options, record); !fine) return fail(fine.error(), kExitUsage);
  return publish(options, std::move(record));
}

}  // namespace

void add_publish(CLI::App& app, Action& action) {
  auto options = std::make_shared<PublishOptions>();
  CLI::App* command = app.add_subcommand("publish", "Publish one record to a Kafka topic");
  command->add_option("--bus", options->bus, "The broker")
      ->type_name("HOST:PORT")
      ->envname("RICOCHET_BUS")
      ->required();
  command->add_option("TOPIC", options->topic, "Its topic; made when it does not exist")
      ->required();
  command->add_option("--key", options->key, "Key of the record; none when not given")
      ->type_name(kAnyText);
  command->add_option("--header", options->headers, "A header; may be given several times")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_bus_properties(*command, options->properties);
  auto* values = command->add_option_group("Value", "What it holds; one of these");
  values->add_option("--json", options->json, "JSON, checked and sent as it is written")
      ->type_name("JSON");
  values->add_option("--text", options->text, "Text")->type_name(kAnyText);
  values->add_option("--file", options->file, "The bytes of a file")->type_name("FILE");
  values->add_flag("--null", options->null, "Nothing: a tombstone");
  values->require_option(1);
  command->footer(
      "Exit codes: 0 acknowledged by the broker (its place is printed), 2 a wrong command line,\n"
      "3 the value cannot be read, 4 the broker cannot be reached or refused it.");
  command->callback(
      [options, &action] { action = [options] { return publish_command(*options); }; });
}

}  // namespace ricochet::cli
