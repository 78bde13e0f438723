#include "bus/kafka/conf.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/random.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "bus/kafka/own_client.h"

namespace ricochet::bus::kafka {

const char* const kPropertiesHint =
    "librdkafka's CONFIGURATION.md lists its properties, and what each takes";

namespace {

// What reading and evidence rest on: a scenario would lie if these changed. Where a record stands
// is known by the acknowledgement alone; what was aborted is not an event; events must come at
// once, and all of them.
constexpr std::array<std::string_view, 15> kReserved = {
    "bootstrap.servers",     "metadata.broker.list", "log.queue",
    "enable.auto.commit",    "auto.commit.enable",   "enable.auto.offset.store",
    "test.mock.num.brokers", "auto.offset.reset",    "acks",
    "request.required.acks", "isolation.level",      "enable.partition.eof",
    "fetch.min.bytes",       "topic.blacklist",      "delivery.report.only.error"};

void add_names(std::vector<std::string>& names, const char** dump, std::size_t count) {
  for (std::size_t i = 0; i + 1 < count; i += 2) names.emplace_back(dump[i]);
  rd_kafka_conf_dump_free(dump, count);
}

std::vector<std::string> known_properties() {
  // The library lists neither second names nor what has no default; these people know.
  std::vector<std::string> names = {"linger.ms",
                                    "acks",
                                    "delivery.timeout.ms",
                                    "compression.type",
                                    "retries",
                                    "max.in.flight",
                                    "sasl.mechanism",
                                    "sasl.username",
                                    "sasl.password",
                                    "ssl.ca.location",
                                    "ssl.certificate.location",
                                    "ssl.key.location"};
  std::size_t count = 0;
  const ConfPtr global(rd_kafka_conf_new());
  const char** dump = rd_kafka_conf_dump(global.get(), &count);
  add_names(names, dump, count);
  const TopicConfPtr topic(rd_kafka_topic_conf_new());
  dump = rd_kafka_topic_conf_dump(topic.get(), &count);
  add_names(names, dump, count);
  return names;
}

base::Status set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> why{};
  const auto outcome = rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size());
  if (outcome == RD_KAFKA_CONF_OK) return {};
  base::Diag diag("bus/bad-property",
                  "the Kafka property " + base::in_quotes(name) + ": " + why.data(),
                  kPropertiesHint);
  if (outcome == RD_KAFKA_CONF_UNKNOWN) {
    if (const auto meant = base::suggest(name, known_properties()))
      diag.hint = "did you mean " + base::in_quotes(*meant) + "?";
  }
  return diag;
}

bool is_reserved(const std::string& name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

base::Status set_theirs(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  if (!is_reserved(name)) return set(conf, name, value);
  return base::Diag("bus/bad-property",
                    "the Kafka property " + base::in_quotes(name) + " is set by ricochet itself",
                    name == "bootstrap.servers" || name == "metadata.broker.list"
                        ? R"(name the brokers by --bus HOST:PORT, or by "kafka" of "bus")"
                        : "leave it out");
}

}  // namespace

base::Result<ConfPtr> make_conf(const Properties& ours, const Properties& theirs) {
  ConfPtr conf(rd_kafka_conf_new());
  for (const auto& [name, value] : ours) {
    if (auto status = set(conf.get(), name, value); !status) return status.error();
  }
  for (const auto& [name, value] : theirs) {
    if (auto status = set_theirs(conf.get(), name, value); !status) return status.error();
  }
  return conf;
}

base::Status check_property(const std::string& name, const std::string& value) {
  const ConfPtr conf(rd_kafka_conf_new());
  std::array<char, 128> why{};
  const auto as_default =
      rd_kafka_conf_set(conf.get(), name.c_str(), nullptr, why.data(), why.size());
  if (value.empty() && as_default != RD_KAFKA_CONF_UNKNOWN && !is_reserved(name)) return {};
  return set_theirs(conf.get(), name, value);
}

static Properties common_properties(const std::string& bootstrap) {
  return {{"bootstrap.servers", bootstrap},
          {"client.id", kOwnClientId},
          {"log.queue", "true"},
          {"socket.nagle.disable", "true"},
          // A broker that is just starting is met soon after it listens.
          {"reconnect.backoff.ms", "20"},
          {"reconnect.backoff.max.ms", "500"}};
}

Properties producer_properties(const std::string& bootstrap) {
  Properties properties = common_properties(bootstrap);
  properties.insert(
      {{"acks", "all"},
       {"linger.ms", "0"},
       // Kafka's own partitioner; librdkafka's default puts keys elsewhere than Java does.
       {"partitioner", "murmur2_random"},
       // A retry must not overtake: order per partition is part of what is tested.
       {"max.in.flight.requests.per.connection", "1"},
       {"message.timeout.ms", "10000"}});
  return properties;
}

Properties consumer_properties(const std::string& bootstrap) {
  Properties properties = common_properties(bootstrap);
  properties.insert({// assign() asks for a name; nothing is ever joined or committed under it.
                     {"group.id", "ricochet-reader-" + base::secure_token(12)},
                     {"enable.auto.commit", "false"},
                     {"enable.auto.offset.store", "false"},
                     // Lost records must be seen, not skipped.
                     {"auto.offset.reset", "error"},
                     // What was aborted is not an event.
                     {"isolation.level", "read_committed"},
                     {"fetch.error.backoff.ms", "50"},
                     {"queued.max.messages.kbytes", "16384"}});
  return properties;
}

}  // namespace ricochet::bus::kafka
