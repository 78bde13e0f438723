#include "bus/broker/log.h"

#include <algorithm>

#include "bus/protocol/records.h"

namespace ricochet::bus::broker {

namespace {

/// What looking at one record takes, in bytes that are taken apart.
constexpr std::size_t kLook = 16;

/// nullopt: it has no such record.
std::optional<Log::Found> find_in(const Log::Batch& batch, std::int64_t from, std::int64_t time_ms,
                                  std::size_t& look_inside) {
  const bool plain =
      protocol::read_head(batch.bytes)->compression() == protocol::Compression::kNone;
  std::optional<Log::Found> found;
  std::size_t work = 0;
  const auto read =
      protocol::for_each_record(batch.bytes, look_inside, [&](const protocol::RecordView& record) {
        work += kLook;
        if (!plain) work += record.key.value_or("").size() + record.value.value_or("").size();
        if (!found && record.offset >= from && record.timestamp_ms >= time_ms)
          found = {record.offset, record.timestamp_ms};
        return work < look_inside && !(plain && found);
      });
  const bool given_up = !read || (work >= look_inside && !found);
  look_inside -= plain || read ? std::min(work, look_inside) : look_inside;
  if (given_up) return Log::Found{std::max(batch.base, from), batch.max_time};
  return found;
}

}  // namespace

Log::~Log() { memory_.used -= bytes_; }

std::int64_t Log::stable() const {
  std::int64_t first = end_;
  for (const auto& [id, offset] : open_) first = std::min(first, offset);
  return std::max(first, start_);
}

std::int64_t Log::append(std::string batch, std::int64_t now_ms) {
  protocol::set_base_offset(batch, end_);
  const auto head = *protocol::read_head(batch);
  if (head.producer_id >= 0 && !head.control()) producers_.appended(head, end_);
  if (head.transactional() && !head.control()) open_.emplace(head.producer_id, end_);
  bytes_ += batch.size() + kOverhead;
  memory_.used += batch.size() + kOverhead;
  batches_.push_back({end_, head.last_offset(), head.max_timestamp, now_ms, std::move(batch)});
  end_ = head.last_offset() + 1;
  return head.base_offset;
}

void Log::end_transaction(bool commit, std::int64_t producer_id, std::int16_t epoch,
                          std::int32_t coordinator_epoch, std::int64_t now_ms) {
  const std::int64_t at = append(
      protocol::make_end_marker(commit, producer_id, epoch, coordinator_epoch, now_ms), now_ms);
  producers_.ended(producer_id, epoch, coordinator_epoch, now_ms);
  const auto it = open_.find(producer_id);
  if (it == open_.end()) return;
  if (!commit) aborted_.push_back({producer_id, it->second, at});
  open_.erase(it);
}

std::size_t Log::index_of(std::int64_t offset) const {
  const auto it =
      std::lower_bound(batches_.begin(), batches_.end(), offset,
                       [](const Batch& batch, std::int64_t o) { return batch.last < o; });
  return static_cast<std::size_t>(it - batches_.begin());
}

Log::Piece Log::read(std::int64_t from, std::int64_t limit, std::size_t max_bytes,
                     bool at_least_one) const {
  Piece piece;
  piece.upto = from;
  for (std::size_t i = index_of(from); i < batches_.size(); ++i) {
    const Batch& batch = batches_[i];
    if (batch.last >= limit) break;
    const bool fits = piece.bytes + batch.bytes.size() <= max_bytes;
    if (!fits && !(at_least_one && piece.parts.empty())) break;
    piece.parts.push_back(batch.bytes);
    piece.bytes += batch.bytes.size();
    piece.upto = batch.last + 1;
    if (!fits) break;
  }
  return piece;
}

std::vector<Log::Aborted> Log::aborted(std::int64_t from, std::int64_t upto) const {
  std::vector<Aborted> found;
  for (const Aborted& one : aborted_) {
    if (one.last_offset >= from && one.first_offset < upto) found.push_back(one);
  }
  std::sort(found.begin(), found.end(),
            [](const Aborted& a, const Aborted& b) { return a.first_offset < b.first_offset; });
  return found;
}

Log::Found Log::at_time(std::int64_t time_ms, std::size_t& look_inside) const {
  for (const Batch& batch : batches_) {
    if (batch.max_time < time_ms) continue;
    // What its producer says of its latest time may be wrong, or that record may be deleted.
    if (const auto found = find_in(batch, start_, time_ms, look_inside)) return *found;
  }
  return {};
}

Log::Found Log::latest(std::size_t& look_inside) const {
  const auto it = std::max_element(batches_.begin(), batches_.end(),
                                   [](auto& a, auto& b) { return a.max_time < b.max_time; });
  if (it == batches_.end()) return {};
  // As Kafka, which keeps it with the batch: also when this record alone was deleted.
  return find_in(*it, it->base, it->max_time, look_inside).value_or(Found{it->base, it->max_time});
}

void Log::delete_before(std::int64_t offset) {
  start_ = std::max(start_, std::min(offset, end_));
  while (!batches_.empty() && batches_.front().last < start_) drop_front();
  std::erase_if(aborted_, [this](const Aborted& one) { return one.last_offset < start_; });
}

void Log::retain(std::int64_t bytes, std::int64_t age_ms, std::int64_t now_ms) {
  std::int64_t keep_from = start_;
  std::size_t left = bytes_ - batches_.size() * kOverhead;
  for (const Batch& batch : batches_) {
    const bool old = age_ms >= 0 && now_ms - batch.appended_ms >= age_ms;
    // As Kafka: a part goes when what stays behind it is still at least the bound.
    const std::size_t size = batch.bytes.size();
    const bool too_much = bytes >= 0 && left - size >= static_cast<std::size_t>(bytes);
    if (!old && !too_much) break;
    left -= size;
    keep_from = batch.last + 1;
  }
  if (keep_from > start_) delete_before(keep_from);
}

void Log::drop_front() {
  const std::size_t cost = batches_.front().bytes.size() + kOverhead;
  bytes_ -= cost;
  memory_.used -= cost;
  batches_.pop_front();
}

}  // namespace ricochet::bus::broker
