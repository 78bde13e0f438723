#include "runner/sut/exit_status.h"

#include <gtest/gtest.h>

#include <csignal>

#include "runner/sut/signals.h"

namespace ricochet::runner {
namespace {

TEST(ExitStatus, ReadsAsTheEndOfASentence) {
  EXPECT_EQ((ExitStatus{0, 0, false}).str(), "exited with status 0");
  EXPECT_EQ((ExitStatus{134, 0, false}).str(), "exited with status 134");
  EXPECT_EQ((ExitStatus{0, SIGTERM, false}).str(), "was killed by SIGTERM");
  EXPECT_EQ((ExitStatus{0, SIGSEGV, true}).str(), "was killed by SIGSEGV (core dumped)");
}

TEST(ExitStatus, SuccessIsStatusZeroAndNoSignal) {
  EXPECT_TRUE((ExitStatus{0, 0, false}).success());
  EXPECT_FALSE((ExitStatus{1, 0, false}).success());
  EXPECT_FALSE((ExitStatus{0, SIGKILL, false}).success());
}

TEST(Signals, GoByNameWithAndWithoutSig) {
  EXPECT_EQ(signal_number("TERM"), SIGTERM);
  EXPECT_EQ(signal_number("SIGINT"), SIGINT);
  EXPECT_EQ(signal_number("KILL"), SIGKILL);
  EXPECT_EQ(signal_number("term"), std::nullopt);
  EXPECT_EQ(signal_number("SIG"), std::nullopt);
  EXPECT_EQ(signal_number(""), std::nullopt);
}

TEST(Signals, NumbersHaveNamesOrSayThatTheyHaveNone) {
  EXPECT_EQ(signal_name(SIGTERM), "SIGTERM");
  EXPECT_EQ(signal_name(42), "signal 42");
}

}  // namespace
}  // namespace ricochet::runner
