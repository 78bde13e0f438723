#include "match/template/format.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "template_support.h"

namespace ricochet::match {
namespace {

struct Zone {
  explicit Zone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~Zone() {
    ::unsetenv("TZ");
    ::tzset();
  }
};

TEST(Format, MocoNumbers) {
  EXPECT_EQ(format_moco_number(1234567.891), "1234567.9");
  EXPECT_EQ(format_moco_number(0.25), "0.2");
  EXPECT_EQ(format_moco_number(0.35), "0.3");  // the binary value is below
  EXPECT_EQ(format_moco_number(2.55), "2.5");
  EXPECT_EQ(format_moco_number(3.0), "3");
  EXPECT_EQ(format_moco_number(-1.25), "-1.2");
  EXPECT_EQ(format_moco_number(7), "7");
}

TEST(Format, PlainNumbers) {
  EXPECT_EQ(format_plain_number(3.0), "3");
  EXPECT_EQ(format_plain_number(1e15), "1000000000000000");
  EXPECT_EQ(format_plain_number(0.1), "0.1");
  EXPECT_EQ(format_plain_number(-5), "-5");
}

struct Decimal {
  double number;
  const char* pattern;
  const char* text;
};

TEST(Format, DecimalFormat) {
  for (const auto& c : std::vector<Decimal>{
           {0.123456, "#.###", ".123"},
           {0.5, "0.00", "0.50"},
           {12345.678, "#,##0.0", "12,345.7"},
           {1234567, "#,###", "1,234,567"},
           {7, "000", "007"},
           {-2.5, "0.0", "-2.5"},
           {2.5, "0", "2"},
           {0.25, "0%", "25%"},
           {3, "$0.00", "$3.00"},
           {1.50, "0.##", "1.5"},
           {-0.001, "0.0", "0.0"},
           {0, "#", "0"},
       }) {
    const auto text = format_decimal(c.number, c.pattern);
    ASSERT_TRUE(text) << c.pattern;
    EXPECT_EQ(*text, c.text) << c.number << " " << c.pattern;
  }
  for (const char* bad : {"", "x", "0.0.0", "0 0", "0.#,#"})
    EXPECT_FALSE(format_decimal(1, bad)) << bad;
}

struct Date {
  const char* pattern;
  const char* text;
};

TEST(Format, Dates) {
  const Zone zone("XXX-05:30");
  const base::WallTime time(
      std::chrono::microseconds(1'795'252'320'000'123));  // 2026-11-21T09:12:00.000123Z
  for (const auto& c : std::vector<Date>{
           {"yyyy-MM-dd", "2026-11-21"},
           {"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-11-21T14:42:00.000+05:30"},
           {"yy M d H m s", "26 11 21 14 42 0"},
           {"hh:mm a", "02:42 PM"},
           {"E EEEE MMM MMMM", "Sat Saturday Nov November"},
           {"SSSSSS n", "000123 123000"},
           {"D", "325"},
           {"Z x z", "+0530 +0530 XXX"},
           {"k K", "14 2"},
           {"'it''s'", "it's"},
           {"''", "'"},
           {"dd/MM/yyyy, HH 'Uhr'", "21/11/2026, 14 Uhr"},
       }) {
    const auto text = format_date(time, c.pattern);
    ASSERT_TRUE(text) << c.pattern;
    EXPECT_EQ(*text, c.text) << c.pattern;
  }
  EXPECT_FALSE(format_date(time, "yyyy'T"));
  const auto unknown = format_date(time, "QQ");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "template/bad-argument");
}

TEST(Functions, UuidNowRandom) {
  const Zone zone("UTC");
  const World world;
  const auto uuid = world.render("${uuid()}");
  EXPECT_EQ(uuid.size(), 36u);
  EXPECT_NE(uuid, world.render("${uuid()}"));
  EXPECT_EQ(World().render("${uuid()}"), uuid) << "the same seed gives the same";
  EXPECT_EQ(world.render("${now()}"), "2026-11-21T09:12:00.000123Z");
  EXPECT_EQ(world.render("${now('yyyy-MM-dd HH:mm')}"), "2026-11-21 09:12");
  EXPECT_EQ(world.render("${now('Q')}").substr(0, 21), "template/bad-argument");
}

TEST(Functions, RandomStaysInItsRange) {
  const World moco;
  const World scenario("{}", Dialect::kScenario);
  for (int i = 0; i < 200; ++i) {
    const double unit = std::stod(moco.render("${random()?c}"));
    EXPECT_TRUE(unit >= 0 && unit < 1);
    const double ranged = std::stod(moco.render("${random(5, 6)?c}"));
    EXPECT_TRUE(ranged >= 5 && ranged < 6);
    const double below = std::stod(moco.render("${random(0, 10)?c}"));
    EXPECT_TRUE(below >= 0 && below < 10);
    const auto whole = scenario.evaluate("${random(3)}");
    EXPECT_TRUE(whole == "0" || whole == "1" || whole == "2") << whole;
  }
  EXPECT_EQ(moco.render("${random(100, '0.000')}").find('.') == std::string::npos, false);
  EXPECT_LE(moco.render("${random('#.###')}").size(), 4u);
}

}  // namespace
}  // namespace ricochet::match
