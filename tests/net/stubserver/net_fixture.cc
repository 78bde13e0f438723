#include "tests/net/stubserver/net_fixture.h"

namespace ricochet::stubserver {

std::shared_ptr<const RuleSet> NetTest::rules(const std::string& text, const std::string& owner) {
  base::DiagList diags;
  LoadOptions options;
  options.owner = owner;
  const auto document =
      base::JsonDocument::parse(owner.empty() ? "stubs.json" : owner + ".json", text).value();
  auto set = RuleSet::parse(base::JsonReader(document, diags, "test"), options);
  EXPECT_TRUE(set) << diags.render_all();
  return set ? set : RuleSet::empty();
}

StubServer& NetTest::serve(const std::string& stubs) {
  server_ = std::make_unique<StubServer>(loop_, StubOptions("photos"), &sink_);
  server_->set_base(rules(stubs));
  server_->start().value();
  return *server_;
}

void NetTest::start_get(Calls& calls, const std::string& target) {
  http::ClientRequest request;
  request.url = server_->url() + target;
  request.timeout = calls.timeout;
  calls.handles.push_back(
      http::fetch(loop_, std::move(request), [&calls](base::Result<http::Response> response) {
        calls.answers.push_back(response ? std::to_string(response->status) + " " + response->body
                                         : "error: " + response.error().code);
      }));
}

std::unique_ptr<test::RawClient> NetTest::connect() {
  return std::make_unique<test::RawClient>(server_->server().endpoint().port, [this] {
    loop_.run_until([] { return false; }, std::chrono::milliseconds(1));
  });
}

std::unique_ptr<test::RawClient> NetTest::raw_get(const std::string& target) {
  auto client = connect();
  client->send("GET " + target + " HTTP/1.1\r\nHost: stub\r\n\r\n");
  return client;
}

void NetTest::wait_until(const std::function<bool()>& done) {
  ASSERT_TRUE(loop_.run_until(done, kDeadline)) << "waited too long";
}

void NetTest::wait_for(const Calls& calls, std::size_t count) {
  wait_until([&] { return calls.answers.size() >= count; });
}

std::string NetTest::get(const std::string& target) {
  Calls calls;
  start_get(calls, target);
  wait_for(calls, 1);
  return calls.answers.empty() ? "nothing" : calls.answers[0];
}

}  // namespace ricochet::stubserver
