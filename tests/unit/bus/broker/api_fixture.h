#pragma once
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "bus/broker/api/handlers.h"
#include "bus/protocol/records.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/bus/broker/recording_sink.h"

namespace ricochet::bus::broker::api {

/// A broker without connections: handlers are called as the table calls them.
class ApiFixture : public testing::Test {
 protected:
  explicit ApiFixture(BrokerOptions options = {})
      : broker_(loop_, base::Random(1), std::move(options), sink_) {
    for (Node& node : broker_.nodes()) node.port = static_cast<std::uint16_t>(9091 + node.id);
  }

  Context context(int version, std::int32_t node = 1) {
    return {broker_, {"me", "127.0.0.1"}, node, "127.0.0.1", version, &gone_};
  }

  /// What a handler answers that never waits.
  template <class Request, class Response>
  Response ask(Response (*handler)(Context&, const Request&), const Request& request, int version,
               std::int32_t node = 1) {
    Context made = context(version, node);
    // Over the wire and back, as the version would have it.
    std::string bytes;
    encode(handler(made, request), version, bytes);
    return decode<Response>(bytes, version).value();
  }

  /// What a handler of the waiting kind answers; nothing yet while it waits.
  template <class Response>
  struct Waiting {
    std::optional<Response> answer;
    std::string frame;  ///< that the answer points into
    bool closed = false, nothing = false;
    std::function<void()> leaves;  ///< kept, when `keeps_` says so
  };
  template <class Request, class Response>
  std::shared_ptr<Waiting<Response>> call(void (*handler)(Context&, const Request&,
                                                          Reply<Response>),
                                          const Request& request, int version,
                                          std::int32_t node = 1) {
    const auto waiting = std::make_shared<Waiting<Response>>();
    const Responder answer("", [this, waiting, version](Responder::Outgoing outcome) {
      EXPECT_FALSE(waiting->answer || waiting->closed || waiting->nothing) << "answered twice";
      waiting->closed = outcome.kind == Responder::Outgoing::Kind::kClose;
      waiting->nothing = outcome.kind == Responder::Outgoing::Kind::kNothing;
      if (outcome.kind != Responder::Outgoing::Kind::kFrame) return;
      waiting->frame = std::move(outcome.text);
      waiting->answer = decode<Response>(waiting->frame, version).value();
      if (keeps_)
        waiting->leaves = std::move(outcome.leaves);
      else if (outcome.leaves)
        outcome.leaves();
    });
    Context made = context(version, node);
    handler(made, request, Reply<Response>(answer, version));
    return waiting;
  }

  Topic& make_topic(const std::string& name, int partitions = 1) {
    return *broker_.topics().create(name, partitions, -1, {}).topic;
  }

  static std::string batch(const std::vector<std::string>& values, BatchHead head = {}) {
    std::vector<RecordView> records;
    for (const auto& value : values) {
      RecordView record;
      record.timestamp_ms = 1000;
      record.key = "k";
      record.value = value;
      records.push_back(record);
    }
    return make_batch(records, head);
  }

  ProduceResponse::Response::PartitionResponse produce_one(
      const std::string& topic, const std::string& bytes, std::int32_t partition = 0,
      const std::optional<std::string>& transaction = std::nullopt, int version = 9) {
    ProduceRequest request;
    request.acks = -1;
    request.transactional_id = transaction;
    auto& data = request.topic_data.emplace_back();
    data.name = topic;
    auto& one = data.partition_data.emplace_back();
    one.index = partition;
    one.records.parts = {bytes};
    return call(&produce, request, version)->answer->responses.at(0).partition_responses.at(0);
  }

  static FetchRequest fetch_request(const std::string& topic, std::int64_t offset) {
    FetchRequest request;
    request.max_wait_ms = 500;
    request.min_bytes = 1;
    auto& data = request.topics.emplace_back();
    data.topic = topic;
    auto& one = data.partitions.emplace_back();
    one.fetch_offset = offset;
    one.partition_max_bytes = 1 << 20;
    return request;
  }

  test::FakeLoop loop_;
  RecordingSink sink_;
  Broker broker_;
  std::function<void()> gone_;
  bool keeps_ = false;  ///< answers do not leave for the client
};

}  // namespace ricochet::bus::broker::api
