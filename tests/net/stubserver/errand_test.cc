// What a session asks of others, and what it says when it does not get it.
#include "stubserver/answer/errand.h"

#include <gmock/gmock.h>

#include "stubserver/outgoing/call_gate.h"
#include "stubserver/outgoing/callback.h"
#include "stubserver/outgoing/proxy_call.h"
#include "tests/net/stubserver/net_fixture.h"

namespace ricochet::stubserver {
namespace {

using ::testing::HasSubstr;

class ErrandTest : public NetTest {
 protected:
  base::Status outcome_of(Errand& errand) {
    std::optional<base::Status> outcome;
    errand.start({.loop = loop_,
                  .request = request_,
                  .response = response_,
                  .delivery = delivery_,
                  .log = nullptr,
                  .gate = *gate_,
                  .depth = 0,
                  .delay = delay_,
                  .more = more_},
                 [&](base::Status status) { outcome = std::move(status); });
    EXPECT_FALSE(outcome) << "never inside start()";
    wait_until([&] { return outcome.has_value(); });
    return *outcome;
  }
  /// Where nobody listens any more.
  std::string nowhere() {
    serve("[]");
    auto url = server_->url();
    server_.reset();
    return url;
  }

  match::Request request_;
  http::Response response_;
  std::unique_ptr<Delivery> delivery_;
  base::Duration delay_{0};
  std::vector<std::unique_ptr<Errand>> more_;
  std::shared_ptr<CallGate> gate_ = std::make_shared<CallGate>(loop_, CallRules());
};

TEST_F(ErrandTest, ACallbackThatNobodyTakesFails) {
  http::ClientRequest request;
  request.method = "GET";
  request.url = nowhere() + "/";
  CallbackCall call(request, true);
  const auto outcome = outcome_of(call);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "stub/callback-failed");
  EXPECT_THAT(outcome.error().message, HasSubstr("its callback: "));
}

TEST_F(ErrandTest, AProxyWhoseTargetDoesNotEndItsAnswerFails) {
  serve(R"([{"response": {"latency": {"duration": 20, "unit": "second"}, "text": "late"}}])");
  auto plan = std::make_shared<ProxyPlan>();
  plan->call.timeout = std::chrono::milliseconds(20);
  ProxyCall call(plan, {.url = server_->url() + "/", .named = true});
  request_.method = "GET";
  request_.set_target("/");
  const auto outcome = outcome_of(call);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "stub/proxy-failed");
  EXPECT_THAT(outcome.error().message, HasSubstr("no complete answer within 20 ms"));
}

}  // namespace
}  // namespace ricochet::stubserver
