// What a client sends to the broker: frames with their sizes, one after the other. Each request
// that is served gets one answer, in its time, which can be read as its version says.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bus/broker/api/table.h"
#include "bus/broker/broker.h"
#include "bus/broker/sasl/sasl.h"
#include "bus/protocol/codec.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/wire.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_loop.h"

namespace {

namespace protocol = ricochet::bus::protocol;
namespace broker = ricochet::bus::broker;
using ricochet::fuzz::require;

constexpr auto kStep = std::chrono::milliseconds(250);
/// Longer than any wait that a bound lets be: sessions and rebalances go up to half an hour.
constexpr int kSteps = 4 * 60 * 31;

class Conversation {
 public:
  Conversation() { (void)broker_.topics().create("events-00000000000", 2, 1, {}); }

  /// False: the connection is over.
  bool frame(std::string_view bytes) {
    protocol::RequestHeader header;
    if (!protocol::read_message(protocol::RequestHeader::message(), &header, bytes, 1))
      return false;
    const broker::api::Row* const row = broker::api::find_row(header.request_api_key);
    const int version = header.request_api_version;
    if (row == nullptr || version < row->first || version > row->last) return false;
    const bool flexible = row->served.request().flexible.contain(version);
    const auto taken = protocol::read_message(protocol::RequestHeader::message(), &header, bytes,
                                              flexible ? 2 : 1);
    if (!taken) return false;
    return serve(*row, version, header.client_id.value_or(""), bytes.substr(*taken));
  }
  void leave() {
    if (const auto gone = std::exchange(gone_, nullptr)) gone();
    loop_.advance(std::chrono::seconds(60));
  }

 private:
  struct Heard {
    bool answered = false, closed = false;
  };

  bool serve(const broker::api::Row& row, int version, const std::string& client,
             std::string_view body) {
    const auto heard = std::make_shared<Heard>();
    const broker::api::Responder answer(
        "", [&row, version, heard](broker::api::Responder::Outgoing outcome) {
          require(!heard->answered);
          heard->answered = true;
          using Kind = broker::api::Responder::Outgoing::Kind;
          heard->closed = outcome.kind == Kind::kClose;
          if (outcome.kind != Kind::kFrame) return;
          const auto value = row.served.response().make();
          const auto taken =
              protocol::read_message(row.served.response(), value.get(), outcome.text, version);
          require(taken && *taken == outcome.text.size());
        });
    broker::api::Context context{broker_, {client, "127.0.0.1"}, 1, "127.0.0.1", version, &gone_};
    context.authentication = &authentication_;
    if (!row.served.serve(context, body, answer)) return false;
    for (int i = 0; i < kSteps && !heard->answered; ++i) loop_.advance(kStep);
    if (heard->answered) gone_ = nullptr;
    return heard->answered && !heard->closed;
  }

  ricochet::test::FakeLoop loop_;
  broker::Sink sink_;
  broker::Broker broker_{loop_, ricochet::base::Random(1), options(), sink_};
  broker::Users users_{{{"user", "password"}}};
  broker::Authentication authentication_{users_};
  std::function<void()> gone_;

  static broker::BrokerOptions options() {
    broker::BrokerOptions options;
    options.memory = 1 << 20;
    options.max_partitions = 100;
    options.max_groups = 20;
    return options;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Conversation conversation;
  while (bytes.size() >= 4) {
    const auto length = protocol::load<std::uint32_t>(bytes.data());
    if (length > bytes.size() - 4) break;
    if (!conversation.frame(bytes.substr(4, length))) break;
    bytes.remove_prefix(4 + length);
  }
  conversation.leave();
  return 0;
}
