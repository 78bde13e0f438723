#include "bus/kafka/publisher.h"

#include <utility>
#include <vector>

#include "base/text/printable.h"
#include "bus/kafka/errors.h"
#include "bus/kafka/records.h"

namespace ricochet::bus::kafka {

namespace {

// librdkafka's vararg form as an array: typed, and without its macros.
class Fields {
 public:
  rd_kafka_vu_t& add(rd_kafka_vtype_t type) {
    fields_.emplace_back();
    fields_.back().vtype = type;
    return fields_.back();
  }
  void add_bytes(rd_kafka_vtype_t type, const std::optional<std::string>& bytes) {
    rd_kafka_vu_t& field = add(type);
    // Null stays null; MSG_F_COPY makes the library copy, so it writes through neither pointer.
    field.u.mem.ptr = bytes ? const_cast<char*>(bytes->data()) : nullptr;
    field.u.mem.size = bytes ? bytes->size() : 0;
  }
  ErrorPtr produce(rd_kafka_t* producer) const {
    return ErrorPtr(rd_kafka_produceva(producer, fields_.data(), fields_.size()));
  }

 private:
  std::vector<rd_kafka_vu_t> fields_;
};

}  // namespace

std::int32_t Publisher::choose_partition(const Record& record) {
  if (record.partition >= 0) return record.partition;
  const auto known = partitions_.find(record.topic);
  if (record.key || known == partitions_.end()) return RD_KAFKA_PARTITION_UA;
  std::int32_t& next = next_partition_[record.topic];
  const std::int32_t chosen = next % known->second;
  next = (chosen + 1) % known->second;
  return chosen;
}

void Publisher::publish(Record record, Done done) {
  if (record.timestamp_ms && *record.timestamp_ms <= 0) {
    fail_later(std::move(done),
               base::Diag("bus/publish-failed",
                          "the record for topic " + base::in_quotes(record.topic) +
                              " has the timestamp " + std::to_string(*record.timestamp_ms),
                          "give a Unix time in milliseconds above 0, or none for now"));
    return;
  }
  HeadersPtr headers = to_headers(record.headers);
  const std::uintptr_t id = next_id_++;
  Fields fields;
  fields.add(RD_KAFKA_VTYPE_TOPIC).u.cstr = record.topic.c_str();
  fields.add(RD_KAFKA_VTYPE_PARTITION).u.i32 = choose_partition(record);
  fields.add(RD_KAFKA_VTYPE_MSGFLAGS).u.i = RD_KAFKA_MSG_F_COPY;
  fields.add_bytes(RD_KAFKA_VTYPE_KEY, record.key);
  fields.add_bytes(RD_KAFKA_VTYPE_VALUE, record.value);
  if (record.timestamp_ms) fields.add(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = *record.timestamp_ms;
  if (!record.headers.empty()) fields.add(RD_KAFKA_VTYPE_HEADERS).u.headers = headers.get();
  fields.add(RD_KAFKA_VTYPE_OPAQUE).u.ptr = reinterpret_cast<void*>(id);

  if (const ErrorPtr error = fields.produce(producer_)) {
    fail_later(std::move(done), publish_error(record.topic, rd_kafka_error_code(error.get()),
                                              rd_kafka_error_string(error.get())));
    return;
  }
  if (!record.headers.empty()) (void)headers.release();  // the record owns them now
  pending_.emplace(id, Pending{std::move(record.topic), std::move(done)});
}

void Publisher::on_delivery(rd_kafka_event_t* event) {
  while (const rd_kafka_message_t* message = rd_kafka_event_message_next(event)) {
    auto node = pending_.extract(reinterpret_cast<std::uintptr_t>(message->_private));
    if (node.empty()) continue;  // given up
    const Pending& pending = node.mapped();
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
      pending.done(Position{pending.topic, message->partition, message->offset});
    else
      pending.done(publish_error(pending.topic, message->err, rd_kafka_err2str(message->err)));
  }
}

void Publisher::give_up() {
  for (auto& [id, pending] : std::exchange(pending_, {}))
    fail_later(std::move(pending.done),
               closed("the record for topic " + base::in_quotes(pending.topic)));
}

void Publisher::fail_later(Done done, base::Diag diag) {
  loop_.post([done = std::move(done), diag = std::move(diag)] { done(diag); });
}

}  // namespace ricochet::bus::kafka
