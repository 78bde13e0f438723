// TLS and SASL, as librdkafka and a client of raw bytes meet them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bus/kafka/kafka_bus.h"
#include "bus/protocol/codec.h"
#include "bus/protocol/messages.h"
#include "tests/net/bus/frames.h"
#include "tests/net/bus/native_client.h"
#include "tests/net/bus/server_thread.h"
#include "tests/support/raw_client.h"

namespace ricochet::bus {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kSecureLimitMs = 20'000;

struct Security {
  bool tls = false;
  std::string mechanism;  ///< "": no SASL
};

class SecureBroker : public testing::TestWithParam<Security> {
 protected:
  static broker::ServerOptions options() {
    broker::ServerOptions options;
    if (GetParam().tls) options.tls.emplace();
    if (!GetParam().mechanism.empty()) options.users = {{"photo", "secret"}};
    return options;
  }
  std::map<std::string, std::string> properties(const std::string& password) {
    const bool sasl = !GetParam().mechanism.empty();
    std::map<std::string, std::string> all{
        {"security.protocol",
         std::string(sasl ? "SASL_" : "") + (GetParam().tls ? "SSL" : "PLAINTEXT")},
        {"client.id", "photo-service"}};
    if (sasl) {
      all["sasl.mechanism"] = GetParam().mechanism;
      all["sasl.username"] = "photo";
      all["sasl.password"] = password;
    }
    if (GetParam().tls)
      all["ssl.ca.pem"] =
          broker_.run([](broker::Server& server) { return server.certificate_pem(); });
    return all;
  }
  static bool reaches(const Native& client, int limit_ms) {
    const rd_kafka_metadata_t* told = nullptr;
    const auto error = rd_kafka_metadata(client.handle, 1, nullptr, &told, limit_ms);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    rd_kafka_metadata_destroy(told);
    return true;
  }

