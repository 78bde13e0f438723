#include "match/template/format/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "match/template/format/decimal_format.h"
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

struct Formatted {
  const char* pattern;
  const char* number;
  const char* text;
};

/// As java.text.DecimalFormat of Java 17 writes them, in English and half even.
TEST(Format, DecimalFormat) {
  for (const auto& c :
       std::vector<Formatted>{{"#.##", "0.5", "0.5"},
                              {"#.#", "-0.04", "-0"},
                              {".##", "0.5", ".5"},
                              {".00", "0.5", ".50"},
                              {"#", "0.4", "0"},
                              {"#,##0.0", "-1234.5", "-1,234.5"},
                              {"0.#;(0.#)", "-5.25", "(5.2)"},
                              {"'#'0", "5", "#5"},
                              {"0%", "0.125", "12%"},
                              {"0.", "5.4", "5."},
                              {"#,####.##", "123456789.125", "1,2345,6789.12"},
                              {"0.###E0", "12345", "1.234E4"},
                              {"##0.##E0", "12345.678", "12.346E3"},
                              {"00.###E0", "0.00123", "12.3E-4"},
                              {"0.00E00", "0", "0.00E00"},
                              {"##0.#####E0", "0.00001234", "12.34E-6"},
                              {"#E0", "12345", ".1E5"},
                              {"0E0", "15", "2E1"},
                              {"", "1234567.891", "1,234,567.891"},
                              {"", "-0.25", "-.25"},
                              {"", "0", "0"},
                              {";; minusSign='~'", "-1234", "~1,234"},
                              {"#,##0.00", "1e1000000000", "1E+1000000000"},
                              {"0;; roundingMode=halfUp", "2.5", "3"},
                              {"0.0;; multiplier=10 minusSign='~'", "-1.25", "~12.5"}}) {
    const auto format = tpl::DecimalFormat::parse(c.pattern);
    ASSERT_TRUE(format) << c.pattern;
    EXPECT_EQ(format->format(*tpl::Number::parse(c.number)), c.text)
        << c.number << " " << c.pattern;
  }
  for (const char* bad : {"x", "0.0.0", "0 0", "0.#,#", "0#", "#,", "0.#0", "0E", "'0", "0;0;0",
                          "0;; x=1", "0;; roundingMode=odd", "0;; multiplier=x"}) {
    const auto format = tpl::DecimalFormat::parse(bad);
    ASSERT_FALSE(format) << bad;
    EXPECT_EQ(format.error().code, "template/bad-argument");
  }
}

TEST(Format, ADoubleOfJsonIsRoundedByItsBinaryValue) {
  const auto format = tpl::DecimalFormat::parse("#.#").value();
  EXPECT_EQ(format.format(*tpl::Number::of_json(0.35)), "0.3") << "the binary value is below";
  EXPECT_EQ(format.format(*tpl::Number::parse("0.35")), "0.4")
      << "a literal is exact, and half even";
  EXPECT_EQ(format.format(*tpl::Number::of_json(1e23)), "100000000000000000000000");
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
  EXPECT_THAT(world.render("${.now?string('yZXXXX')}"), testing::HasSubstr("bad number format"));
  EXPECT_THAT(world.render("${.now?datetime?string(s!'XXXX')}"),
              testing::HasSubstr("X stands at most three times"));
  EXPECT_EQ(world.render("${.now?string('/')}${.now?string(' - ')}"), "/ - ");
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
  EXPECT_LE(moco.render("${random('#.###')}").size(), 5u);
}

TEST(TemplateFormats, YearsOfTwoDigitsAreInTheHundredThatBegan80YearsBeforeNow) {
  const World world;  // 2026-11-21T09:12Z
  const auto year = [](const std::string& text) {
    return "<#setting time_zone='UTC'>${'" + text + "'?datetime('yy-MM-dd HH:mm')?string('yyyy')}";
  };
  EXPECT_EQ(world.render(year("46-11-21 09:11")), "2046") << "a minute more than 80 years ago";
  EXPECT_EQ(world.render(year("46-11-21 09:12")), "1946");
  EXPECT_EQ(world.render(year("45-12-31 23:59")), "2045");
  EXPECT_EQ(world.render(year("47-01-01 00:00")), "1947");
  EXPECT_EQ(world.render(year("00-01-01 00:00")), "2000");
  EXPECT_EQ(world.render(year("1946-11-21 09:11")), "1946") << "four digits are meant as they are";
  const base::Json none = base::Json::object();
  base::Random random(1);
  for (const auto& [seconds, expected] :
       {std::pair(4'102'444'800LL, "2050"), std::pair(929'232'000LL, "1950")}) {  // 2100, 1999
    const FunctionScope functions(
        random, [s = seconds] { return base::WallTime(std::chrono::seconds(s)); }, Dialect::kMoco);
    const JsonScope scope(none, &functions);
    const auto text = Template::parse(year("50-01-01 00:00"), Dialect::kMoco)->render(scope);
    ASSERT_TRUE(text);
    EXPECT_EQ(*text, expected);
  }
}

}  // namespace
}  // namespace ricochet::match
