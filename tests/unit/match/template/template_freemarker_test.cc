// What FreeMarker itself makes of the cases in tests/golden/match/freemarker_cases.json stands in
// freemarker_golden.json, written by ci/on-freemarker; here our templates make the same of them,
// without Java.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

#include "template_support.h"
#include "tests/support/golden.h"

namespace ricochet::match {
namespace {

base::Json read_json(const char* name) {
  std::ifstream file(test::golden_path(name));
  std::stringstream text;
  text << file.rdbuf();
  return base::Json::parse(text.str());
}

/// The text, or nullopt when it fails, at load or while it is filled in.
std::optional<std::string> ours(const std::string& text, const World& world) {
  const auto parsed = Template::parse(text, Dialect::kMoco);
  if (!parsed) return std::nullopt;
  const auto out = parsed->render(world.scope);
  return out ? std::optional(*out) : std::nullopt;
}

std::string show(const std::optional<std::string>& result) {
  return result ? base::Json(*result).dump() : "an error";
}

TEST(FreeMarker, WhatItMakesOfEachCaseIsWhatWeMakeOfIt) {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  const auto file = read_json("match/freemarker_cases.json");
  const auto golden = read_json("match/freemarker_golden.json");
  const auto& cases = file["cases"];
  ASSERT_EQ(cases.size(), golden.size()) << "run ci/on-freemarker --update";
  ASSERT_GE(cases.size(), 300u);
  const World world(file["data"].dump());
  std::size_t different = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& one = cases[i];
    const auto text = one.is_string() ? one.get<std::string>() : one["template"].get<std::string>();
    const auto& theirs = golden[i];
    std::optional<std::string> expected;
    if (theirs.contains("out")) expected = theirs["out"].get<std::string>();
    const auto result = ours(text, world);
    if (one.is_string()) {
      EXPECT_EQ(show(result), show(expected)) << text << "\n" << world.render(text);
      continue;
    }
    // Where docs/templates.md says that we differ, and why: it must still be so.
    ++different;
    EXPECT_FALSE(one["why"].get<std::string>().empty()) << text;
    std::optional<std::string> ours_alone;
    if (!one["ours"].is_null()) ours_alone = one["ours"].get<std::string>();
    EXPECT_EQ(show(result), show(ours_alone)) << text << "\n" << world.render(text);
    EXPECT_NE(show(result), show(expected)) << "no longer different: " << text;
  }
  EXPECT_LE(different * 20, cases.size()) << "95 of 100 have to be the same";
  ::unsetenv("TZ");
  ::tzset();
}

}  // namespace
}  // namespace ricochet::match
