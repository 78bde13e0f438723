// The order suite (Python) against its service with each of the bugs that scenarios/order/README.md
// lists.
#include <gtest/gtest.h>

#include "tests/e2e/defects.h"
#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

constexpr const char* kCard = "order-is-paid-by-card.json";
constexpr const char* kSepa = "order-is-paid-by-sepa.json";
constexpr const char* kRetry = "payment-is-tried-again-with-the-same-key.json";
constexpr const char* kRefused = "refused-payment-mails-nothing.json";
constexpr const char* kLastPiece = "last-piece-is-told-at-once.json";
constexpr const char* kQuota = "mail-quota-is-kept.json";
constexpr const char* kTwice = "order-delivered-twice-is-paid-once.json";
constexpr const char* kCrash = "order-survives-a-crash.json";
constexpr const char* kNonsense = "nonsense-is-passed-over.json";

std::vector<Defect> defects() {
  return {
      {"no-retry", {kRetry}, "within 5s, but only 1 came"},
      {"new-key-each-time",
       {kCard, kRetry, kRefused, kLastPiece, kTwice, kCrash},
       "exactly 3 calls of payments: header Idempotency-Key"},
      {"charges-twice", {kTwice, kCrash}, "exactly 1 call of payments"},
      {"mails-before-payment", {kCard, kCrash, kRefused}, "before step 1 (the card is charged)"},
      {"another-invoice", {kCard, kCrash}, "$.invoice"},
      {"keeps-the-stock", {kRefused}, "json $.type \"OrderWasPaid\" within 5s, but none came"},
      {"mails-when-refused", {kRefused}, "expected no calls of mails"},
      {"tells-stock-late", {kLastPiece}, "before step 1 (everybody is told)"},
      {"calls-the-bank-from-anywhere", {kSepa}, "client"},
      {"gives-up-on-429", {kQuota}, "within 5s, but only 2 came"},
      {"ignores-retry-after", {kQuota}, "answered with status \"429\""},
      {"commits-first", {kCrash}, "within 15s, but none came"},
      {"dies-on-nonsense", {kNonsense}, "order-service", 5},
  };
}

/// Whether its interpreter has the Kafka client.
bool installed() {
  ProgramStart start;
  start.program = "/usr/bin/python3";
  start.args = {"-c", "import kafka"};
  return test::run_program(start).exit_code == 0;
}

#define SKIP_UNLESS_INSTALLED() \
  if (!installed())             \
  GTEST_SKIP() << "the order service has no Kafka client: apt-get install python3-kafka"

class OrderDefect : public testing::TestWithParam<Defect> {};

TEST_P(OrderDefect, TurnsTheRightScenariosRed) {
  SKIP_UNLESS_INSTALLED();
  expect_caught("order", GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, OrderDefect, testing::ValuesIn(defects()),
                         [](const auto& i) { return test_name(i.param); });

TEST(OrderSuite, IsGreenWithoutADefect) {
  SKIP_UNLESS_INSTALLED();
  expect_caught("order", Defect{"", {}, "", 0});
}

TEST(OrderSuite, HasNoScenarioThatNoDefectTurnsRed) { expect_all_covered("order", defects()); }

}  // namespace
}  // namespace ricochet::e2e
