// The order suite (Python) against its service with each of the bugs that scenarios/order/README.md
// lists.
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"
#include "tests/e2e/suites/defects.h"

namespace ricochet::e2e {
namespace {

constexpr const char* kOrderCard = "order-is-paid-by-card.json";
constexpr const char* kOrderSepa = "order-is-paid-by-sepa.json";
constexpr const char* kOrderRetry = "payment-is-tried-again-with-the-same-key.json";
constexpr const char* kOrderRefused = "refused-payment-mails-nothing.json";
constexpr const char* kOrderLastPiece = "last-piece-is-told-at-once.json";
constexpr const char* kOrderQuota = "mail-quota-is-kept.json";
constexpr const char* kOrderTwice = "order-delivered-twice-is-paid-once.json";
constexpr const char* kOrderCrash = "order-survives-a-crash.json";
constexpr const char* kOrderNonsense = "nonsense-is-passed-over.json";

std::vector<Defect> order_defects() {
  return {
      {"no-retry", {kOrderRetry}, "within 5s, but only 1 came"},
      {"new-key-each-time",
       {kOrderCard, kOrderRetry, kOrderRefused, kOrderLastPiece, kOrderTwice, kOrderCrash},
       "exactly 3 calls of payments: header Idempotency-Key"},
      {"charges-twice", {kOrderTwice, kOrderCrash}, "exactly 1 call of payments"},
      {"mails-before-payment",
       {kOrderCard, kOrderCrash, kOrderRefused},
       ", before step 1 (the card is charged)"},
      {"another-invoice", {kOrderCard, kOrderCrash}, "$.invoice"},
      {"keeps-the-stock", {kOrderRefused}, "json $.type \"OrderWasPaid\" within 5s, but none came"},
      {"mails-when-refused", {kOrderRefused}, "expected no calls of mails"},
      {"tells-stock-late", {kOrderLastPiece}, ", before step 1 (everybody is told)"},
      {"calls-the-bank-from-anywhere", {kOrderSepa}, "client"},
      {"gives-up-on-429", {kOrderQuota}, "within 5s, but only 2 came"},
      {"ignores-retry-after", {kOrderQuota}, "answered with status \"429\""},
      {"commits-first", {kOrderCrash}, " before its call POST /charges to payments"},
      {"dies-on-nonsense", {kOrderNonsense}, ": not json: committed ", 5},
  };
}

/// Whether its interpreter has the Kafka client.
bool order_is_installed() {
  ProgramStart start;
  start.program = "/usr/bin/python3";
  start.args = {"-c", "import kafka"};
  return test::run_program(start).exit_code == 0;
}

#define SKIP_UNLESS_ORDER_IS_INSTALLED() \
  if (!order_is_installed())             \
  GTEST_SKIP() << "the order service has no Kafka client: apt-get install python3-kafka"

class OrderDefect : public testing::TestWithParam<Defect> {};

TEST_P(OrderDefect, TurnsTheRightScenariosRed) {
  SKIP_UNLESS_ORDER_IS_INSTALLED();
  expect_caught("order", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, OrderDefect, testing::ValuesIn(order_defects()),
                         [](const auto& i) { return test_name(i.param); });

TEST(OrderSuite, IsGreenWithoutADefect) {
  SKIP_UNLESS_ORDER_IS_INSTALLED();
  expect_caught("order", Defect{"", {}, "", 0});
}

TEST(OrderSuite, HasNoScenarioThatNoDefectTurnsRed) {
  expect_all_covered("order", order_defects());
}

}  // namespace
}  // namespace ricochet::e2e
