// The cart suite (Node) against its service with each of the bugs that scenarios/cart/README.md
// lists.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/e2e/suites/defects.h"

namespace ricochet::e2e {
namespace {

constexpr const char* kPriced = "cart-is-priced-from-own-copies.json";
constexpr const char* kNoCustomer = "unknown-customer-is-rejected.json";
constexpr const char* kNoProduct = "unknown-product-is-rejected.json";

std::vector<Defect> cart_defects() {
  return {
      {"no-pricing-call", {kPriced}, "nothing at all arrived in pricing"},
      {"ignores-quantity", {kPriced}, "$.quantity: expected the number 3, got the number 1"},
      {"calls-product-service", {kPriced}, "expected no calls of products"},
      {"prices-unknown-product",
       {kNoProduct},
       "\"reason\":\"unknown product\"} within 5s, but none came"},
      {"prices-unknown-customer",
       {kNoCustomer},
       "\"reason\":\"unknown customer\"} within 5s, but none came"},
  };
}

/// False: says why not.
bool cart_is_installed() {
  return std::filesystem::exists(project_folder() + "/scenarios/cart/service/node_modules/kafkajs");
}

#define SKIP_UNLESS_CART_IS_INSTALLED() \
  if (!cart_is_installed())             \
  GTEST_SKIP() << "the cart service is not installed: npm ci --prefix scenarios/cart/service"

class CartDefect : public testing::TestWithParam<Defect> {};

TEST_P(CartDefect, TurnsTheRightScenariosRed) {
  SKIP_UNLESS_CART_IS_INSTALLED();
  expect_caught("cart", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, CartDefect, testing::ValuesIn(cart_defects()),
                         [](const auto& i) { return test_name(i.param); });

TEST(CartSuite, IsGreenWithoutADefect) {
  SKIP_UNLESS_CART_IS_INSTALLED();
  expect_caught("cart", Defect{"", {}, "", 0});
}

TEST(CartSuite, HasNoScenarioThatNoDefectTurnsRed) { expect_all_covered("cart", cart_defects()); }

}  // namespace
}  // namespace ricochet::e2e
