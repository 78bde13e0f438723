#include <algorithm>

#include "base/json/json.h"
#include "bus/protocol/records.h"
#include "busview/control/views.h"
#include "busview/record_json.h"
#include "busview/record_of.h"

namespace ricochet::busview {

using base::Json;
using bus::protocol::RecordView;

namespace {

constexpr std::size_t kDecompressed = 64u << 20;  // of one batch
constexpr std::size_t kMostBytes = 8u << 20;      // of keys and values in one answer

/// What became of the transaction that the batch belongs to.
const char* state_of(const bus::broker::Log& log, const bus::protocol::BatchHead& head) {
  const auto open = log.open_transactions().find(head.producer_id);
  if (open != log.open_transactions().end() && open->second <= head.base_offset) return "open";
  for (const auto& one : log.aborted(head.base_offset, head.last_offset() + 1)) {
    if (one.producer_id == head.producer_id) return "aborted";
  }
  return "committed";
}

/// Goes through one partition until the answer is full; says where it would go on.
class Listing {
 public:
  Listing(std::string topic, std::size_t limit) : topic_(std::move(topic)), left_(limit) {}

  void read(const bus::broker::Log& log, std::size_t partition, std::int64_t offset) {
    std::int64_t next = std::max(offset, log.start());
    const auto piece = log.read(next, log.end(), kMostBytes, /*at_least_one=*/true);
    for (const auto bytes : piece.parts) {
      const auto head = *bus::protocol::read_head(bytes);
      if (!full() && !head.control()) read(log, head, bytes, partition, next);
      if (full()) break;
      next = head.last_offset() + 1;
    }
    if (next < log.end()) next_[std::to_string(partition)] = next;
  }

  Json take() {
    Json object;
    object["records"] = std::move(records_);
    object["next"] = std::move(next_);
    return object;
  }

 private:
  bool full() const { return left_ == 0 || bytes_ >= kMostBytes; }

  void read(const bus::broker::Log& log, const bus::protocol::BatchHead& head,
            std::string_view bytes, std::size_t partition, std::int64_t& next) {
    const Json transaction = head.transactional() ? Json(state_of(log, head)) : Json(nullptr);
    const auto read =
        bus::protocol::for_each_record(bytes, kDecompressed, [&](const RecordView& record) {
          if (record.offset < next) return true;
          if (full()) return false;
          Json object =
              record_to_json(record_of(record, topic_, static_cast<std::int32_t>(partition)));
          object["transaction"] = transaction;
          if (head.producer_id >= 0) object["producer_id"] = head.producer_id;
          records_.push_back(std::move(object));
          bytes_ += record.key.value_or("").size() + record.value.value_or("").size();
          next = record.offset + 1;
          --left_;
          return true;
        });
    if (read || full()) return;
    Json broken;
    broken["partition"] = partition;
    broken["offset"] = head.base_offset;
    broken["unreadable"] = read.error().message;
    records_.push_back(std::move(broken));
    --left_;
  }

  const std::string topic_;
  std::size_t left_;
  std::size_t bytes_ = 0;
  Json records_ = Json::array();
  Json next_ = Json::object();
};

}  // namespace

Json records_json(const bus::broker::Topic& topic, const RecordQuery& query) {
  Listing listing(topic.name, query.limit);
  for (std::size_t i = 0; i < topic.partitions.size(); ++i) {
    if (query.partition && static_cast<std::size_t>(*query.partition) != i) continue;
    listing.read(topic.partitions[i]->log, i, query.offset);
  }
  return listing.take();
}

}  // namespace ricochet::busview
