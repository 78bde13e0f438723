#include "runner/world/scopes.h"

#include <gtest/gtest.h>

namespace ricochet::runner {
namespace {

constexpr const char* kOneMark = "11111111111111111111111111111111";
constexpr const char* kOtherMark = "22222222222222222222222222222222";

ScopeSpec key_or_header() {
  ScopeSpec spec;
  spec.header = "X-Test";
  spec.key = true;
  return spec;
}

std::uint64_t of_key(const Scopes& scopes, const std::string& key) {
  match::Event event;
  event.key = key;
  return scopes.on() ? scopes.of(scopes.places()->values_of(match::Subject(event))) : 0;
}

bus::Record with_key(const std::string& key) {
  bus::Record record;
  record.key = key;
  return record;
}

TEST(Scopes, WithoutAScopeNothingIsAnybodys) {
  Scopes scopes(std::nullopt);
  EXPECT_FALSE(scopes.on());
  const auto run = scopes.begin("s", kOneMark);
  EXPECT_EQ(run, 0u);
  bus::Record record;
  EXPECT_TRUE(scopes.put(run, record));
  EXPECT_TRUE(record.headers.empty() && !record.key);
  EXPECT_EQ(of_key(scopes, kOneMark), 0u);
  scopes.end(run, base::TimePoint());
}

TEST(Scopes, KnowsARunByItsMarkAlsoWhenItHasEnded) {
  Scopes scopes(key_or_header());
  const auto one = scopes.begin("one", kOneMark), other = scopes.begin("other", kOtherMark);
  EXPECT_NE(one, other);
  EXPECT_EQ(of_key(scopes, kOneMark), one);
  EXPECT_EQ(of_key(scopes, kOtherMark), other);
  EXPECT_EQ(of_key(scopes, "3"), 0u);
  scopes.end(one, base::TimePoint(std::chrono::seconds(3)));
  EXPECT_EQ(of_key(scopes, kOneMark), one);
  EXPECT_EQ(scopes.find(one)->ended, base::TimePoint(std::chrono::seconds(3)));
  EXPECT_FALSE(scopes.find(other)->ended);
}

TEST(Scopes, WhatAScenarioWritesThereIsItsMark) {
  Scopes scopes(key_or_header());
  const auto one = scopes.begin("one", kOneMark);
  bus::Record record = with_key("42");
  ASSERT_TRUE(scopes.put(one, record));
  ASSERT_TRUE(scopes.put(one, record));
  EXPECT_EQ(of_key(scopes, "42"), one);
  EXPECT_EQ(record.headers.at(0).value, kOneMark);
}

TEST(Scopes, TwoScenariosCannotHaveOneMark) {
  Scopes scopes(key_or_header());
  const auto one = scopes.begin("one", kOneMark), other = scopes.begin("other", kOtherMark);
  bus::Record record = with_key("42");
  ASSERT_TRUE(scopes.put(one, record));
  bus::Record same = with_key("42");
  const auto taken = scopes.put(other, same);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "scenario/taken-mark");
  EXPECT_EQ(taken.error().message,
            "\"42\" is a mark of the scenario \"one\", too (header X-Test or the key of records)");
  scopes.end(one, base::TimePoint());
  EXPECT_FALSE(scopes.put(other, same)) << "what comes late would be counted by the other";
  EXPECT_EQ(of_key(scopes, "42"), one);
}

TEST(Scopes, OneThatRunsAgainMaySayTheSame) {
  Scopes scopes(key_or_header());
  const auto first = scopes.begin("one", kOneMark);
  bus::Record record = with_key("42");
  ASSERT_TRUE(scopes.put(first, record));
  const auto beside = scopes.begin("one", kOtherMark);
  bus::Record again = with_key("42");
  EXPECT_FALSE(scopes.put(beside, again)) << "the first still runs";
  scopes.end(first, base::TimePoint());
  EXPECT_TRUE(scopes.put(beside, again));
  EXPECT_EQ(of_key(scopes, "42"), beside);
}

TEST(Scopes, WhatOneOfARoundBeforeWroteAnotherMayWrite) {
  Scopes scopes(key_or_header());
  const auto before = scopes.begin("one", kOneMark);
  bus::Record record = with_key("42");
  ASSERT_TRUE(scopes.put(before, record));
  scopes.end(before, base::TimePoint());
  scopes.begin_again();
  const auto renamed = scopes.begin("one, renamed", kOtherMark);
  bus::Record same = with_key("42");
  EXPECT_TRUE(scopes.put(renamed, same));
  EXPECT_EQ(of_key(scopes, "42"), renamed);
  scopes.end(renamed, base::TimePoint());
  const auto third = scopes.begin("third", kOneMark);
  bus::Record once_more = with_key("42");
  EXPECT_FALSE(scopes.put(third, once_more)) << "both are of this round";
}

TEST(Scopes, ForgetsRunsThatEndedLongAgo) {
  Scopes scopes(key_or_header());
  const auto first = scopes.begin("one", kOneMark);
  scopes.end(first, base::TimePoint());
  for (std::size_t i = 0; i < Scopes::kMostEnded; ++i)
    scopes.end(scopes.begin("more", std::to_string(i)), base::TimePoint());
  EXPECT_EQ(scopes.find(first), nullptr);
  EXPECT_EQ(of_key(scopes, kOneMark), 0u);
}

TEST(Scopes, TellsWhichLinesNameAnother) {
  Scopes scopes(key_or_header());
  const auto one = scopes.begin("one", kOneMark);
  scopes.begin("other", kOtherMark);
  const std::string other = kOtherMark;
  EXPECT_FALSE(scopes.names_another("ready", one));
  EXPECT_FALSE(scopes.names_another(std::string("trace ") + kOneMark, one));
  EXPECT_TRUE(scopes.names_another("trace " + other + " done", one));
  EXPECT_TRUE(scopes.names_another(other, one));
  EXPECT_FALSE(scopes.names_another(other + "2", one)) << "part of something longer";
}

}  // namespace
}  // namespace ricochet::runner
