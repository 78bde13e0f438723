#include "bus/kafka/kafka_bus.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text/printable.h"
#include "bus/kafka/admin.h"
#include "bus/kafka/blocking_calls.h"
#include "bus/kafka/client.h"
#include "bus/kafka/conf.h"
#include "bus/kafka/errors.h"
#include "bus/kafka/opener.h"
#include "bus/kafka/publisher.h"
#include "bus/kafka/records.h"

namespace ricochet::bus {

namespace kafka {
namespace {

constexpr base::Duration kAskLimit = std::chrono::seconds(5);

class KafkaBus final : public Bus {
 public:
  KafkaBus(base::Loop& loop, KafkaOptions options, std::unique_ptr<Client> producer,
           std::unique_ptr<Client> consumer)
      : loop_(loop),
        options_(std::move(options)),
        producer_(std::move(producer)),
        consumer_(std::move(consumer)),
        publisher_(loop, producer_->get()),
        admin_(loop, producer_->get(), producer_->queue()),
        reaper_(loop) {
    producer_->on_event([this](rd_kafka_event_t* event) { on_producer_event(event); });
    consumer_->on_event([this](rd_kafka_event_t* event) { on_consumer_event(event); });
  }
  ~KafkaBus() override {
    if (!closed_) close([] {});
  }

  std::string bootstrap_servers() const override { return options_.bootstrap; }
  void on_record(std::function<void(const Record&)> callback) override {
    on_record_ = std::move(callback);
  }
  void on_fault(std::function<void(const base::Diag&)> callback) override {
    on_fault_ = std::move(callback);
  }
  void open(std::vector<TopicSpec> topics, base::Duration limit,
            std::function<void(base::Status)> done) override;
  void publish(Record record, std::function<void(base::Result<Position>)> done) override;
  void committed(const std::string& group,
                 std::function<void(base::Result<std::vector<Position>>)> done) override;
  void describe_group(const std::string& group,
                      std::function<void(base::Result<GroupView>)> done) override;
  void delete_made_topics(std::function<void(base::Status)> done) override;
  void close(std::function<void()> done) override;

 private:
  base::Status prepare(std::vector<TopicSpec>& topics);
  void on_opened(const std::vector<Position>& positions);
  void on_producer_event(rd_kafka_event_t* event);
  void on_consumer_event(rd_kafka_event_t* event);
  void on_error(rd_kafka_event_t* event);
  void fault(const std::string& topic, int partition, const std::string& why);

  base::Loop& loop_;
  KafkaOptions options_;
  std::unique_ptr<Client> producer_;
  std::unique_ptr<Client> consumer_;
  Publisher publisher_;
  Admin admin_;
  std::unique_ptr<Opener> opener_;
  std::vector<std::shared_ptr<BlockingCalls>> workers_;  ///< of openings that failed
  std::vector<Position> read_from_;
  std::set<std::string> open_topics_;
  std::vector<std::string> made_topics_;  ///< at somebody else's broker
  std::function<void(const Record&)> on_record_;
  std::function<void(const base::Diag&)> on_fault_;
  bool closed_ = false;
  Reaper reaper_;
};

template <class Callback>
void fail_later(base::Loop& loop, Callback done, base::Diag diag) {
  loop.post([done = std::move(done), diag = std::move(diag)] { done(diag); });
}

// Leaves those that are not open yet, creating them where that is ours to do.
base::Status KafkaBus::prepare(std::vector<TopicSpec>& topics) {
  std::vector<TopicSpec> wanted;
  for (TopicSpec& topic : topics) {
    const bool twice = std::any_of(wanted.begin(), wanted.end(),
                                   [&](const TopicSpec& w) { return w.name == topic.name; });
    if (twice || open_topics_.count(topic.name) > 0) continue;
    if (topic.name.empty()) return topic_error("", "it has no name");
    if (options_.embedded) {
      if (auto status = options_.embedded->create_topic(topic); !status) return status;
    }
    wanted.push_back(std::move(topic));
  }
  topics = std::move(wanted);
  return {};
}

void KafkaBus::open(std::vector<TopicSpec> topics, base::Duration limit,
                    std::function<void(base::Status)> done) {
  if (closed_ || opener_) {
    fail_later(loop_, std::move(done),
               closed_ ? closed("open()")
                       : base::Diag(base::Diag::Kind::kEnvironment, "bus/busy",
                                    "topics are being opened already",
                                    "open the next ones when the first are done"));
    return;
  }
  if (auto status = prepare(topics); !status) {
    fail_later(loop_, std::move(done), status.error());
    return;
  }
  opener_ =
      std::make_unique<Opener>(loop_, options_.bootstrap, producer_->native(), consumer_->native(),
                               admin_, options_.read_from, options_.only_read);
  opener_->start(
      std::move(topics), limit,
      [this, done = std::move(done)](const base::Result<std::vector<Position>>& ends) {
        if (ends) on_opened(*ends);
        made_topics_.insert(made_topics_.end(), opener_->made().begin(), opener_->made().end());
        // The opener runs this, so it goes a turn later. After a failure its worker may still
        // be in a call: joining that is the reaper's business.
        auto ended = std::shared_ptr<Opener>(std::move(opener_));
        if (!ends) workers_.push_back(ended->worker());
        loop_.post([ended, done, status = ends ? base::Status() : ends.error()] { done(status); });
      });
}

void KafkaBus::on_opened(const std::vector<Position>& positions) {
  std::map<std::string, std::int32_t> counts;
  for (const Position& position : positions) ++counts[position.topic];
  for (const auto& [topic, count] : counts) {
    publisher_.set_partitions(topic, count);
    open_topics_.insert(topic);
  }
  read_from_.insert(read_from_.end(), positions.begin(), positions.end());
}

void KafkaBus::publish(Record record, std::function<void(base::Result<Position>)> done) {
  if (closed_)
    fail_later(loop_, std::move(done),
               closed("the record for topic " + base::in_quotes(record.topic)));
  else
    publisher_.publish(std::move(record), std::move(done));
}

void KafkaBus::committed(const std::string& group,
                         std::function<void(base::Result<std::vector<Position>>)> done) {
  if (closed_)
    fail_later(loop_, std::move(done),
               closed("the committed offsets of group " + base::in_quotes(group)));
  else if (read_from_.empty())
    loop_.post([done = std::move(done)] { done(std::vector<Position>()); });
  else
    admin_.committed(group, read_from_, kAskLimit, std::move(done));
}

void KafkaBus::describe_group(const std::string& group,
                              std::function<void(base::Result<GroupView>)> done) {
  if (closed_)
    fail_later(loop_, std::move(done), closed("group " + base::in_quotes(group)));
  else
    admin_.describe_group(group, kAskLimit, std::move(done));
}

void KafkaBus::delete_made_topics(std::function<void(base::Status)> done) {
  if (closed_)
    fail_later(loop_, std::move(done), closed("the deletion of topics"));
  else if (made_topics_.empty())
    loop_.post([done = std::move(done)] { done(base::Status()); });
  else
    admin_.delete_topics(std::exchange(made_topics_, {}), kAskLimit, std::move(done));
}

void KafkaBus::on_producer_event(rd_kafka_event_t* event) {
  if (admin_.on_event(event)) return;
  switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_DR:
      publisher_.on_delivery(event);
      break;
    case RD_KAFKA_EVENT_ERROR:
      on_error(event);
      break;
    default:
      break;
  }
}

void KafkaBus::on_consumer_event(rd_kafka_event_t* event) {
  switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_FETCH:
      while (const rd_kafka_message_t* message = rd_kafka_event_message_next(event)) {
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
          fault(rd_kafka_topic_name(message->rkt), message->partition,
                rd_kafka_message_errstr(message));
        else if (on_record_)
          on_record_(to_record(*message));
      }
      break;
    case RD_KAFKA_EVENT_ERROR: {
      rd_kafka_topic_partition_t* place = rd_kafka_event_topic_partition(event);
      if (!place) {
        on_error(event);
        break;
      }
      fault(place->topic, place->partition, rd_kafka_event_error_string(event));
      rd_kafka_topic_partition_destroy(place);
      break;
    }
    default:
      break;
  }
}

// Of a whole client. Connections come and go; only an opening depends on them directly, everything
// later has a limit of its own.
void KafkaBus::on_error(rd_kafka_event_t* event) {
  const std::string text = rd_kafka_event_error_string(event);
  if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    if (opener_) opener_->all_brokers_down();
    return;
  }
  if (opener_) opener_->note_failure(text);
  if (options_.log) options_.log("kafka: " + base::printable(text));
}

