// How many waits an arrival asks: as many with 10,000 of them as with 10.
#include "awaits/wait_index.h"
#include "base/json/document.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

using Selector = std::shared_ptr<const match::Matcher>;

/// Counts how often it is asked for a verdict.
class Counting final : public match::Matcher {
 public:
  Counting(Selector inner, std::size_t& asked) : inner_(std::move(inner)), asked_(asked) {}
  bool matches(const match::Subject& subject) const override {
    ++asked_;
    return inner_->matches(subject);
  }
  std::vector<match::Condition> explain(const match::Subject& subject) const override {
    return inner_->explain(subject);
  }
  std::string describe() const override { return inner_->describe(); }
  match::SelectiveKey selective_key() const override { return inner_->selective_key(); }
  bool may_give_up() const override { return inner_->may_give_up(); }
  bool needs_body() const override { return inner_->needs_body(); }
  std::map<std::string, std::string> path_variables(const match::Subject& s) const override {
    return inner_->path_variables(s);
  }

 private:
  Selector inner_;
  std::size_t& asked_;
};

class AskedTest : public LogTest {
 protected:
  AskedTest() { bin("b"); }

  Selector counting(const std::string& text, match::Kind kind = match::Kind::kRequest) {
    base::DiagList diags;
    const auto document = base::JsonDocument::parse("test", text).value();
    match::CompileOptions options;
    options.kind = kind;
    auto inner = match::Matcher::compile(base::JsonReader(document, diags, "match"), options);
    EXPECT_TRUE(inner) << diags.render_all();
    return std::make_shared<Counting>(std::move(inner), asked_);
  }
  Expectation two(Selector selector) {
    Expectation e;
    e.sources.push_back({"b", 0});
    e.selector = std::move(selector);
    e.count = Count::at_least(2);
    return e;
  }
  AwaitId start(Expectation e) {
    e.sources.front().after = log_.cursor("b");
    return engine_.start(std::move(e), loop_.now()).value();
  }
  /// `count` waits, in whose selector # is the number of the wait.
  void start_many(std::size_t count, const std::string& selector) {
    for (std::size_t i = 0; i < count; ++i) {
      std::string text = selector;
      for (auto at = text.find('#'); at != std::string::npos; at = text.find('#'))
        text.replace(at, 1, std::to_string(i));
      start(two(counting(text)));
    }
  }
  std::size_t asked_by(const journal::RecordPtr& record) {
    asked_ = 0;
    engine_.arrived(record, loop_.now());
    return asked_;
  }
  journal::RecordPtr post(const std::string& target, const std::string& body,
                          std::vector<match::Field> headers = {}) {
    auto made = exchange("b", target, "POST", body);
    made.request.headers = std::move(headers);
    return log_.append(std::move(made));
  }
  std::uint64_t observed() const {
    std::uint64_t sum = 0;
    for (const auto& open : engine_.pending()) sum += open.observed;
    return sum;
  }

  std::size_t asked_ = 0;
  AwaitEngine engine_{log_};
};

constexpr std::size_t kMany = 1000;

