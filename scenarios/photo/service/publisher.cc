#include "publisher.h"

#include <optional>

#include "config.h"
#include "events.h"

namespace photo {
namespace {

constexpr int kMetadataTimeoutMs = 10'000;
constexpr int kPollMs = 1000;

using DeliveryReport = std::optional<rd_kafka_resp_err_t>;

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  *static_cast<DeliveryReport*>(message->_private) = message->err;
}

}  // namespace

Publisher::Publisher(const Config& config) {
  KafkaConf conf = kafka_conf({{"bootstrap.servers", config.brokers.c_str()},
                               {"client.id", "photo-service"},
                               {"linger.ms", "0"},
                               {"message.timeout.ms", "10000"}});
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &on_delivery);
  client_ = kafka_client(RD_KAFKA_PRODUCER, std::move(conf));
  topic_.reset(rd_kafka_topic_new(client_.get(), config.topic.c_str(), nullptr));
  if (!topic_) check(rd_kafka_last_error(), "opening the topic");

  const rd_kafka_metadata_t* metadata = nullptr;
  check(rd_kafka_metadata(client_.get(), 0, topic_.get(), &metadata, kMetadataTimeoutMs),
        "asking the brokers for the topic");
  rd_kafka_metadata_destroy(metadata);
}

void Publisher::publish(const Outcome& outcome) {
  DeliveryReport report;
  std::string payload = outcome.json;
  const int produced =
      rd_kafka_produce(topic_.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, payload.data(),
                       payload.size(), outcome.product.data(), outcome.product.size(), &report);
  if (produced != 0) check(rd_kafka_last_error(), "publishing the outcome");
  // Ends by itself: message.timeout.ms turns silence into a failed delivery.
  while (!report) rd_kafka_poll(client_.get(), kPollMs);
  check(*report, "publishing the outcome");
}

}  // namespace photo
