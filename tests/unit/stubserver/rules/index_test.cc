#include "stubserver/rules/index.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "stubserver/decide/why_not.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// Few words, so that random sessions and requests meet often.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
  std::uint64_t below(std::uint64_t n) { return random_.below(n); }
  std::string pick(const std::vector<std::string>& words) {
    return words[random_.below(words.size())];
  }
  std::string path() { return pick({"/a", "/b", "/a/b", "/A", "/a/", "/c d", "/"}); }

  std::string session() {
    std::vector<std::string> parts;
    if (!one_in(4)) parts.push_back("\"uri\":" + uri());
    if (one_in(2))
      parts.push_back("\"method\":" + pick({R"("get")", R"("POST")", R"({"match":"get|put"})",
                                            R"(["GET","PUT"])"}));
    if (one_in(4)) parts.push_back(R"("queries":{"q":")" + pick({"1", "2"}) + "\"}");
    if (one_in(5))
      parts.push_back(R"("headers":{"X":)" + pick({R"("1")", R"({"exist":"false"})"}) + "}");
    if (one_in(6)) parts.push_back(R"("text":)" + pick({R"("body")", R"({"contain":"o"})"}));
    if (one_in(5))
      parts.push_back("\"any\":[{\"uri\":" + uri() + "},{" +
                      (one_in(4) ? "\"method\":\"put\"" : "\"uri\":" + uri()) + "}]");
    if (one_in(8)) parts.push_back("\"all\":[{\"uri\":" + uri() + "}]");
    if (one_in(6)) parts.push_back("\"not\":{\"uri\":" + uri() + "}");
    std::string request;
    for (const auto& part : parts) request += (request.empty() ? "" : ",") + part;
    const std::string response = R"("response":{"text":"x"}})";
    return parts.empty() ? "{" + response : "{\"request\":{" + request + "}," + response;
  }
  std::string uri() {
    if (!one_in(4)) return "\"" + path() + "\"";
    return pick({R"({"match":"/a.*"})",
                 R"({"startsWith":"/a"})",
                 R"({"endsWith":"b"})",
                 R"({"path":"/{x}"})",
                 R"({"contain":"b"})",
                 R"({"match":"/a|/b"})",
                 R"({"match":"/a/?"})",
                 R"({"match":"(?i)/a"})",
                 R"({"match":"/a(/b)?"})",
                 R"({"startsWith":"/"})",
                 R"({"startsWith":"/a/"})",
                 R"({"startsWith":""})",
                 R"({"path":"/a/*"})",
                 R"({"path":"/a/**"})",
                 R"({"path":"/**/b"})",
                 R"({"path":"/{x}/b"})",
                 R"({"path":"/a"})",
                 R"({"path":"/*"})",
                 R"({"in":["/a","/b"]})",
                 R"({"not":"/a"})",
                 R"({"any":["/a",{"startsWith":"/b"}]})",
                 R"({"any":["/b",{"contain":"a"}]})",
                 R"({"equalsIgnoreCase":"/a"})"});
  }
  match::Request request() {
    std::string target = pick({"/a", "/b", "/a/b", "/A", "/a/", "/c%20d", "/", "/zz"});
    if (one_in(3)) target += pick({"?q=1", "?q=2", "?q=1&q=2", "?r=1"});
    std::vector<match::Field> headers;
    if (one_in(3)) headers.push_back({pick({"X", "x"}), pick({"1", "2"})});
    return make_request(pick({"GET", "POST", "PUT", "get"}), target,
                        one_in(3) ? pick({"body", "foo"}) : "", headers);
  }

 private:
  base::Random random_;
};

std::shared_ptr<const RuleSet> random_rules(Dice& dice) {
  std::string text = "[";
  for (std::uint64_t n = dice.below(30), i = 0; i < n; ++i)
    text += (i > 0 ? "," : "") + dice.session();
  base::DiagList diags;  // unreachable sessions are wanted here
  const auto document = base::JsonDocument::parse("random.json", text + "]").value();
  auto rules = RuleSet::parse(base::JsonReader(document, diags, "test"));
  EXPECT_FALSE(diags.has_errors()) << diags.render_all();
  return rules ? rules : RuleSet::empty();
}

TEST(Index, AnswersAsALinearScanDoes) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Dice dice(seed);
    const auto upper = random_rules(dice);
    const auto lower = random_rules(dice);
    const auto rules =
        dice.one_in(2) ? RuleSet::stack({upper, lower}) : RuleSet::join({upper, lower});
    for (int i = 0; i < 60; ++i) {
      const auto request = dice.request();
      const match::Subject subject(request);
      ASSERT_EQ(rules->find(subject), rules->find_linear(subject))
          << "seed " << seed << ": " << request.method << " " << request.target;
    }
  }
}

/// Counts how often the sessions' matchers are asked.
class CountingMatcher : public match::Matcher {
 public:
  CountingMatcher(std::shared_ptr<const Matcher> inner, std::size_t& asked)
      : inner_(std::move(inner)), asked_(asked) {}
  bool matches(const match::Subject& subject) const override {
    ++asked_;
    return inner_->matches(subject);
  }
  std::vector<match::Condition> explain(const match::Subject& subject) const override {
    ++asked_;
    return inner_->explain(subject);
  }
  std::string describe() const override { return inner_->describe(); }
  match::SelectiveKey selective_key() const override { return inner_->selective_key(); }
  bool needs_body() const override { return inner_->needs_body(); }
  std::map<std::string, std::string> path_variables(const match::Subject& s) const override {
    return inner_->path_variables(s);
  }

 private:
  std::shared_ptr<const Matcher> inner_;
  std::size_t& asked_;
};

std::shared_ptr<const RuleSet> counted(const RuleSet& rules, std::size_t& asked) {
  Rules sessions;
  for (const auto& rule : rules.rules()) {
    auto copy = std::make_shared<Rule>(*rule);
    copy->matcher = std::make_shared<CountingMatcher>(rule->matcher, asked);
    sessions.push_back(std::move(copy));
  }
  std::vector<std::shared_ptr<const RuleBlock>> blocks;
  blocks.push_back(std::make_shared<const RuleBlock>(std::move(sessions), Rules()));
  return std::make_shared<const RuleSet>(std::move(blocks));
}

TEST(Index, AsksAHandfulOfMatchersHoweverManySessionsThereAre) {
  struct Family {
    const char* uri;  // # is the number of the session
    const char* target;
  };
  for (const auto& family : std::vector<Family>{
           {R"("/orders/#")", "/orders/#"},
           {R"({"startsWith":"/orders/#/"})", "/orders/#/items"},
           {R"({"match":"/orders/#/\\d+"})", "/orders/#/12"},
           {R"({"path":"/{tenant}/orders/#"})", "/acme/orders/#"},
           {R"({"path":"/orders/#/**"})", "/orders/#/a/b"},
           {R"({"match":"/orders/#|/carts/#"})", "/carts/#"},
       }) {
    // Building the sessions is what takes time here: one family is enough at full size.
    const int sessions = std::string(family.uri) == R"("/orders/#")" ? 10'000 : 1000;
    const auto numbered = [](std::string text, int i) {
      for (std::size_t at; (at = text.find('#')) != std::string::npos;)
        text.replace(at, 1, std::to_string(i));
      return text;
    };
    std::string text = "[";
    for (int i = 0; i < sessions; ++i) {
      text += (i > 0 ? "," : "") + ("{\"request\":{\"method\":\"get\",\"uri\":" +
                                    numbered(family.uri, i) + "},\"response\":{}}");
    }
    std::size_t asked = 0;
    const auto rules = counted(*rules_from(text + "]"), asked);
    for (const int i : {0, 471, sessions - 1, sessions}) {  // first, some, last, none
      asked = 0;
      const auto request = make_request("GET", numbered(family.target, i));
      const match::Subject subject(request);
      const auto found = rules->find(subject);
      EXPECT_EQ(found != nullptr, i < sessions) << request.target;
      EXPECT_LE(asked, 1u) << request.target;
    }
    asked = 0;
    const auto other = make_request("POST", numbered(family.target, 471));
    const match::Subject subject(other);
    EXPECT_EQ(rules->find(subject), nullptr);
    EXPECT_LE(asked, 1u) << other.target;
    const auto why = why_not(subject, *rules);
    EXPECT_LE(asked, 20u) << "why not " << other.target;
    ASSERT_FALSE(why.nearest.empty());
    EXPECT_NE(why.nearest[0].rule->describe().find("471"), std::string::npos) << why.summary;
  }
}

TEST(Index, ManySessionsOfOnePathAreExplainedWithinBounds) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) {
    text += (i > 0 ? "," : "") +
            ("{\"request\":{\"uri\":\"/a\",\"queries\":{\"q\":\"" + std::to_string(i)) +
            "\"}},\"response\":{}}";
  }
  std::size_t asked = 0;
  const auto rules = counted(*rules_from(text + "]"), asked);
  const auto request = make_request("GET", "/a?q=x");
  const match::Subject subject(request);
  why_not(subject, *rules);
  EXPECT_LE(asked, 20u);
}

TEST(Index, TheCallerMayAskForMoreThanTheMatcher) {
  const auto rules = rules_from(R"([{"request":{"uri":"/a"},"response":{"text":"1"}},
    {"request":{"uri":{"startsWith":"/"}},"response":{"text":"2"}}, {"response":{"text":"3"}}])");
  const auto request = make_request("GET", "/a");
  const match::Subject subject(request);
  for (std::size_t barred = 0; barred < 4; ++barred) {
    const auto found = rules->find(subject, [&](const Rule& rule) {
      for (std::size_t i = 0; i < barred && i < rules->size(); ++i) {
        if (rules->rules()[i].get() == &rule) return false;
      }
      return rule.matcher->matches(subject);
    });
    EXPECT_EQ(found, barred < 3 ? rules->rules()[barred] : nullptr) << barred;
  }
}

TEST(Index, NeighboursAreTheSamePathFirstAndBounded) {
  std::string text = "[";
  for (int i = 0; i < 200; ++i) {
    text += (i > 0 ? "," : "") + ("{\"request\":{\"uri\":\"/p/" + std::to_string(1000 + i)) +
            "\"},\"response\":{}}";
  }
  text += R"(,{"request":{"uri":{"endsWith":"/z"}},"response":{}}])";
  const auto rules = rules_from(text);
  const auto near = rules->blocks()[0]->neighbours(make_request("GET", "/P/1100/"), 8);
  EXPECT_LE(near.size(), 8u);
  const auto described = [&] {
    std::string all;
    for (const auto& neighbour : near) all += neighbour.rule->describe() + "\n";
    return all;
  }();
  EXPECT_NE(described.find("/p/1100"), std::string::npos) << described;
  EXPECT_NE(described.find("/z"), std::string::npos) << described;
}

}  // namespace
}  // namespace ricochet::stubserver
