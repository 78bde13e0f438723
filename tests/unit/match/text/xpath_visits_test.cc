// The price of an XPath beside the work that it stands for, counted in visits
// of nodes: no clock.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <pugixml.hpp>
#include <random>
#include <string>
#include <vector>

#include "match/text/xpath_price.h"
#include "tests/unit/match/text/naive_xpath.h"

namespace ricochet::match {
namespace {

std::string element(std::mt19937& random, int depth, std::size_t& left) {
  const auto below = [&random](std::uint32_t n) {
    return static_cast<std::uint32_t>(random() % n);
  };
  const char name = "abc"[below(3)];
  std::string out = std::string("<") + name;
  if (below(3) == 0) out += " a='" + std::to_string(below(9)) + "'";
  if (below(5) == 0) out += " b='" + std::to_string(below(9)) + "'";
  out += ">";
  if (below(2) == 0) out += std::to_string(below(12));
  const auto children = depth > 12 ? 0 : below(depth < 2 ? 12 : 3);
  for (std::uint32_t i = 0; i < children && left > 0; ++i) {
    --left;
    out += element(random, depth + 1, left);
  }
  return out + "</" + name + ">";
}

/// Broad, deep, or as it comes.
std::string document(std::mt19937& random) {
  std::string out;
  switch (random() % 4) {
    case 0:
      for (int i = 0; i < 60; ++i) out += i % 3 == 0 ? "<b a='1'>2</b>" : "<a>1</a>";
      return "<c>" + out + "</c>";
    case 1:
      for (int i = 0; i < 40; ++i) out += i % 5 == 0 ? "<b a='3'>" : "<a>";
      out += "1";
      for (int i = 39; i >= 0; --i) out += i % 5 == 0 ? "</b>" : "</a>";
      return out;
    default: {
      std::size_t left = 20 + random() % 60;
      return element(random, 0, left);
    }
  }
}

std::string by_pugixml(const std::string& expression, const pugi::xml_document& document) {
  const pugi::xpath_query query(expression.c_str());
  if (query.return_type() == pugi::xpath_type_number)
    return std::to_string(static_cast<std::size_t>(query.evaluate_number(document)));
  static const pugi::xpath_query kText("string()");
  std::vector<std::string> values;
  for (const auto& node : query.evaluate_node_set(document))
    values.push_back(node.attribute() ? node.attribute().value() : kText.evaluate_string(node));
  std::sort(values.begin(), values.end());
  std::string out = std::to_string(values.size()) + " nodes:";
  for (const auto& value : values) out += "|" + value;
  return out;
}

/// pugixml passes no more nodes than who evaluates without any cleverness: so a
/// price that covers each of the visits bounds it, too. A visit takes some
/// nanoseconds, as many units as are asked for here.
TEST(XPathPrice, CoversEachVisitOfANodeThatAnEvaluationMakes) {
  constexpr double kUnitsOfVisit = 8;
  std::mt19937 random(20'261'201);
  std::size_t given_up = 0, busy = 0, shown = 0;
  double least = 1e18;
  for (int i = 0; i < 1'500 && shown < 10; ++i) {
    NaiveXPath xpath(random);
    pugi::xml_document parsed;
    const auto text = document(random);
    ASSERT_TRUE(parsed.load_string(text.c_str()));
    const auto result = xpath.evaluate(parsed);
    const auto visits = static_cast<double>(xpath.visits());
    if (result.empty()) {
      ++given_up;
    } else {
      EXPECT_EQ(by_pugixml(xpath.text(), parsed), result) << xpath.text() << "\n  in " << text;
    }
    busy += visits > 1'000 ? 1 : 0;
    const auto plan = xpath::Plan::read(xpath.text());
    ASSERT_NE(plan.root, nullptr) << xpath.text();
    const auto profile = xpath::Profile::of(parsed, plan.elements, plan.attributes);
    const auto price = static_cast<double>(xpath::price_of(plan, profile));
    least = std::min(least, price / std::max(visits, 1.0));
    if (price >= visits * kUnitsOfVisit) continue;
    ++shown;
    ADD_FAILURE() << "a price of " << price << " for " << visits << " visits: " << xpath.text()
                  << "\n  in " << text;
  }
  std::printf(
      "%zu made more than 1000 visits, %zu were given up; least units "
      "of a visit: %.1f\n",
      busy, given_up, least);
  EXPECT_GT(busy, 150u);
}

}  // namespace
}  // namespace ricochet::match
