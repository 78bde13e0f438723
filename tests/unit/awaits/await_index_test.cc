// The engine that finds waits by what their selectors rely on beside the one that asks each of
// them: the same story, the same verdicts.
#include <algorithm>
#include <set>

#include "base/json/document.h"
#include "base/random.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

using base::Duration;

std::shared_ptr<const match::Matcher> compiled(const std::string& text, match::Kind kind) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("test", text).value();
  match::CompileOptions options;
  options.kind = kind;
  auto matcher = match::Matcher::compile(base::JsonReader(document, diags, "match"), options);
  EXPECT_TRUE(matcher) << text << "\n" << diags.render_all();
  return matcher;
}

/// Whatever a verdict says that hangs on which records the wait has looked at.
std::string told(const Verdict& verdict, bool explained) {
  std::string out = verdict.message + " | window " + std::to_string(verdict.window) + " observed " +
                    std::to_string(verdict.observed) + " waited " +
                    std::to_string(verdict.waited.count()) + " settled " +
                    std::to_string(verdict.settled.count()) + " matched";
  for (const auto& record : verdict.matched) out += " " + std::to_string(record->gseq);
  for (const auto& cursor : verdict.cursors)
    out += " " + cursor.bin + "@" + std::to_string(cursor.after);
  return explained ? out + "\n" + render_verdict(verdict) : out;
}

/// Random selectors and records over few values, so that they meet often.
class Words {
 public:
  explicit Words(base::Random& random) : random_(random) {}
  bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
  std::string pick(const std::vector<std::string>& of) { return of[random_.below(of.size())]; }
  std::string path() { return pick({"/a", "/b", "/a/1", "/a/2", "/c/1/x"}); }
  std::string json_value() {
    return pick({"1", "\"1\"", "1.0", "2", "\"2\"", "null", "true", "[1,2]", "{\"k\":1}", "\"x\""});
  }

  std::string selector(bool event) {
    std::vector<std::string> parts;
    if (event && one_in(2))
      parts.push_back("\"key\":" + pick({"\"1\"", "2", R"({"in":["1","3"]})"}));
    if (!event && one_in(2)) parts.push_back("\"uri\":" + uri());
    if (!event && one_in(4)) parts.push_back(R"("method":"get")");
    if (one_in(3)) parts.push_back("\"headers\":{\"X-Id\":" + test() + "}");
    if (!event && one_in(5)) parts.push_back("\"queries\":{\"q\":" + test() + "}");
    if (!event && one_in(6)) parts.push_back("\"cookies\":{\"c\":" + test() + "}");
    if (!event && one_in(6)) parts.push_back("\"forms\":{\"f\":" + test() + "}");
    if (one_in(6)) parts.push_back(R"("text":{"contain":"x"})");
    if (one_in(2)) parts.push_back("\"json_paths\":{\"" + json_path() + "\":" + json_test() + "}");
    if (one_in(8))
      parts.push_back("\"any\":[{\"headers\":{\"X-Id\":\"1\"}},{\"headers\":{\"x-id\":" + test() +
                      "}}]");
    if (one_in(8)) parts.push_back("\"not\":{\"headers\":{\"X-Id\":" + test() + "}}");
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : ",") + part;
    return out.empty() ? "" : "{" + out + "}";
  }

  std::string body() {
    if (one_in(8)) return "f=" + pick({"1", "2"}) + "&f=3";
    if (one_in(10)) return "no JSON";
    std::string out = R"({"id":)" + json_value() + R"(,"in":[{"id":)" + json_value() + "}]";
    if (one_in(3)) out += R"(,"other":)" + json_value();
    return out + "}";
  }
  std::string number() { return pick({"1", "2", "3"}); }

 private:
  std::string uri() {
    return one_in(2) ? "\"" + path() + "\""
                     : pick({R"({"startsWith":"/a"})", R"({"path":"/a/{n}"})",
                             R"({"path":"/**/x"})", R"({"match":"/a|/b"})", R"({"match":"/a/\\d"})",
                             R"({"endsWith":"1"})", R"({"startsWith":"/"})"});
  }
  std::string test() {
    return one_in(3) ? pick({R"({"exist":"false"})", R"({"match":"1|2"})", R"({"not":"1"})",
                             R"({"in":["1","2"]})", R"({"any":["3",{"exist":"false"}]})"})
                     : "\"" + number() + "\"";
  }
  std::string json_path() { return pick({"$.id", "$.id", "$.other", "$.in[0].id", "$..id"}); }
  std::string json_test() { return one_in(2) ? pick({"1", "1.0", "null", "true"}) : test(); }

  base::Random& random_;
};