TEST_F(AskedTest, ByTheirPath) {
  start_many(kMany, R"({"uri":"/#"})");
  EXPECT_EQ(asked_by(post("/500", "")), 1u);
  EXPECT_EQ(observed(), 1u);
}

TEST_F(AskedTest, ByAPatternOfPaths) {
  start_many(kMany, R"({"uri":{"path":"/orders/#/{item}"}})");
  start_many(kMany, R"({"uri":{"startsWith":"/carts/#/"}})");
  start_many(kMany, R"({"uri":{"match":"/users/#/[a-z]+"}})");
  EXPECT_EQ(asked_by(post("/orders/7/a", "")), 1u);
  EXPECT_EQ(asked_by(post("/carts/987/a", "")), 1u);
  EXPECT_EQ(asked_by(post("/users/987/a", "")), 1u);
  EXPECT_EQ(observed(), 3u);
}

TEST_F(AskedTest, ByWhatAJsonPathLeadsTo) {
  start_many(kMany, R"({"json_paths":{"$.order":"#"}})");
  EXPECT_EQ(asked_by(post("/", R"({"order":17})")), 1u);
  EXPECT_EQ(asked_by(post("/", R"({"order":"18"})")), 1u);
  EXPECT_EQ(asked_by(post("/", R"({"order":"none"})")), 0u);
  EXPECT_EQ(observed(), 2u);
}

TEST_F(AskedTest, ByAHeaderAQueryACookieAFormField) {
  start_many(kMany, R"({"headers":{"X-Id":"#"}})");
  start_many(kMany, R"({"queries":{"q":"#"}})");
  start_many(kMany, R"({"cookies":{"c":"#"}})");
  start_many(kMany, R"({"forms":{"f":"#"}})");
  EXPECT_EQ(asked_by(post("/?q=2", "f=4", {{"x-id", "1"}, {"Cookie", "c=3"}})), 4u);
  EXPECT_EQ(observed(), 4u);
}

TEST_F(AskedTest, WhatAllOfThemShareTellsNothingApart) {
  start_many(kMany, R"({"uri":"/orders","json_paths":{"$.order":"#","$.status":"paid"}})");
  EXPECT_LE(asked_by(post("/orders", R"({"order":17,"status":"paid"})")),
            WaitIndex::kWorthAPlace + 2);
  EXPECT_EQ(observed(), 1u);
}

TEST_F(AskedTest, BySteps) {
  for (std::size_t i = 0; i < kMany; ++i) {
    const auto order = std::to_string(i);
    auto e = two(nullptr);
    for (const auto* type : {"placed", "paid"}) {
      ExpectedStep step;
      step.bin = "b";
      step.selector = counting(R"({"uri":"/)" + std::string(type) +
                               R"(","json_paths":{"$.order":")" + order + "\"}}");
      e.steps.push_back(std::move(step));
    }
    start(std::move(e));
  }
  // Each of the waits that are asked looks at both steps.
  EXPECT_LE(asked_by(post("/placed", R"({"order":17})")), 2 * (WaitIndex::kWorthAPlace + 2));
  EXPECT_EQ(observed(), 1u);
}

TEST_F(AskedTest, ByTheValueToCorrelateBy) {
  for (std::size_t i = 0; i < kMany; ++i) {
    auto e = two(counting(R"({"uri":"/orders"})"));
    e.correlate.emplace();
    e.correlate->by = Correlation::parse("json:$.order").value();
    e.correlate->value = std::to_string(i);
    start(std::move(e));
  }
  EXPECT_LE(asked_by(post("/orders", R"({"order":17})")), WaitIndex::kWorthAPlace + 2);
  EXPECT_EQ(observed(), 1u);
}

TEST_F(AskedTest, ByTheirScope) {
  log_.tell_apart([](const journal::Record& record) -> std::uint64_t {
    const auto* scope = record.message().header("x-scope");
    return scope == nullptr ? 0 : std::stoull(*scope);
  });
  for (std::size_t i = 0; i < kMany; ++i) {
    auto e = two(counting(R"({"text":{"contain":"a"}})"));  // by which none is found
    e.sources.front().scope = i + 1;
    start(std::move(e));
  }
  EXPECT_EQ(asked_by(post("/", "a", {{"X-Scope", "17"}})), 1u);
  EXPECT_EQ(asked_by(post("/", "a")), 0u);
  EXPECT_EQ(observed(), 1u);
}

/// A wait that would be one place too many is asked of each record, and counts what it should.
TEST_F(AskedTest, PlacesAreBounded) {
  for (std::size_t i = 0; i < WaitIndex::kMostPlaces + 5; ++i)
    start(two(counting(R"({"headers":{"X-)" + std::to_string(i) + R"(":"1"}})")));
  EXPECT_EQ(asked_by(post("/", "")), 5u);
  std::vector<match::Field> headers;
  for (std::size_t i = 0; i < WaitIndex::kMostPlaces + 5; ++i)
    headers.push_back({"X-" + std::to_string(i), "1"});
  asked_by(post("/", "", headers));
  EXPECT_EQ(observed(), WaitIndex::kMostPlaces + 5);
}

/// Places go with the waits that were the last to look there.
TEST_F(AskedTest, PlacesAreFreedAgain) {
  for (std::size_t i = 0; i < 5 * WaitIndex::kMostPlaces; ++i) {
    const auto id = start(two(counting(R"({"headers":{"X-)" + std::to_string(i) + R"(":"1"}})")));
    EXPECT_EQ(asked_by(post("/", "")), 0u);
    engine_.cancel(id, "test", loop_.now());
  }
}

/// After a large body all go on as before it.
TEST_F(AskedTest, AWaitThatAWorkerHasLookedForIsFoundAgain) {
  AwaitEngine::Options options;
  options.in_passing = true;
  AwaitEngine engine(log_, options);
  for (std::size_t i = 0; i < 50; ++i) {
    auto e = two(counting(R"({"json_paths":{"$.order":")" + std::to_string(i) + "\"}}"));
    ASSERT_TRUE(engine.start(std::move(e), loop_.now()).has_value());
  }
  const auto large = R"({"order":17,"pad":")" + std::string(match::kLargeBody, 'x') + "\"}";
  engine.arrived(post("/", large), loop_.now());
  EXPECT_EQ(engine.pending(18)->observed, 0u) << "the loop does not look at it";
  for (const auto& look : engine.take_looks()) {
    look.run();
    engine.looked(look, loop_.now());
  }
  EXPECT_EQ(engine.pending(18)->observed, 1u);
  asked_ = 0;
  engine.arrived(post("/", R"({"order":17})"), loop_.now());
  EXPECT_EQ(asked_, 1u);
}

}  // namespace
}  // namespace ricochet::awaits
