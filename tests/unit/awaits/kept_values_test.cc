// What records of a route must have in common: which values are the same, and what is a value.
#include <gtest/gtest.h>

#include "awaits/correlation.h"

namespace ricochet::awaits {
namespace {

std::optional<KeptValue> kept(const std::string& place, const match::Event& event) {
  const match::Subject subject(event);
  return Correlation::parse(place).value()->kept_of(subject);
}

/// Of two bodies, at the whole of each.
bool same_json(const std::string& a, const std::string& b) {
  match::Event one, other;
  one.body = a;
  other.body = b;
  const auto left = kept("json:$", one), right = kept("json:$", other);
  EXPECT_TRUE(left && right) << a << " " << b;
  return left == right && !(*left < *right) && !(*right < *left);
}

match::Event with_headers(const std::vector<std::optional<std::string>>& values) {
  match::Event event;
  for (std::size_t i = 0; i < values.size(); ++i) {
    event.headers.push_back({"t", values[i].value_or("")});
    if (!values[i]) event.null_headers.push_back(i);
  }
  return event;
}

TEST(KeptValues, JsonIsComparedByValueAndType) {
  EXPECT_TRUE(same_json(R"({"a":1,"b":{"c":2,"d":3}})", R"({"b":{"d":3,"c":2},"a":1})"));
  EXPECT_TRUE(same_json("0.1234567890123456789", "0.12345678901234567890"));
  EXPECT_TRUE(same_json("1e2", "100.0"));
  EXPECT_FALSE(same_json("1", "1.0")) << "as everywhere (docs/json.md)";
  EXPECT_FALSE(same_json("1", R"("1")"));
  EXPECT_FALSE(same_json("[1,2]", "[2,1]"));
  EXPECT_FALSE(same_json(R"({"a":1})", R"({"a":1,"b":null})"));
  EXPECT_FALSE(same_json(R"("w1")", "1"));
  EXPECT_FALSE(same_json("null", R"("null")"));
}

TEST(KeptValues, ANullHeaderIsAValueAndCountsAmongSeveral) {
  const auto lost = kept("header:t", with_headers({"1"}));
  EXPECT_FALSE(kept("header:t", with_headers({std::nullopt, "1"})) == lost);
  EXPECT_TRUE(kept("header:t", with_headers({std::nullopt, "1"})) ==
              kept("header:t", with_headers({std::nullopt, "1"})));
  EXPECT_FALSE(kept("header:t", with_headers({std::nullopt})) ==
               kept("header:t", with_headers({""})));
  EXPECT_EQ(kept("header:t", with_headers({std::nullopt, "1"}))->shown(), "null, \"1\"");
  EXPECT_FALSE(kept("header:t", with_headers({})).has_value());
}

TEST(Correlation, OfSeveralValuesAnyIsTheOne) {
  match::Request call;
  call.set_target("/a?id=1&id=2");
  call.headers = {{"X-Id", "1"}, {"x-id", "2"}};
  call.body = R"({"ids":[1,2]})";
  const match::Subject subject(call);
  for (const char* place : {"header:x-id", "query:id", "json:$.ids[*]"}) {
    const auto by = Correlation::parse(place).value();
    EXPECT_EQ(by->value_of(subject), "1") << place;
    EXPECT_TRUE(by->has(subject, "1") && by->has(subject, "2")) << place;
    EXPECT_FALSE(by->has(subject, "3")) << place;
    EXPECT_EQ(by->place()->values_in(subject), (std::vector<std::string>{"1", "2"})) << place;
  }
  const auto event = with_headers({std::nullopt, "1", "2"});
  EXPECT_TRUE(Correlation::parse("header:t").value()->has(match::Subject(event), "2"));
  EXPECT_FALSE(Correlation::parse("header:t").value()->has(match::Subject(event), ""));
}

TEST(KeptValues, ANullKeyIsKeptWhenItStaysNull) {
  match::Event keyless, keyed;
  keyed.key = "7";
  ASSERT_TRUE(kept("key", keyless).has_value());
  EXPECT_TRUE(kept("key", keyless) == kept("key", keyless));
  EXPECT_FALSE(kept("key", keyless) == kept("key", keyed));
  EXPECT_EQ(kept("key", keyless)->shown(), "null");
}

}  // namespace
}  // namespace ricochet::awaits