void KafkaBus::fault(const std::string& topic, int partition, const std::string& why) {
  if (!on_fault_) return;
  on_fault_(base::Diag(base::Diag::Kind::kEnvironment, "bus/reading",
                       "reading topic " + base::in_quotes(topic) + " partition " +
                           std::to_string(partition) + " failed: " + why,
                       "records may be missing: see the broker's log, and its retention"));
}

void KafkaBus::close(std::function<void()> done) {
  if (closed_) {
    loop_.post(std::move(done));
    return;
  }
  closed_ = true;
  // The order of userver's consumer: no more polling, no more wake-ups, then what is under way,
  // then the library itself, which joins its threads and so goes to another one.
  producer_->stop();
  consumer_->stop();
  on_record_ = nullptr;
  on_fault_ = nullptr;
  publisher_.give_up();
  admin_.give_up();
  if (opener_) opener_->fail(closed("open()"));
  std::shared_ptr<Client> producer = std::move(producer_);
  std::shared_ptr<Client> consumer = std::move(consumer_);
  auto natives = std::make_shared<std::vector<std::shared_ptr<Native>>>();
  natives->push_back(producer->native());
  natives->push_back(consumer->native());
  producer.reset();
  consumer.reset();
  reaper_.start(
      [workers = std::move(workers_), natives]() mutable {
        workers.clear();
        natives->clear();
      },
      std::move(done));
}

}  // namespace
}  // namespace kafka

base::Status check_kafka_property(const std::string& name, const std::string& value) {
  return kafka::check_property(name, value);
}

base::Result<std::unique_ptr<Bus>> make_kafka_bus(base::Loop& loop, KafkaOptions options) {
  if (options.bootstrap.empty() && options.embedded)
    options.bootstrap = options.embedded->bootstrap_servers();
  if (options.bootstrap.empty())
    return base::Diag(base::Diag::Kind::kEnvironment, "bus/unreachable", "no Kafka broker is named",
                      R"(name one by --bus HOST:PORT or by "kafka" of "bus" in ricochet.json)");
  auto producer =
      kafka::Client::create(loop, RD_KAFKA_PRODUCER, kafka::producer_properties(options.bootstrap),
                            options.properties, options.log);
  if (!producer) return producer.error();
  auto reading = kafka::consumer_properties(options.bootstrap);
  if (options.records_are_deleted) reading["auto.offset.reset"] = "earliest";
  auto consumer =
      kafka::Client::create(loop, RD_KAFKA_CONSUMER, reading, options.properties, options.log);
  if (!consumer) return consumer.error();
  return std::unique_ptr<Bus>(std::make_unique<kafka::KafkaBus>(
      loop, std::move(options), std::move(*producer), std::move(*consumer)));
}

}  // namespace ricochet::bus
