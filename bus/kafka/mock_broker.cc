#include <thread>
#include <utility>

#include "bus/embedded_broker.h"
#include "bus/kafka/client.h"
#include "bus/kafka/errors.h"

namespace ricochet::bus {

namespace kafka {
namespace {

/// librdkafka's mock cluster of one broker, on a client of its own that nobody else uses: only so
/// can its address be given away. Retains 5 MiB per partition, knows no admin requests and no TLS.
class MockBroker final : public EmbeddedBroker {
 public:
  MockBroker(std::unique_ptr<Client> client, MockClusterPtr cluster)
      : client_(std::move(client)), cluster_(std::move(cluster)) {}

  // librdkafka 2.0.2 often takes a whole second for this, because the cluster's own thread looks at
  // its orders once a second. Nothing depends on the end, so it is left behind with all that it
  // needs.
  ~MockBroker() override {
    client_->stop();
    std::thread([native = client_->native(), cluster = std::move(cluster_)]() mutable {
      cluster.reset();
      native.reset();
    }).detach();
  }
  MockBroker(const MockBroker&) = delete;
  MockBroker& operator=(const MockBroker&) = delete;

  std::string bootstrap_servers() const override {
    return rd_kafka_mock_cluster_bootstraps(cluster_.get());
  }

  base::Status create_topic(const TopicSpec& topic) override {
    if (topic.partitions < 1)
      return topic_error(topic.name, "it has " + std::to_string(topic.partitions) + " partitions",
                         "give it at least one");
    const auto error = rd_kafka_mock_topic_create(cluster_.get(), topic.name.c_str(),
                                                  topic.partitions, /*replication_factor=*/1);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
      return {};
    return topic_error(topic.name, rd_kafka_err2str(error));
  }

 private:
  std::unique_ptr<Client> client_;
  MockClusterPtr cluster_;
};

}  // namespace
}  // namespace kafka

base::Result<std::unique_ptr<EmbeddedBroker>> start_embedded_broker(
    base::Loop& loop, const std::vector<TopicSpec>& topics, LogSink log) {
  auto client = kafka::Client::create(loop, RD_KAFKA_PRODUCER,
                                      {{"client.id", "ricochet-embedded"}, {"log.queue", "true"}},
                                      {}, std::move(log));
  if (!client) return client.error();
  kafka::MockClusterPtr cluster(rd_kafka_mock_cluster_new((*client)->get(), 1));
  if (!cluster)
    return base::Diag(base::Diag::Kind::kEnvironment, "bus/embedded",
                      "the embedded Kafka broker cannot start",
                      "is there a free port on 127.0.0.1 and a free file descriptor?");
  auto broker = std::make_unique<kafka::MockBroker>(std::move(*client), std::move(cluster));
  for (const TopicSpec& topic : topics) {
    if (auto status = broker->create_topic(topic); !status) return status.error();
  }
  return std::unique_ptr<EmbeddedBroker>(std::move(broker));
}

}  // namespace ricochet::bus
