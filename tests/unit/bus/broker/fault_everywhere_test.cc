// An error that is asked for is in the answer, whichever API and version it is asked of.
#include <gtest/gtest.h>

#include "bus/broker/api/table.h"
#include "bus/broker/faults/plan_for.h"
#include "tests/unit/bus/broker/fault_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

constexpr std::int16_t kWanted = 999;  // none of Kafka's: nobody answers so by chance

/// A request that names the topic, group, transactional id and so on "t" once wherever it can.
class OneOfEach {
 public:
  OneOfEach(int version, const Uuid& topic) : version_(version), topic_(topic) {}

  void fill(const StructLayout& shape, void* value) const {
    for (const Field& field : shape.all()) {
      if (!field.versions.contain(version_) || std::string_view(field.name) == "Cursor") continue;
      void* at = static_cast<char*>(value) + field.offset;
      if (field.optional_ops != nullptr) at = field.optional_ops->emplace(at);
      if (field.array) at = field.array_ops->resize(at, 1);
      if (field.type == Type::kStruct) fill(*field.shape, at);
      if (field.type == Type::kString || field.type == Type::kBytes)
        *static_cast<std::string*>(at) = "t";
      if (field.type == Type::kUuid) *static_cast<Uuid*>(at) = topic_;
      // Without it there is no answer.
      if (std::string_view(field.name) == "Acks") *static_cast<std::int16_t*>(at) = 1;
    }
  }

 private:
  const int version_;
  const Uuid topic_;
};

bool is_error(const Field& field) {
  return field.type == Type::kInt16 && std::string_view(field.name).ends_with("ErrorCode");
}

/// Has the answer the code?
bool tells(const StructLayout& shape, const void* value, int version) {
  for (const Field& field : shape.all()) {
    if (!field.versions.contain(version)) continue;
    const void* at = static_cast<const char*>(value) + field.offset;
    if (field.optional_ops != nullptr) at = field.optional_ops->get(at);
    if (at == nullptr) continue;
    if (is_error(field) && *static_cast<const std::int16_t*>(at) == kWanted) return true;
    if (field.type != Type::kStruct) continue;
    const std::size_t count = field.array ? field.array_ops->size(at) : 1;
    const auto* element = static_cast<const char*>(field.array ? field.array_ops->data(at) : at);
    for (std::size_t i = 0; i < count; ++i) {
      if (tells(*field.shape, element + (field.array ? i * field.array_ops->stride : 0), version))
        return true;
    }
  }
  return false;
}

TEST_F(FaultCommands, AnErrorIsInTheAnswerOfEveryApiInEveryVersion) {
  const Uuid topic = make_topic("t").id;
  for (const Row& row : table()) {
    SCOPED_TRACE(row.name);
    broker_.faults().clear();
    apply(R"({ "error": 999, "on": { "api": ")" + std::string(row.name) + R"(" } })").value();
    const auto& request = row.served.request();
    const auto& response = row.served.response();
    for (int version = row.first; version <= row.last; ++version) {
      const auto asked = request.make();
      OneOfEach(version, topic).fill(*request.shape, asked.get());
      std::string body, frame;
      write_message(request, asked.get(), version, body);
      Context made = context(version);
      made.plan =
          faults::plan_for(broker_, {row.key, 1, {"me", "127.0.0.1"}}, request, body, version);
      ASSERT_TRUE(made.plan) << "version " << version;
      const Responder answer("", [&](const Responder::Outgoing& outcome) { frame = outcome.text; });
      EXPECT_TRUE(row.served.serve(made, body, answer)) << "version " << version;
      const auto told = response.make();
      EXPECT_TRUE(read_message(response, told.get(), frame, version)) << "version " << version;
      EXPECT_TRUE(tells(*response.shape, told.get(), version)) << "version " << version;
    }
  }
}

TEST_F(FaultCommands, AnErrorIsForTheTopicOrTheTransactionThatItNames) {
  make_topic("t", 2);
  make_topic("u");
  apply(R"({ "error": 999, "on": { "api": "DescribeProducers", "topic": "t", "partition": 1 } })")
      .value();
  DescribeProducersRequest producers;
  producers.topics = {{"t", {0, 1}}, {"u", {0}}};
  Asked asked;
  asked.api = 61;
  asked.places = {{"t", {0, 1}}, {"u", {0}}};
  Context made = with_plan(asked, 0);
  const auto of_topics = describe_producers(made, producers).topics;
  EXPECT_EQ(of_topics[0].partitions[0].error_code, 0);
  EXPECT_EQ(of_topics[0].partitions[1].error_code, kWanted);
  EXPECT_EQ(of_topics[1].partitions[0].error_code, 0);
  apply(R"({ "error": 999, "on": { "api": "DescribeTransactions", "transaction": "a" } })").value();
  DescribeTransactionsRequest transactions;
  transactions.transactional_ids = {"a", "b"};
  Asked of_ids;
  of_ids.api = 65;
  of_ids.transactions = {"a", "b"};
  Context of_transaction = with_plan(of_ids, 0);
  const auto told = describe_transactions(of_transaction, transactions).transaction_states;
  EXPECT_EQ(told[0].error_code, kWanted);
  EXPECT_EQ(told[1].error_code, 105);
}

}  // namespace
}  // namespace ricochet::bus::broker::api
