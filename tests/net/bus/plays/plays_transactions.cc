// Transactions in both forms.
#include "tests/net/bus/plays/plays.h"

namespace ricochet::bus {

namespace {

struct TxProducer {
  std::int64_t id = -1;
  std::int16_t epoch = -1;
  std::int32_t sequence = 0;
};

/// A Kafka puts off what comes while it ends a transaction.
bool is_put_off(std::int16_t error) {
  return error == 51 || error == 14 || error == 15 || error == 16;
}

class TransactionPlay {
  static auto& results_of(AddPartitionsToTxnResponse& told) {
    return told.results_by_topic_v3_and_below.at(0).results_by_partition;
  }

 public:
  explicit TransactionPlay(Side& side) : side_(side) {
    make_topic(side, "t", 1);
    wake_coordinators(side);
  }
  TxProducer init(const std::string& what, std::int32_t timeout = 60'000) {
    InitProducerIdRequest request;
    request.transactional_id = side_.name("tx");
    request.transaction_timeout_ms = timeout;
    const auto told = side_.tell_when<InitProducerIdResponse>(
        what, request, 4, [](auto& answer) { return !is_put_off(answer.error_code); });
    return {told.producer_id, told.producer_epoch, 0};
  }
  void add(const std::string& what, const TxProducer& producer, std::int32_t partition = 0) {
    AddPartitionsToTxnRequest request;
    request.v3_and_below_transactional_id = side_.name("tx");
    request.v3_and_below_producer_id = producer.id;
    request.v3_and_below_producer_epoch = producer.epoch;
    request.v3_and_below_topics = {{side_.name("t"), {0}}};
    if (partition != 0) request.v3_and_below_topics[0].partitions.push_back(partition);
    AddPartitionsToTxnResponse told;
    for (int i = 0; i < Side::kTries; ++i) {
      told = side_.ask<AddPartitionsToTxnResponse>(request, 3);
      if (!is_put_off(results_of(told).front().partition_error_code)) break;
    }
    // In whatever order.
    std::sort(results_of(told).begin(), results_of(told).end(),
              [](auto& a, auto& b) { return a.partition_index < b.partition_index; });
    side_.write(what, told, 3);
  }
  void write(const std::string& what, TxProducer& producer, int version) {
    BatchHead head;
    head.attributes = BatchHead::kTransactionalBit;
    head.producer_id = producer.id;
    head.producer_epoch = producer.epoch;
    head.base_sequence = producer.sequence;
    const std::string bytes = batch({"v"}, head);
    auto request = produce_request(side_, "t", bytes);
    request.transactional_id = side_.name("tx");
    const auto told = side_.tell_when<ProduceResponse>(what, request, version, [](auto& answer) {
      return !is_put_off(answer.responses.at(0).partition_responses.at(0).error_code);
    });
    if (told.responses.at(0).partition_responses.at(0).error_code == 0) ++producer.sequence;
  }
  /// As a producer does that goes on after an error (KIP-360).
  TxProducer go_on(const std::string& what, const TxProducer& producer, int version) {
    InitProducerIdRequest request;
    request.transactional_id = side_.name("tx");
    request.transaction_timeout_ms = 60'000;
    request.producer_id = producer.id;
    request.producer_epoch = producer.epoch;
    const auto told = side_.tell_when<InitProducerIdResponse>(
        what, request, version, [](auto& answer) { return !is_put_off(answer.error_code); });
    return {told.producer_id, told.producer_epoch, 0};
  }
  /// A record of the same producer that belongs to no transaction.
  void write_plain(const std::string& what, const TxProducer& producer, int version) {
    BatchHead head;
    head.producer_id = producer.id;
    head.producer_epoch = producer.epoch;
    head.base_sequence = producer.sequence;
    const std::string bytes = batch({"plain"}, head);
    side_.tell<ProduceResponse>(what, produce_request(side_, "t", bytes), version);
  }
  EndTxnResponse end(const std::string& what, const TxProducer& producer, bool commit,
                     int version) {
    EndTxnRequest request;
    request.transactional_id = side_.name("tx");
    request.producer_id = producer.id;
    request.producer_epoch = producer.epoch;
    request.committed = commit;
    return side_.tell_when<EndTxnResponse>(
        what, request, version, [](auto& answer) { return !is_put_off(answer.error_code); });
  }
  /// Reads when all markers are there, which a Kafka may write a moment later.
  void read(const std::string& what, std::int64_t end) {
    for (int i = 0; i < Side::kTries; ++i) {
      const auto told = side_.ask<FetchResponse>(fetch_request(side_, "t", 0, 1), 12);
      if (told.responses.at(0).partitions.at(0).last_stable_offset == end) break;
    }
    side_.note("-- " + what + ": all batches");
    // However many come in one answer.
    for (std::int64_t at = 0; at < end;) {
      const auto told = side_.ask<FetchResponse>(fetch_request(side_, "t", at, 1), 12);
      const auto& partition = told.responses.at(0).partitions.at(0);
      if (partition.error_code != 0 || partition.records.parts.empty()) return note_end(partition);
      std::string_view bytes = partition.records.parts[0];
      for (auto head = read_head(bytes); head && head->size() <= bytes.size();
           head = read_head(bytes)) {
        side_.note(std::to_string(head->base_offset) + "+" + std::to_string(head->count) +
                   " attributes " + std::to_string(head->attributes) + " epoch " +
                   std::to_string(head->producer_epoch) + " sequence " +
                   std::to_string(head->base_sequence) +
                   (is_aborted(partition, *head) ? " aborted" : ""));
        at = head->last_offset() + 1;
        bytes.remove_prefix(head->size());
      }
    }
  }