  broker::ServerThread broker_{options()};
};

TEST_P(SecureBroker, LibrdkafkaComesInAndProduces) {
  const Native producer(RD_KAFKA_PRODUCER, broker_.bootstrap_servers(), properties("secret"));
  ASSERT_TRUE(reaches(producer, kSecureLimitMs)) << testing::PrintToString(broker_.refusals());
  std::string value(100'000, 'x');  // more than one TLS record
  for (int i = 0; i < 10; ++i) {
    rd_kafka_producev(producer.handle, RD_KAFKA_V_TOPIC("events"),
                      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                      RD_KAFKA_V_VALUE(value.data(), value.size()), RD_KAFKA_V_END);
  }
  EXPECT_EQ(rd_kafka_flush(producer.handle, kSecureLimitMs), RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_EQ(broker_.run([](broker::Server& server) {
    return server.broker().topics().find("events")->partitions[0]->log.end();
  }),
            10);
  EXPECT_TRUE(broker_.refusals().empty());
}

TEST_P(SecureBroker, AWrongPasswordIsRefusedAndTold) {
  if (GetParam().mechanism.empty()) return;
  const Native producer(RD_KAFKA_PRODUCER, broker_.bootstrap_servers(), properties("wrong"));
  EXPECT_FALSE(reaches(producer, 300));
  EXPECT_THAT(broker_.refusals(), Contains("photo-service: SASL " + GetParam().mechanism +
                                           ": the password of user \"photo\" is wrong"));
}

INSTANTIATE_TEST_SUITE_P(Ways, SecureBroker,
                         testing::Values(Security{true, ""}, Security{false, "PLAIN"},
                                         Security{true, "PLAIN"}, Security{true, "SCRAM-SHA-256"},
                                         Security{false, "SCRAM-SHA-256"},
                                         Security{true, "SCRAM-SHA-512"}),
                         [](const auto& way) {
                           std::string name =
                               (way.param.tls ? "Tls" : "Clear") + way.param.mechanism;
                           std::erase(name, '-');
                           return name;
                         });

class StrangersAtTheBroker : public testing::Test {
 protected:
  static broker::ServerOptions asking() {
    broker::ServerOptions options;
    options.users = {{"photo", "secret"}};
    options.limits.stall = std::chrono::milliseconds(50);
    return options;
  }
  test::RawClient connect() {
    const auto port =
        broker_.run([](broker::Server& server) { return server.endpoints()[0].port; });
    return test::RawClient(port);
  }
  broker::ServerThread broker_{asking()};
};

TEST_F(StrangersAtTheBroker, MayAskForVersionsAndNothingElse) {
  auto client = connect();
  client.send(frame_of(protocol::ApiVersionsRequest(), 0, 1));
  EXPECT_EQ(correlation_of(read_frame(client)), 1);
  client.send(frame_of(protocol::MetadataRequest(), 1, 2));
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_THAT(broker_.refusals(), ElementsAre(HasSubstr("me: it did not show who it is")));
}

TEST_F(StrangersAtTheBroker, MayNotSendMuch) {
  auto client = connect();
  client.send(std::string("\0\x09\0\0\0\0", 6));
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_THAT(broker_.refusals(), ElementsAre(HasSubstr("at most 512.0 KiB are taken")));
}

TEST_F(StrangersAtTheBroker, AnUnknownMechanismIsAnsweredWithTheKnownOnes) {
  auto client = connect();
  protocol::SaslHandshakeRequest request;
  request.mechanism = "GSSAPI";
  client.send(frame_of(request, 1, 3));
  const auto told = body_of<protocol::SaslHandshakeResponse>(read_frame(client), 1);
  EXPECT_EQ(told.error_code, 33);
  EXPECT_THAT(told.mechanisms, ElementsAre("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"));
  EXPECT_EQ(client.wait_end(), test::End::kFin);
}

TEST_F(StrangersAtTheBroker, ARefusalIsAnsweredBeforeTheEnd) {
  auto client = connect();
  protocol::SaslHandshakeRequest request;
  request.mechanism = "PLAIN";
  client.send(frame_of(request, 1, 3));
  EXPECT_EQ(body_of<protocol::SaslHandshakeResponse>(read_frame(client), 1).error_code, 0);
  protocol::SaslAuthenticateRequest token;
  token.auth_bytes = std::string("\0photo\0wrong", 12);
  client.send(frame_of(token, 1, 4));
  const auto told = body_of<protocol::SaslAuthenticateResponse>(read_frame(client), 1);
  EXPECT_EQ(told.error_code, 58);
  EXPECT_EQ(told.error_message, "Authentication failed: Invalid username or password");
  EXPECT_EQ(client.wait_end(), test::End::kFin);
}

TEST_F(StrangersAtTheBroker, TheFirstFormOfTheHandshakeTakesRawTokens) {
  auto client = connect();
  protocol::SaslHandshakeRequest request;
  request.mechanism = "PLAIN";
  client.send(frame_of(request, 0, 3));
  EXPECT_EQ(body_of<protocol::SaslHandshakeResponse>(read_frame(client), 0).error_code, 0);
  client.send(sized(std::string("\0photo\0secret", 13)));
  EXPECT_EQ(client.read(4), std::string(4, '\0'));
  client.send(frame_of(protocol::MetadataRequest(), 1, 5));
  EXPECT_EQ(correlation_of(read_frame(client)), 5);
}

TEST(EmbeddedSecurity, OurOwnClientComesIn) {
  base::AsioLoop loop;
  EmbeddedOptions options;
  options.users = {{"photo", "secret"}};
  options.tls.emplace();
  const auto broker = start_embedded_broker(loop, {}, options).value();
  KafkaOptions kafka;
  kafka.embedded = broker.get();
  kafka.properties = broker->client_properties();
  const auto bus = make_kafka_bus(loop, std::move(kafka)).value();
  std::optional<base::Status> opened;
  bus->open({{"events", 1}}, std::chrono::seconds(20), [&](auto status) { opened = status; });
  ASSERT_TRUE(loop.run_until([&] { return opened.has_value(); }, std::chrono::seconds(20)));
  EXPECT_TRUE(*opened);
  bool closed = false;
  bus->close([&] { closed = true; });
  EXPECT_TRUE(loop.run_until([&] { return closed; }, std::chrono::seconds(20)));
}

class TlsBroker : public testing::Test {
 protected:
  static broker::ServerOptions tls() {
    broker::ServerOptions options;
    options.tls.emplace();
    options.limits.stall = std::chrono::milliseconds(50);
    return options;
  }
  broker::ServerThread broker_{tls()};
};

TEST_F(TlsBroker, WhoSpeaksPlainIsToldOf) {
  const auto port = broker_.run([](broker::Server& server) { return server.endpoints()[0].port; });
  test::RawClient plain(port);
  plain.send(frame_of(protocol::ApiVersionsRequest(), 0, 1));
  plain.read_all();
  test::RawClient silent(port);
  silent.read_all();
  EXPECT_THAT(broker_.refusals(),
              ElementsAre(HasSubstr(": TLS handshake: "), HasSubstr("it did not come to its end")));
}

}  // namespace
}  // namespace ricochet::bus
