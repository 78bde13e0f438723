#include <memory>
#include <optional>

#include "base/random.h"
#include "bus/protocol/records.h"
#include "tests/bench/measures.h"
#include "tests/net/bus/frames.h"

namespace ricochet::bench {

using namespace bus::protocol;

namespace {

std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

/// A connection that asks one thing after the other.
class Asker {
 public:
  explicit Asker(const std::string& address) : client_(port_of(address)) {
    if (!client_.connected()) give_up("nobody listens at " + address);
  }
  template <class Response, class Request>
  Response ask(const Request& request, int version) {
    client_.send(bus::frame_of(request, version, ++correlation_, "bench"));
    return receive<Response>(version);
  }
  template <class Request>
  void send(const Request& request, int version) {
    client_.send(bus::frame_of(request, version, ++correlation_, "bench"));
  }
  /// The first byte of the next answer is there, and taken.
  void first_byte() { first_ = client_.read(1); }
  template <class Response>
  Response receive(int version) {
    std::string size = std::exchange(first_, "");
    size += client_.read(4 - size.size());
    if (size.size() < 4) give_up("the broker closed the connection");
    frame_ = client_.read(load<std::uint32_t>(size.data()));
    return bus::body_of<Response>(frame_, version);
  }

 private:
  test::RawClient client_;
  std::int32_t correlation_ = 0;
  std::string first_, frame_;
};

/// A member of a group as clients are: it joins, and the leader hands out.
class Member {
 public:
  Member(const std::string& address, std::string group)
      : asker_(address), group_(std::move(group)) {
    FindCoordinatorRequest find;
    find.coordinator_keys = {group_};
    while (asker_.ask<FindCoordinatorResponse>(find, 4).coordinators.at(0).error_code != 0) {
    }
  }
  void send_join() {
    JoinGroupRequest request;
    request.group_id = group_;
    request.session_timeout_ms = 10'000;
    request.rebalance_timeout_ms = 10'000;
    request.member_id = id_;
    request.protocol_type = "consumer";
    request.protocols = {{"range", "meta"}};
    asker_.send(request, 9);
  }
  /// False: it has to be asked again, with the id that was given.
  bool receive_join() {
    const auto told = asker_.receive<JoinGroupResponse>(9);
    id_ = told.member_id;
    // 14, 15, 16: a coordinator that has just come up still loads, or is not yet where it was said
    // to be.
    if (told.error_code == 79 || (told.error_code >= 14 && told.error_code <= 16)) return false;
    if (told.error_code != 0) give_up("JoinGroup: error " + std::to_string(told.error_code));
    generation_ = told.generation_id;
    members_.clear();
    for (const auto& member : told.members) members_.push_back(member.member_id);
    return true;
  }
  void join() {
    do {
      send_join();
    } while (!receive_join());
  }
  void send_sync() {
    SyncGroupRequest request;
    request.group_id = group_;
    request.generation_id = generation_;
    request.member_id = id_;
    request.protocol_type = "consumer";
    request.protocol_name = "range";
    for (const auto& member : members_) request.assignments.push_back({member, "share"});
    asker_.send(request, 5);
  }
  std::int16_t receive_sync() { return asker_.receive<SyncGroupResponse>(5).error_code; }
  std::int16_t heartbeat() {
    HeartbeatRequest request;
    request.group_id = group_;
    request.generation_id = generation_;
    request.member_id = id_;
    return asker_.ask<HeartbeatResponse>(request, 4).error_code;
  }
  bool leads() const { return !members_.empty(); }
  std::size_t size() const { return members_.size(); }