 private:
  using Partition = FetchResponse::Response::Partition;

  void note_end(const Partition& partition) {
    side_.note("no more: error " + std::to_string(partition.error_code));
  }
  static bool is_aborted(const Partition& partition, const BatchHead& head) {
    return !head.control() && partition.aborted_transactions &&
           std::any_of(partition.aborted_transactions->begin(),
                       partition.aborted_transactions->end(), [&](const auto& one) {
                         return one.producer_id == head.producer_id &&
                                one.first_offset <= head.base_offset;
                       });
  }

  Side& side_;
};

}  // namespace

void play_transactions(Side& side) {
  TransactionPlay play(side);
  play.init("time-out of 0", 0);
  play.init("time-out too long", 2'000'000'000);
  TxProducer p = play.init("new");
  play.end("nothing", p, true, 3);
  play.write("not added", p, 9);
  play.add("unknown partition", p, 5);
  play.add("add", p);
  play.write("a record", p, 9);
  play.read("open", 0);
  play.end("commit", p, true, 3);
  play.read("committed", 2);
  play.end("commit again", p, true, 3);
  play.end("abort what is committed", p, false, 3);
  play.add("add", p);
  play.write("another", p, 9);
  play.end("abort", p, false, 3);
  play.read("aborted", 4);
  TxProducer stranger{p.id + 500, 0, 0};
  play.add("stranger", stranger);
  play.end("stranger", stranger, true, 3);
}

void play_fencing(Side& side) {
  TransactionPlay play(side);
  TxProducer zombie = play.init("zombie");
  play.add("add", zombie);
  play.write("a record", zombie, 9);
  play.init("heir");
  play.read("aborted by the heir", 2);
  play.write("late", zombie, 9);
  play.add("late", zombie);
  play.end("late", zombie, true, 3);
  play.end("late", zombie, true, 1);
}

void play_second_form(Side& side) {
  TransactionPlay play(side);
  TxProducer p = play.init("new");
  play.end("empty commit", p, true, 5);
  auto next = play.end("empty abort", p, false, 5);
  p = {next.producer_id, next.producer_epoch, 0};
  play.write("a record", p, 12);
  next = play.end("commit", p, true, 5);
  play.read("committed", 2);
  play.end("commit again", p, true, 5);
  play.end("abort what is committed", p, false, 5);
  const TxProducer old = p;
  p = {next.producer_id, next.producer_epoch, 0};
  play.write("the next", p, 12);
  TxProducer late = old;
  play.write("late", late, 12);
  next = play.end("abort", p, false, 5);
  play.read("aborted", 4);
  p = {next.producer_id, next.producer_epoch, 0};
  play.end("empty commit", p, true, 5);
}

/// Numbers of records behind a marker, and of a producer that a partition has never seen.
void play_sequences(Side& side) {
  TransactionPlay play(side);
  TxProducer p = play.init("new");
  p.sequence = 5;
  play.write("a producer never seen, from 5 on", p, 12);
  p.sequence = 0;
  play.write("from 0 on", p, 12);
  auto next = play.end("commit", p, true, 5);
  p = {next.producer_id, next.producer_epoch, 5};
  play.write("a gap behind the marker", p, 12);
  p.sequence = 0;
  play.write("from 0 on behind the marker", p, 12);
  p.sequence = 7;
  play.write("a gap", p, 12);
  p.sequence = 1;
  play.write("in order", p, 12);
  play.write_plain("a plain record inside", p, 12);
  next = play.end("abort", p, false, 5);
  play.read("aborted", 5);
  p = {next.producer_id, next.producer_epoch, 0};
  play.write_plain("a plain record outside", p, 12);
}

/// The same in the first form, in which the epoch stays.
void play_first_form_sequences(Side& side) {
  TransactionPlay play(side);
  TxProducer p = play.init("new");
  play.add("add", p);
  p.sequence = 5;
  play.write("a producer never seen, from 5 on", p, 9);
  play.end("commit", p, true, 3);
  play.add("add", p);
  p.sequence = 9;
  play.write("a gap behind the marker", p, 9);
  p.sequence = 6;
  play.write("in order behind the marker", p, 9);
  play.write_plain("a plain record inside", p, 9);
  play.end("commit", p, true, 3);
  play.read("committed", 4);
  play.write_plain("a plain record outside", p, 9);
  p = play.init("its next life");
  play.add("add", p);
  p.sequence = 5;
  play.write("a gap in a new epoch", p, 9);
}

void play_going_on(Side& side) {
  TransactionPlay play(side);
  const TxProducer first = play.init("new");
  const TxProducer second = play.go_on("goes on", first, 4);
  play.go_on("the same again", first, 4);
  play.go_on("the same again", first, 3);
  const TxProducer third = play.go_on("goes on again", second, 4);
  play.go_on("too old", first, 4);
  play.go_on("too old", first, 3);
  play.add("add", third);
  play.go_on("with a transaction open", third, 4);
  play.go_on("with a transaction open, again", third, 4);
  play.go_on("of another producer", {third.id + 500, third.epoch, 0}, 4);
}

}  // namespace ricochet::bus
