#include <algorithm>
#include <map>
#include <memory>

#include "bus/broker/api/handlers.h"
#include "bus/protocol/batch.h"

namespace ricochet::bus::broker::api {

namespace {

using FetchedPartition = FetchResponse::Response::Partition;

constexpr int kFirstFetchWithTopicIds = 13;
constexpr std::int16_t kFetch = 1;

/// What is asked for once: a partition that is named twice is read once, from where it was named
/// last, as in Kafka.
FetchRequest once(FetchRequest request) {
  if (request.topics.size() == 1 && request.topics[0].partitions.size() == 1) return request;
  std::vector<FetchRequest::Topic> topics;
  std::map<std::pair<std::string, Uuid>, std::size_t> topic_at;
  std::map<std::pair<std::size_t, std::int32_t>, std::size_t> partition_at;
  for (auto& topic : request.topics) {
    const auto [known, is_new] =
        topic_at.emplace(std::pair(topic.topic, topic.topic_id), topics.size());
    if (is_new) topics.push_back({topic.topic, topic.topic_id, {}});
    auto& partitions = topics[known->second].partitions;
    for (auto& one : topic.partitions) {
      const auto [place, fresh] =
          partition_at.emplace(std::pair(known->second, one.partition), partitions.size());
      if (fresh)
        partitions.push_back(std::move(one));
      else
        partitions[place->second] = std::move(one);
    }
  }
  request.topics = std::move(topics);
  return request;
}

/// One Fetch, from the request to its answer. While it waits, the partitions that it reads and a
/// timer own it; none of them does any more once it is over.
class Fetching : public std::enable_shared_from_this<Fetching> {
 public:
  Fetching(Context& context, FetchRequest request, Reply<FetchResponse> reply)
      : broker_(context.broker),
        client_(context.client),
        node_(context.node),
        version_(context.version),
        room_(std::min(context.room, kMostAnswer)),
        request_(once(std::move(request))),
        reply_(std::move(reply)),
        plan_(context.plan),
        deadline_(context.broker.loop()),
        charge_(&context.broker.state()) {}

  void start(Context& context) {
    const FetchResponse response = gather();
    if (enough() || request_.max_wait_ms <= 0 || !may_wait()) return answer(response);
    const auto self = shared_from_this();
    for (const auto& topic : request_.topics) {
      const Topic* const known = find(topic);
      for (const auto& asked : topic.partitions) {
        if (known == nullptr || known->partition(asked.partition) == nullptr) continue;
        const auto& partition = known->partitions[static_cast<std::size_t>(asked.partition)];
        waiting_.emplace_back(partition, partition->changed.add([self] { self->look_again(); }));
      }
    }
    deadline_.after(std::chrono::milliseconds(request_.max_wait_ms),
                    [self] { self->answer(self->gather()); });
    // A fault that is set now is for this client's next request, which then must come.
    faults_ = broker_.faults().added.add([self] {
      if (self->broker_.faults().newest_is_for(kFetch)) self->answer(self->gather());
    });
    *context.on_gone = [self] { self->let_go(); };
  }

 private:
  /// What it keeps while it waits: a little is free, as connections are counted.
  bool may_wait() {
    constexpr std::size_t kFree = 4 << 10;
    constexpr std::size_t kWaiter = 192;  // at the partition, with the place that it reads
    std::size_t bytes = sizeof(Fetching) + client_.id.size();
    for (const auto& topic : request_.topics) {
      bytes += sizeof topic + topic.topic.size();
      bytes += topic.partitions.size() * (sizeof topic.partitions[0] + kWaiter);
    }
    const std::size_t counted = bytes - std::min(bytes, kFree);
    if (counted > 0 && !charge_.admit(counted)) return false;
    charge_.set(counted);
    return true;
  }

  void look_again() {
    const FetchResponse response = gather();
    if (enough()) answer(response);
  }

  std::size_t most_bytes() const {
    return std::min(static_cast<std::size_t>(std::max(request_.max_bytes, 0)), room_);
  }

  /// More than one answer may hold is never there.
  bool enough() const {
    const auto least = static_cast<std::size_t>(std::max(request_.min_bytes, 0));
    return failed_ || bytes_ >= std::min(least, most_bytes());
  }

  void answer(const FetchResponse& response) {
    const auto self = shared_from_this();
    let_go();
    reply_(response, what_to_tell(response));
  }

  void let_go() {
    const auto self = shared_from_this();
    for (const auto& [partition, id] : std::exchange(waiting_, {})) partition->changed.remove(id);
    broker_.faults().added.remove(std::exchange(faults_, 0));
    deadline_.cancel();
    charge_.end();
  }

  FetchResponse gather() {
    FetchResponse response;
    bytes_ = 0;
    failed_ = false;
    const std::size_t limit = most_bytes();
    for (const auto& topic : request_.topics) {
      FetchResponse::Response told;
      told.topic = topic.topic;
      told.topic_id = topic.topic_id;
      const Topic* const known = find(topic);
      for (const auto& asked : topic.partitions)
        told.partitions.push_back(read(known, asked, limit));
      response.responses.push_back(std::move(told));
    }
    return response;
  }

