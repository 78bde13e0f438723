#include <librdkafka/rdkafka.h>

#include <array>
#include <atomic>
#include <map>
#include <memory>

#include "tests/bench/measures.h"

namespace ricochet::bench {

namespace {

constexpr int kLimitMs = 60'000;

struct Freed {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
};
using Handle = std::unique_ptr<rd_kafka_t, Freed>;

struct Acknowledged {
  int count = 0, failed = 0;
};

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  auto& all = *static_cast<Acknowledged*>(opaque);
  ++(message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? all.count : all.failed);
}

Handle make(rd_kafka_type_t type, const std::string& address,
            std::map<std::string, std::string> properties, Acknowledged* acknowledged = nullptr) {
  properties["bootstrap.servers"] = address;
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  std::array<char, 256> why{};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) !=
        RD_KAFKA_CONF_OK)
      give_up(why.data());
  }
  if (acknowledged != nullptr) {
    rd_kafka_conf_set_opaque(conf, acknowledged);
    rd_kafka_conf_set_dr_msg_cb(conf, &on_delivery);
  }
  Handle handle(rd_kafka_new(type, conf, why.data(), why.size()));
  if (!handle) give_up(why.data());
  if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(handle.get());
  return handle;
}

Handle subscribed(const std::string& address, const std::string& group, const std::string& topic) {
  Handle consumer = make(RD_KAFKA_CONSUMER, address,
                         {{"group.id", group},
                          {"auto.offset.reset", "earliest"},
                          {"heartbeat.interval.ms", "50"},
                          {"session.timeout.ms", "6000"}});
  rd_kafka_topic_partition_list_t* const topics = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(topics, topic.c_str(), RD_KAFKA_PARTITION_UA);
  rd_kafka_subscribe(consumer.get(), topics);
  rd_kafka_topic_partition_list_destroy(topics);
  return consumer;
}

int share_of(rd_kafka_t* consumer) {
  rd_kafka_topic_partition_list_t* list = nullptr;
  rd_kafka_assignment(consumer, &list);
  const int count = list->cnt;
  rd_kafka_topic_partition_list_destroy(list);
  return count;
}

/// One turn of its events; true: a record came.
bool poll(rd_kafka_t* consumer, int wait_ms) {
  rd_kafka_message_t* const message = rd_kafka_consumer_poll(consumer, wait_ms);
  if (message == nullptr) return false;
  const bool record = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_message_destroy(message);
  return record;
}

void send(rd_kafka_t* producer, const std::string& topic, const std::string& value) {
  while (rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic.c_str()),
                           RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                           RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                           RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
    rd_kafka_poll(producer, 1);
  rd_kafka_poll(producer, 0);
}

}  // namespace

double native_first_assignment(const std::string& address) {
  const std::string topic = fresh_name("assigned");
  make_topic(address, topic, 2);
  const auto begin = Clock::now();
  const Handle consumer = subscribed(address, fresh_name("group"), topic);
  while (share_of(consumer.get()) == 0 && ms_since(begin) < kLimitMs) poll(consumer.get(), 1);
  const double took = ms_since(begin);
  rd_kafka_consumer_close(consumer.get());
  return took;
}

double native_two_member_join(const std::string& address) {
  const std::string topic = fresh_name("joined"), group = fresh_name("group");
  make_topic(address, topic, 2);
  const auto before = Clock::now();
  const Handle first = subscribed(address, group, topic);
  while (share_of(first.get()) == 0 && ms_since(before) < kLimitMs) poll(first.get(), 1);
  const auto begin = Clock::now();
  const Handle second = subscribed(address, group, topic);
  while (share_of(first.get()) != 1 || share_of(second.get()) != 1) {
    if (ms_since(begin) > kLimitMs) give_up("the two do not share");
    poll(first.get(), 1);
    poll(second.get(), 1);
  }
  const double took = ms_since(begin);
  rd_kafka_consumer_close(second.get());
  rd_kafka_consumer_close(first.get());
  return took;
}

std::vector<double> native_publish_to_poll(const std::string& address, int count) {
  const std::string topic = fresh_name("polled");
  make_topic(address, topic, 1);
  const Handle consumer = subscribed(address, fresh_name("group"), topic);
  while (share_of(consumer.get()) == 0) poll(consumer.get(), 1);
  Acknowledged acknowledged;
  const Handle producer =
      make(RD_KAFKA_PRODUCER, address, {{"linger.ms", "0"}, {"acks", "all"}}, &acknowledged);
  // The first ones pay for what both sides still have to learn.
  constexpr int kWarm = 20;
  std::vector<double> times;
  for (int i = 0; i < count + kWarm; ++i) {
    const auto begin = Clock::now();
    send(producer.get(), topic, "a small record");
    while (!poll(consumer.get(), 100)) {
      if (ms_since(begin) > kLimitMs) give_up("a record did not come");
    }
    if (i >= kWarm) times.push_back(ms_since(begin));
    rd_kafka_flush(producer.get(), kLimitMs);
  }
  rd_kafka_consumer_close(consumer.get());
  return times;
}

double native_throughput(const std::string& address, std::size_t bytes, int count) {
  const std::string topic = fresh_name("throughput");
  make_topic(address, topic, 1);
  Acknowledged acknowledged;
  const Handle producer =
      make(RD_KAFKA_PRODUCER, address,
           {{"linger.ms", "5"}, {"acks", "all"}, {"queue.buffering.max.messages", "500000"}},
           &acknowledged);
  const std::string value(bytes, 'x');
  send(producer.get(), topic, value);
  rd_kafka_flush(producer.get(), kLimitMs);
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) send(producer.get(), topic, value);
  rd_kafka_flush(producer.get(), kLimitMs);
  const double took = ms_since(begin);
  if (acknowledged.count != count + 1 || acknowledged.failed != 0)
    give_up(std::to_string(acknowledged.count) + " of " + std::to_string(count) +
            " records were acknowledged");
  return count / took * 1000;
}

}  // namespace ricochet::bench
