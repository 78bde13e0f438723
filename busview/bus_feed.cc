#include "busview/bus_feed.h"

#include <algorithm>
#include <utility>

#include "base/text/printable.h"

namespace ricochet::busview {

using bus::broker::TransactionEnd;
using Kind = BusEvent::Kind;

namespace {

BusEvent event_of(Kind kind) {
  BusEvent event;
  event.kind = kind;
  return event;
}

BusEvent of_member(Kind kind, const std::string& group, const bus::broker::Member& member) {
  BusEvent event = event_of(kind);
  event.group = group;
  event.member = member;
  return event;
}

const char* word_of(TransactionEnd how) {
  switch (how) {
    case TransactionEnd::kCommitted:
      return "committed";
    case TransactionEnd::kAborted:
      return "aborted";
    case TransactionEnd::kTimedOut:
      return "timed out";
    case TransactionEnd::kFenced:
      return "fenced";
  }
  return "";
}

}  // namespace

BusFeed::BusFeed(base::Loop& loop, journal::CaptureLog& log, FeedLimits limits,
                 std::function<void(const std::string&)> refused)
    : loop_(loop), log_(log), limits_(limits), refused_(std::move(refused)) {}

std::deque<BusEvent>::const_iterator BusFeed::after(std::uint64_t gseq) const {
  return std::upper_bound(events_.begin(), events_.end(), gseq,
                          [](std::uint64_t n, const BusEvent& event) { return n < event.gseq; });
}

void BusFeed::add(BusEvent event) {
  event.gseq = last_ = log_.number_elsewhere();
  event.at = loop_.now();
  event.at_wall = loop_.wall_now();
  bytes_ += event.cost();
  events_.push_back(std::move(event));
  // The newest stays, whatever its size.
  while (events_.size() > 1 && (events_.size() > limits_.events || bytes_ > limits_.bytes)) {
    gone_through_ = events_.front().gseq;
    bytes_ -= events_.front().cost();
    ++dropped_;
    events_.pop_front();
  }
  changed.fire();
}

void BusFeed::produced(const bus::broker::Produced& batch) {
  BusEvent event = event_of(Kind::kProduced);
  event.client = batch.client;
  event.where = batch.where;
  event.from = batch.base_offset;
  event.upto = batch.base_offset + batch.count;
  event.transaction = batch.transaction;
  event.producer_id = batch.producer_id;
  add(std::move(event));
  if (on_batch_) on_batch_(batch);
}

void BusFeed::fetched(const bus::broker::Fetched& records) {
  BusEvent event = event_of(Kind::kFetched);
  event.client = records.client;
  event.where = records.where;
  event.from = records.from;
  event.upto = records.upto;
  event.group = records.group;
  add(std::move(event));
}

void BusFeed::joined(const std::string& group, const bus::broker::Member& member) {
  add(of_member(Kind::kJoined, group, member));
}

void BusFeed::left(const std::string& group, const bus::broker::Member& member,
                   std::string_view why) {
  BusEvent event = of_member(Kind::kLeft, group, member);
  event.text = why;
  add(std::move(event));
}

void BusFeed::rebalancing(const std::string& group, std::int32_t generation, std::string_view why) {
  BusEvent event = event_of(Kind::kRebalancing);
  event.group = group;
  event.generation = generation;
  event.text = why;
  add(std::move(event));
}

void BusFeed::assigned(const std::string& group, const bus::broker::Member& member,
                       std::int32_t generation,
                       const std::vector<bus::broker::TopicPartition>& partitions) {
  BusEvent event = of_member(Kind::kAssigned, group, member);
  event.generation = generation;
  event.partitions = partitions;
  add(std::move(event));
}

void BusFeed::committed(const std::string& group, const bus::broker::Client& client,
                        const std::vector<bus::broker::Commit>& commits) {
  BusEvent event = event_of(Kind::kCommitted);
  event.group = group;
  event.client = client;
  event.commits = commits;
  add(std::move(event));
}

void BusFeed::transaction_begun(const std::string& id, std::int64_t producer_id) {
  BusEvent event = event_of(Kind::kTransactionBegun);
  event.transaction = id;
  event.producer_id = producer_id;
  add(std::move(event));
}

void BusFeed::transaction_ended(const std::string& id, std::int64_t producer_id,
                                TransactionEnd how) {
  BusEvent event = event_of(Kind::kTransactionEnded);
  event.transaction = id;
  event.producer_id = producer_id;
  event.text = word_of(how);
  add(std::move(event));
}

void BusFeed::refused(const bus::broker::Client& client, const std::string& why) {
  BusEvent event = event_of(Kind::kRefused);
  event.client = client;
  event.text = why;
  add(std::move(event));
  if (refused_) refused_(base::printable("refused " + bus::broker::name_of(client) + ": " + why));
}

void BusFeed::faulted(const bus::broker::Client& client, const std::string& what,
                      const std::vector<bus::broker::TopicPartition>& unanswered) {
  BusEvent event = event_of(Kind::kFault);
  event.client = client;
  event.partitions = unanswered;
  event.text = what;
  add(std::move(event));
}

}  // namespace ricochet::busview
