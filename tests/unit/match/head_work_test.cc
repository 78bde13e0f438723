// What of a head has no bound but its length is counted for who cannot wait.
#include <gtest/gtest.h>

#include "match/part/findings.h"
#include "match/work.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

/// Of how many sessions somebody who cannot wait asks the matcher before it is too much.
std::size_t asked_in_passing(const std::string& matcher, const Request& r, std::size_t most) {
  const auto compiled = compile(matcher);
  if (!compiled.matcher) throw std::runtime_error(compiled.errors());
  const Work work(Work::Size::kInPassing);
  const Subject subject(r);
  std::size_t asked = 0;
  while (asked < most && !Work::is_short()) {
    compiled.matcher->matches(subject);
    ++asked;
  }
  return asked;
}

TEST(HeadWork, ManySessionsThatLookAtALongHeadAreHandedOver) {
  const auto long_header = request("GET /a", {{"x", std::string(30'000, 'b')}});
  const std::string contains = R"({"headers":{"x":{"contain":")" + std::string(30, 'b') + "c\"}}}";
  EXPECT_LT(asked_in_passing(contains, long_header, 20'000), 100u);
  std::string query = "GET /a?";
  for (int i = 0; i < 3900; ++i) query += "x&";
  EXPECT_LT(asked_in_passing(R"({"queries":{"y":"1"}})", request(query), 20'000), 500u);
  EXPECT_EQ(asked_in_passing(R"({"headers":{"x":"1"}})", request("GET /a"), 10'000), 10'000u)
      << "small heads are nothing";
}

TEST(HeadWork, WhatIsTooMuchIsNotGoneOnWith) {
  const auto compiled = compile(R"({"uri":{"startsWith":"/a"}})");
  const auto call = request("GET /a");
  const Work work(Work::Size::kInPassing);
  const Subject subject(call);
  EXPECT_TRUE(compiled.matcher->matches(subject));
  Work::fall_short();
  EXPECT_FALSE(compiled.matcher->matches(subject)) << "not even asked";
}

TEST(HeadWork, WhoCanWaitIsNotBoundByIt) {
  const auto long_header = request("GET /a", {{"x", std::string(30'000, 'b') + "c"}});
  const auto compiled = compile(R"({"headers":{"x":{"contain":"bc"}}})");
  const Work work;
  const Subject subject(long_header);
  for (int i = 0; i < 3000; ++i) ASSERT_TRUE(compiled.matcher->matches(subject));
}

TEST(HeadWork, ManyAlternativesAreLookedUp) {
  std::string list;
  for (int i = 0; i < 20'000; ++i) list += (i > 0 ? ",\"/x" : "\"/x") + std::to_string(i) + "\"";
  const auto compiled = compile(R"({"uri":{"in":[)" + list + "]}}");
  const Request there = request("GET /x19999"), not_there = request("GET /x20000");
  const Work work(Work::Size::kInPassing);
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_TRUE(compiled.matcher->matches(Subject(there)));
    ASSERT_FALSE(compiled.matcher->matches(Subject(not_there)));
  }
  EXPECT_FALSE(Work::is_short());
  const auto said = compiled.matcher->describe();
  EXPECT_LT(said.size(), 2000u);
  EXPECT_NE(said.find("or one of 19900 more"), std::string::npos) << said;
}

}  // namespace
}  // namespace ricochet::match