class IndexTest : public testing::TestWithParam<std::uint64_t>, protected journal::LogObserver {
 protected:
  static constexpr int kSteps = 3000;

  IndexTest() : random_(GetParam()), words_(random_), in_passing_(GetParam() % 3 == 0) {
    log_.add_observer(*this);
    log_.tell_apart([](const journal::Record& record) -> std::uint64_t {
      const auto* scope = record.message().header("x-scope");
      return scope == nullptr ? 0 : static_cast<std::uint64_t>(scope->front() - '0');
    });
    journal::BinOptions small;
    small.limits.records = 12;
    EXPECT_TRUE(log_.create_bin("b", small));
    EXPECT_TRUE(log_.create_bin("c"));
    journal::BinOptions topic;
    topic.kind = journal::BinKind::kTopic;
    EXPECT_TRUE(log_.create_bin("t", topic));
  }
  ~IndexTest() override { log_.remove_observer(*this); }

  /// Workers look at large bodies at once.
  template <class Tell>
  void both(const Tell& tell) {
    for (auto* engine : {&quick_, &plain_}) {
      tell(*engine);
      for (auto looks = engine->take_looks(); !looks.empty(); looks = engine->take_looks()) {
        for (const auto& look : looks) {
          look.run();
          engine->looked(look, loop_.now());
        }
      }
    }
  }
  void on_append(const journal::RecordPtr& record) override {
    both([&](AwaitEngine& engine) { engine.arrived(record, loop_.now()); });
  }
  void on_evict(const std::string& bin, journal::Seq through) override {
    both([&](AwaitEngine& engine) { engine.evicted(bin, through, loop_.now()); });
  }
  void on_clear(const std::string& bin, journal::Seq through) override {
    both([&](AwaitEngine& engine) { engine.cleared(bin, through, loop_.now()); });
  }
  void on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) override {
    both([&](AwaitEngine& engine) { engine.deleted(bin, seqs, loop_.now()); });
  }

  Duration some_time(std::uint64_t most_ms) {
    return std::chrono::milliseconds(random_.below(most_ms));
  }

  std::shared_ptr<const match::Matcher> selector(bool event) {
    const auto text = words_.selector(event);
    return text.empty() ? nullptr
                        : compiled(text, event ? match::Kind::kEvent : match::Kind::kRequest);
  }
  void some_steps(Expectation& e) {
    if (random_.below(3) != 0) e.selector = nullptr;
    std::uint64_t times = 0;
    e.order = static_cast<Order>(random_.below(4));
    for (auto n = 1 + random_.below(3); n > 0; --n) {
      ExpectedStep step;
      step.bin = e.sources[random_.below(e.sources.size())].bin;
      step.selector = selector(step.bin == "t");
      step.times = 1 + random_.below(2);
      if (e.order == Order::kPerKey) step.lane = words_.number();
      times += step.times;
      e.steps.push_back(std::move(step));
    }
    e.count = Count::at_least(times);
    if (e.order != Order::kPerKey && random_.below(3) == 0)
      e.keeps.push_back(Correlation::parse(words_.pick({"header:X-Id", "json:$.id"})).value());
  }

  void new_wait() {
    Expectation e;
    const auto dice = random_.below(6);
    e.sources.push_back({dice < 2 ? "b" : dice < 4 ? "c" : "t", 0});
    if (dice == 0) e.sources.push_back({"t", 0});
    const std::uint64_t scope = random_.below(2) == 0 ? 0 : 1 + random_.below(2);
    for (auto& source : e.sources) {
      source.after = log_.cursor(source.bin);
      source.scope = scope;
    }
    e.selector = selector(e.sources.front().bin == "t");
    e.preflights = random_.below(4) == 0;
    const auto count = random_.below(4);
    e.count = count == 0   ? Count::at_least(1 + random_.below(3))
              : count == 1 ? Count::exactly(1 + random_.below(2))
              : count == 2 ? Count::at_most(random_.below(2))
                           : Count::never();
    if (random_.below(3) == 0) some_steps(e);
    if (e.keeps.empty() && random_.below(4) == 0) {
      e.correlate.emplace();
      e.correlate->by =
          Correlation::parse(words_.pick({"header:X-Id", "json:$.id", "json:$..id", "key"}))
              .value();
      if (random_.below(2) == 0) e.correlate->value = words_.number();
    }
    e.within = some_time(200) + milliseconds(1);
    e.settle = some_time(20);
    both([&](AwaitEngine& engine) { ASSERT_TRUE(engine.start(e, loop_.now()).has_value()); });
  }

  std::vector<match::Field> some_headers() {
    std::vector<match::Field> out;
    while (random_.below(2) == 0) out.push_back({words_.pick({"X-Id", "x-id"}), words_.number()});
    if (const auto scope = random_.below(4); scope > 0)
      out.push_back({"X-Scope", std::to_string(scope)});
    return out;
  }

  std::string some_body() {
    auto body = words_.body();
    if (in_passing_ && words_.one_in(12) && body.ends_with('}')) {
      body.pop_back();
      body += R"(,"pad":")" + std::string(match::kLargeBody, 'p') + "\"}";
    }
    return body;
  }

  void call() {
    http::Exchange exchange;
    exchange.bin = random_.below(2) == 0 ? "b" : "c";
    exchange.request.method = "GET";
    exchange.request.set_target(words_.path() + "?q=" + words_.number() + "&q=" + words_.number());
    exchange.request.headers = some_headers();
    if (random_.below(3) == 0)
      exchange.request.headers.push_back({"Cookie", "c=" + words_.number()});
    exchange.request.body = some_body();
    exchange.request.body_truncated = random_.below(25) == 0;
    if (random_.below(8) == 0) {
      exchange.request.method = "OPTIONS";
      exchange.request.headers.push_back({"Origin", "http://a"});
      exchange.request.headers.push_back({"Access-Control-Request-Method", "GET"});
    }
    exchange.received = loop_.now() - some_time(random_.below(3) == 0 ? 20 : 1);
    if (random_.below(30) == 0) {
      auto why = std::make_shared<http::Refused>();
      why->listener = "test";
      exchange.refused = why;
    }
    log_.append(std::move(exchange));
  }

  void event() {
    match::Event event;
    event.topic = "t";
    event.offset = ++offset_;
    event.partition = static_cast<std::int32_t>(random_.below(2));
    if (random_.below(8) != 0) event.key = words_.number();
    event.headers = some_headers();
    if (!event.headers.empty() && words_.one_in(8) && event.headers[0].name != "X-Scope") {
      event.headers[0].value.clear();
      event.null_headers = {0};
    }
    event.body = some_body();
    log_.append(event, loop_.now(), loop_.wall_now());
  }

  void step() {
    const auto dice = random_.below(100);
    if (dice < 25) {
      new_wait();
    } else if (dice < 55) {
      call();
    } else if (dice < 70) {
      event();
    } else if (dice < 97) {
      loop_.advance(some_time(6));
      if (dice < 90) both([&](AwaitEngine& engine) { engine.advance(loop_.now()); });
    } else if (dice < 98) {
      log_.clear("c");
    } else {
      const auto ids = quick_.pending();
      if (ids.empty()) return;
      const auto id = ids[random_.below(ids.size())].id;
      both([&](AwaitEngine& engine) { engine.cancel(id, "test", loop_.now()); });
    }
  }

  AwaitEngine::Options options(bool indexed) const {
    AwaitEngine::Options options;
    options.indexed = indexed;
    options.in_passing = in_passing_;
    return options;
  }
  /// What a worker looks at decides when it has come back; the order says nothing then.
  std::vector<Verdict> decided_by(AwaitEngine& engine) const {
    auto all = engine.take_decided();
    if (in_passing_)
      std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return all;
  }

  base::Random random_;
  Words words_;
  bool in_passing_;
  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  AwaitEngine quick_{log_, options(true)};
  AwaitEngine plain_{log_, options(false)};
  std::int64_t offset_ = 0;
};

