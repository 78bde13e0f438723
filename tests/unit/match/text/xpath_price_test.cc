// What an XPath may cost is known before pugixml runs it.
#include "match/text/xpath_price.h"

#include <gtest/gtest.h>

#include <cmath>
#include <pugixml.hpp>
#include <string>

#include "match/give_up.h"
#include "match/text/xpath.h"
#include "match/work.h"

namespace ricochet::match {
namespace {

std::string times(std::size_t n, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

std::uint64_t price_of(const std::string& path, const std::string& body) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(body.c_str()));
  const auto plan = xpath::Plan::read(path);
  EXPECT_NE(plan.root, nullptr) << path;
  return xpath::price_of(plan, xpath::Profile::of(document, plan.elements, plan.attributes));
}

std::string orders(std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i)
    out += "<order id='" + std::to_string(i) + "'><item sku='x'><n>1</n></item></order>";
  return "<orders>" + out + "</orders>";
}

TEST(XPathPrice, OfUsualPathsIsLinear) {
  for (const char* path : {"/orders/order/@id",
                           "//item[@sku='x']/n",
                           "//order[item/n = 1 and @id > 3]",
                           "//order[.//item/@sku = 'x']",
                           "count(//item[position() < 3])",
                           "//order[@id = item/n]",
                           "//a[. = '//b[c]']",
                           "//n[contains(., 'x')]/text()",
                           "//order[last()]",
                           "//n/../@sku",
                           "/orders/order[item[@sku='x'] or not(n)]",
                           "//item[../@id = '7']",
                           "sum(//n) * 2 - -1",
                           "//n | //order/@id",
                           "(//order)[3]/item",
                           "//n[normalize-space() = '1']",
                           "//order[substring-before(@id, '7') = translate(item/n, '1', '2')]",
                           "//order[ancestor::orders]/@id",
                           "//item[string-length(n) > 3]",
                           "//node()[self::n]",
                           "//order[starts-with(name(), 'o')]",
                           "/",
                           "//processing-instruction('x)')"}) {
    const auto small = price_of(path, orders(100));
    const auto big = price_of(path, orders(1000));
    EXPECT_LT(big, 20 * small) << path;
    EXPECT_LT(big, kWorkInPassing) << path << ": nobody notices it";
  }
  EXPECT_LT(price_of("//order[.//item/@sku = 'x']", orders(1000)), 2 * kWorkInPassing);
  EXPECT_GT(price_of("//order[//item/@sku = 'x']", orders(1000)),
            50 * price_of("//order[//item/@sku = 'x']", orders(100)))
      << "all of them for each of them";
}

/// Each of these held all up, for a second to minutes; the bodies have some kilobytes.
TEST(XPathPrice, OfWhatTakesLongIsDear) {
  const auto flat = "<r>" + times(1500, "<a>1</a>") + times(1000, "<b>1</b>") + "</r>";
  const auto deep = times(900, "<a>") + std::string(3000, 'x') + times(900, "</a>");
  const auto long_root = "<a>" + times(7000, "<a>1</a>") + "</a>";
  const struct {
    const char* path;
    const std::string& body;
  } cases[] = {
      {"//a[../a < ../b]/text()", flat},
      {"//a[../a > ../b]", flat},
      {"//a[ancestor::*='q']/text()", deep},
      {"//a[contains(string(/),'q')]/text()", long_root},
      {"/r[a = b]/text()", flat},
      {"/r[a != a]", flat},
      {"/r[not(a = b)]", flat},
      {"//a[contains(..,'q')]", flat},
      {"//a[string(..)='q']", flat},
      {"//a[sum(../a)=0]", flat},
      {"//a[number(..)=3]", flat},
      {"//a[../a != 1]", flat},
      {"//a[normalize-space(..)='q']", flat},
      {"//a[concat(.,..)='q']", flat},
      {"//a[/='q']", flat},
      {"//a[/r='q']", flat},
      {"//a[../..='q']", flat},
      {"//a[count(//a) = 1]", flat},
      {"//a[following::b]", flat},
      {"//a[count(preceding::*) = 3]", flat},
      {"//a/preceding-sibling::a/following-sibling::a", flat},
      {"//a[translate(/, /, /) = 'q']", flat},
      {"//a[lang('x')]/ancestor::a[ancestor::a]", deep},
      {"//a//a//a[.//a = 'q']", deep},
      {"//a//*[contains(-count(*), self::a)]", deep},
      {"//a[starts-with((//b | //a)[last()], 'q')]", flat},
  };
  for (const auto& c : cases) EXPECT_GT(price_of(c.path, c.body), kWorkAtLeast) << c.path;
}

/// Twice the body, twice the levels: what is priced grows as what is done.
TEST(XPathPrice, GrowsWithTheWorkItStandsFor) {
  const struct {
    const char* path;
    int power;  ///< of the growth of what pugixml does
  } cases[] = {{"//a", 1},
               {"//a[. = 'q']", 1},
               {"//a[.. = 'q']", 2},
               {"//a[count(../a) > 3]", 2},
               {"//a[../a = 'q']", 2},
               {"/r[a < b]", 2},
               {"//a[../a < ../b]", 3},
               {"//a[//a[contains(/, 'q')]]", 3}};
  const auto body = [](std::size_t n) {
    return "<r>" + times(n, "<a>1</a>") + times(n, "<b>2</b>") + "</r>";
  };
  for (const auto& c : cases) {
    const auto before = static_cast<double>(price_of(c.path, body(400)));
    const auto after = static_cast<double>(price_of(c.path, body(1600)));
    EXPECT_GT(after / before, std::pow(4.0, c.power) * 0.8) << c.path;
    EXPECT_LT(after / before, std::pow(4.0, c.power + 1) * 0.8) << c.path;
  }
}

TEST(XPathPrice, OfWhatIsNotUnderstoodIsAbove) {
  pugi::xml_document document;
  const auto plan = xpath::Plan::read("//a[");
  EXPECT_EQ(plan.root, nullptr);
  EXPECT_GT(xpath::price_of(plan, xpath::Profile::of(document, {}, {})), kWorkAtLeast * 1000);
}

TEST(XPathPrice, WhatIsTooDearIsNotEvenTried) {
  const auto path = XPath::parse("//a[../a < ../b]/text()");
  ASSERT_TRUE(path);
  Request request;
  request.body = "<r>" + times(400, "<a>1</a>") + times(400, "<b>1</b>") + "</r>";
  const Subject subject(request);
  const Work work;
  const auto before = give_ups();
  EXPECT_TRUE(path->select(subject, XPath::Elements::kWithText).empty());
  EXPECT_EQ(give_ups(), before + 1);
}

}  // namespace
}  // namespace ricochet::match
