#include "stubserver/index.h"

#include <gtest/gtest.h>

#include "base/random.h"
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
    std::string request;
    for (const auto& part : parts) request += (request.empty() ? "" : ",") + part;
    const std::string response = R"("response":{"text":"x"}})";
    return parts.empty() ? "{" + response : "{\"request\":{" + request + "}," + response;
  }
  std::string uri() {
    if (!one_in(4)) return "\"" + path() + "\"";
    return pick({R"({"match":"/a.*"})", R"({"startsWith":"/a"})", R"({"endsWith":"b"})",
                 R"({"path":"/{x}"})", R"({"contain":"b"})"});
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
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
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

TEST(Index, NeighboursAreTheSamePathFirstAndBounded) {
  std::string text = "[";
  for (int i = 0; i < 200; ++i) {
    text += (i > 0 ? "," : "") + ("{\"request\":{\"uri\":\"/p/" + std::to_string(1000 + i)) +
            "\"},\"response\":{}}";
  }
  text += R"(,{"request":{"uri":{"match":"/z.*"}},"response":{}}])";
  const auto rules = rules_from(text);
  const auto near = rules->blocks()[0]->neighbours(make_request("GET", "/P/1100/"), 8);
  EXPECT_LE(near.size(), 8u);
  const auto described = [&] {
    std::string all;
    for (const auto& rule : near) all += rule->describe() + "\n";
    return all;
  }();
  EXPECT_NE(described.find("/p/1100"), std::string::npos) << described;
  EXPECT_NE(described.find("/z"), std::string::npos) << described;
}

}  // namespace
}  // namespace ricochet::stubserver