TEST_P(IndexTest, SaysWhatTheOneSaysThatAsksEachWait) {
  std::size_t decided = 0;
  std::set<std::string> reasons;
  for (int i = 0; i < kSteps; ++i) {
    step();
    const auto ours = decided_by(quick_);
    const auto theirs = decided_by(plain_);
    ASSERT_EQ(ours.size(), theirs.size()) << "step " << i;
    for (std::size_t k = 0; k < ours.size(); ++k) {
      ASSERT_EQ(ours[k].id, theirs[k].id) << "step " << i;
      // A large body that a wait need not look at is passed by when it explains (explain.h).
      ASSERT_EQ(told(ours[k], !in_passing_), told(theirs[k], !in_passing_))
          << "step " << i << ", wait " << ours[k].id << ": " << ours[k].expected;
      reasons.insert(std::string(to_string(ours[k].kind)) + " " + to_string(ours[k].reason));
    }
    decided += ours.size();
    ASSERT_EQ(quick_.take_progressed(), plain_.take_progressed());
    ASSERT_EQ(quick_.next_deadline(), plain_.next_deadline());
  }
  EXPECT_GT(decided, 500u);
  EXPECT_GE(reasons.size(), 8u) << testing::PrintToString(reasons);
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexTest, testing::Range<std::uint64_t>(1, 25));

}  // namespace
}  // namespace ricochet::awaits
