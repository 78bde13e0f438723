#include "consumer.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "config.h"
#include "log.h"
#include "stop_signal.h"

namespace photo {
namespace {

/// librdkafka wants to be polled now and then even when nothing arrives.
constexpr int kIdlePollMs = 1000;

}  // namespace

Consumer::Consumer(const Config& config, const StopSignal& stop, std::function<void()> on_assigned)
    : stop_(stop),
      on_assigned_(std::move(on_assigned)),
      arrival_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (arrival_fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  KafkaConf conf = kafka_conf({{"bootstrap.servers", config.brokers.c_str()},
                               {"client.id", "photo-service"},
                               {"group.id", config.group.c_str()},
                               {"enable.auto.commit", "false"},
                               {"auto.offset.reset", "earliest"},
                               {"allow.auto.create.topics", "true"},
                               {"topic.metadata.refresh.interval.ms", "1000"},
                               // Short, so that a killed instance is replaced soon.
                               {"session.timeout.ms", config.session_timeout_ms.c_str()},
                               {"heartbeat.interval.ms", "200"},
                               {"fetch.wait.max.ms", "10"}});
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_rebalance_cb(conf.get(), &Consumer::on_rebalance);
  client_ = kafka_client(RD_KAFKA_CONSUMER, std::move(conf));
  rd_kafka_poll_set_consumer(client_.get());
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  const std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue_.get(), arrival_fd_, &one, sizeof one);

  KafkaTopicList topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), config.topic.c_str(), RD_KAFKA_PARTITION_UA);
  check(rd_kafka_subscribe(client_.get(), topics.get()), "subscribing");
}

Consumer::~Consumer() {
  rd_kafka_queue_io_event_enable(queue_.get(), -1, nullptr, 0);
  rd_kafka_consumer_close(client_.get());
  queue_.reset();
  client_.reset();
  close(arrival_fd_);
}

KafkaMessage Consumer::next() {
  while (!stop_.requested()) {
    KafkaMessage message(rd_kafka_consumer_poll(client_.get(), 0));
    if (!message) {
      wait_for_arrival();
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      log(std::string("bus: ") + rd_kafka_message_errstr(message.get()));
    } else {
      return message;
    }
  }
  return nullptr;
}

void Consumer::wait_for_arrival() {
  std::array<pollfd, 2> waits{{{arrival_fd_, POLLIN, 0}, {stop_.fd(), POLLIN, 0}}};
  poll(waits.data(), waits.size(), kIdlePollMs);
  std::uint64_t arrivals = 0;
  [[maybe_unused]] const auto drained = read(arrival_fd_, &arrivals, sizeof arrivals);
}

void Consumer::commit(const rd_kafka_message_t& message) {
  const rd_kafka_resp_err_t code = rd_kafka_commit_message(client_.get(), &message, /*async=*/0);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) log(std::string("commit: ") + rd_kafka_err2str(code));
}

void Consumer::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                            rd_kafka_topic_partition_list_t* partitions, void* self) {
  if (what != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    rd_kafka_assign(client, nullptr);
    return;
  }
  rd_kafka_assign(client, partitions);
  log("assigned partitions: " + std::to_string(partitions->cnt));
  if (partitions->cnt > 0) static_cast<Consumer*>(self)->on_assigned_();
}

}  // namespace photo