 private:
  Asker asker_;
  const std::string group_;
  std::string id_;
  std::int32_t generation_ = -1;
  std::vector<std::string> members_;
};

FetchRequest fetch_request(const std::string& topic, std::int64_t offset) {
  FetchRequest request;
  request.max_wait_ms = 10'000;
  request.min_bytes = 1;
  request.max_bytes = 1 << 20;
  request.topics.emplace_back().topic = topic;
  auto& one = request.topics[0].partitions.emplace_back();
  one.fetch_offset = offset;
  one.partition_max_bytes = 1 << 20;
  return request;
}

}  // namespace

void make_topic(const std::string& address, const std::string& name, int partitions) {
  Asker asker(address);
  CreateTopicsRequest request;
  request.timeout_ms = 10'000;
  auto& topic = request.topics.emplace_back();
  topic.name = name;
  topic.num_partitions = partitions;
  topic.replication_factor = 1;
  if (asker.ask<CreateTopicsResponse>(request, 5).topics.at(0).error_code != 0)
    give_up("the topic cannot be made");
  ListOffsetsRequest list;
  list.replica_id = -1;
  list.topics.emplace_back().name = name;
  list.topics[0].partitions.emplace_back().timestamp = -1;
  list.topics[0].partitions[0].partition_index = partitions - 1;
  while (asker.ask<ListOffsetsResponse>(list, 7).topics.at(0).partitions.at(0).error_code != 0) {
  }
}

double first_assignment(const std::string& address) {
  Member member(address, fresh_name("group"));
  const auto begin = Clock::now();
  member.join();
  member.send_sync();
  if (const auto error = member.receive_sync(); error != 0)
    give_up("SyncGroup: error " + std::to_string(error));
  return ms_since(begin);
}

double two_member_join(const std::string& address) {
  const std::string group = fresh_name("group");
  Member first(address, group), second(address, group);
  first.join();
  first.send_sync();
  first.receive_sync();
  const auto begin = Clock::now();
  second.send_join();
  if (second.receive_join()) give_up("the second member was not given an id");
  second.send_join();
  while (first.heartbeat() == 0) {
  }
  first.join();
  if (!second.receive_join() || first.size() + second.size() != 2)
    give_up("the two are not one group");
  Member& leader = first.leads() ? first : second;
  Member& follower = first.leads() ? second : first;
  follower.send_sync();
  leader.send_sync();
  if (leader.receive_sync() != 0 || follower.receive_sync() != 0) give_up("no assignment came");
  return ms_since(begin);
}

std::vector<double> publish_to_fetch(const std::string& address, int count) {
  const std::string topic = fresh_name("latency");
  make_topic(address, topic, 1);
  std::optional<Asker> reader, writer;
  RecordView record;
  record.timestamp_ms = 1'700'000'000'000;
  record.value = "a small record";
  const std::string batch = make_batch({record});
  ProduceRequest produce;
  produce.acks = -1;
  produce.timeout_ms = 10'000;
  produce.topic_data.emplace_back().name = topic;
  produce.topic_data[0].partition_data.emplace_back().records.parts = {batch};
  std::vector<double> times;
  constexpr int kForOneConnection = 200;  // a RawClient does not live for long
  for (int i = 0; i < count; ++i) {
    if (i % kForOneConnection == 0) {
      reader.emplace(address);
      writer.emplace(address);
    }
    reader->send(fetch_request(topic, i), 12);
    // The fetch is parked when something behind it has been answered, on another connection.
    writer->ask<ApiVersionsResponse>(ApiVersionsRequest(), 0);
    writer->send(produce, 9);
    const auto begin = Clock::now();
    reader->first_byte();
    times.push_back(ms_since(begin));
    writer->receive<ProduceResponse>(9);
    reader->receive<FetchResponse>(12);
  }
  return times;
}

int connections(const std::string& address, int count) {
  std::vector<std::unique_ptr<Asker>> all;
  for (int i = 0; i < count; ++i) all.push_back(std::make_unique<Asker>(address));
  int answered = 0;
  for (const auto& one : all)
    answered += one->ask<ApiVersionsResponse>(ApiVersionsRequest(), 0).error_code == 0 ? 1 : 0;
  return answered;
}

}  // namespace ricochet::bench