  const Topic* find(const FetchRequest::Topic& topic) const {
    return version_ >= kFirstFetchWithTopicIds ? broker_.topics().find(topic.topic_id)
                                               : broker_.topics().find(topic.topic);
  }

  Error check(const Partition* partition, const FetchRequest::Topic::Partition& asked) const {
    if (partition == nullptr) return Error::kUnknownTopicOrPartition;
    if (partition->leader != node_) return Error::kNotLeader;
    if (asked.current_leader_epoch > partition->leader_epoch) return Error::kUnknownLeaderEpoch;
    if (asked.current_leader_epoch >= 0 && asked.current_leader_epoch < partition->leader_epoch)
      return Error::kFencedLeaderEpoch;
    const Log& log = partition->log;
    if (asked.fetch_offset < log.start() || asked.fetch_offset > log.end())
      return Error::kOffsetOutOfRange;
    return Error::kNone;
  }

  FetchedPartition read(const Topic* topic, const FetchRequest::Topic::Partition& asked,
                        std::size_t limit) {
    FetchedPartition answer;
    answer.partition_index = asked.partition;
    answer.aborted_transactions.reset();
    const Partition* const partition =
        topic == nullptr ? nullptr : topic->partition(asked.partition);
    const Error wanted =
        topic == nullptr || !plan_ ? Error::kNone : plan_->error_at(topic->name, asked.partition);
    const Error error = wanted != Error::kNone ? wanted
                        : topic == nullptr && version_ >= kFirstFetchWithTopicIds
                            ? Error::kUnknownTopicId
                            : check(partition, asked);
    if (error != Error::kNone) {
      failed_ = true;
      if (partition == nullptr) answer.aborted_transactions.emplace();  // as Kafka
      answer.error_code = code(error);
      answer.high_watermark = -1;
      return answer;
    }
    const Log& log = partition->log;
    const bool committed = request_.isolation_level == 1;
    answer.high_watermark = log.end();
    answer.last_stable_offset = log.stable();
    answer.log_start_offset = log.start();
    const std::size_t left =
        std::min(limit > bytes_ ? limit - bytes_ : 0,
                 static_cast<std::size_t>(std::max(asked.partition_max_bytes, 0)));
    auto piece = log.read(asked.fetch_offset, committed ? log.stable() : log.end(), left,
                          /*at_least_one=*/bytes_ == 0);
    bytes_ += piece.bytes;
    answer.records.parts = std::move(piece.parts);
    if (committed) {
      answer.aborted_transactions.emplace();
      for (const auto& one : log.aborted(asked.fetch_offset, piece.upto))
        answer.aborted_transactions->push_back({one.producer_id, one.first_offset});
    }
    return answer;
  }

  /// What the client has been given once the answer is on its way, and not before.
  std::function<void()> what_to_tell(const FetchResponse& response) const {
    std::vector<Given> given;
    for (std::size_t t = 0; t < response.responses.size(); ++t) {
      const auto& topic = response.responses[t];
      const Topic* const known = find(request_.topics[t]);
      if (known == nullptr) continue;
      for (std::size_t p = 0; p < topic.partitions.size(); ++p) {
        const auto& records = topic.partitions[p].records.parts;
        if (records.empty()) continue;
        const auto last = read_head(records.back());
        const TopicPartition where{known->name, topic.partitions[p].partition_index};
        const Group* const reader = broker_.groups().reader_of(client_, where);
        given.push_back({where, reader == nullptr ? "" : reader->id(),
                         request_.topics[t].partitions[p].fetch_offset, last->last_offset() + 1});
      }
    }
    if (given.empty()) return nullptr;
    return [&sink = broker_.sink(), client = client_, given = std::move(given)] {
      for (const auto& [where, group, from, upto] : given)
        sink.fetched({where, client, group, from, upto});
    };
  }

  struct Given {
    TopicPartition where;
    std::string group;
    std::int64_t from, upto;
  };

  Broker& broker_;
  const Client client_;
  const std::int32_t node_;
  const int version_;
  const std::size_t room_;  ///< what the answer holds at most, whatever the client would take
  const FetchRequest request_;
  const Reply<FetchResponse> reply_;
  const std::shared_ptr<const faults::Plan> plan_;
  base::Timer deadline_;
  std::vector<std::pair<std::shared_ptr<Partition>, Signal::Id>> waiting_;
  Signal::Id faults_ = 0;
  Charge charge_;
  std::size_t bytes_ = 0;
  bool failed_ = false;
};

}  // namespace

void fetch(Context& context, const FetchRequest& request, Reply<FetchResponse> reply) {
  // Sessions (KIP-227) are refused by an id of 0: the client then sends whole requests.
  if (request.session_id != 0) {
    FetchResponse response;
    response.error_code = code(Error::kFetchSessionIdNotFound);
    return reply(response);
  }
  std::make_shared<Fetching>(context, request, std::move(reply))->start(context);
}

}  // namespace ricochet::bus::broker::api
