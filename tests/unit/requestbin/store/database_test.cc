// Every way in which SQLite can refuse, by its code.
#include "requestbin/store/database.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "tests/support/program.h"

namespace ricochet::requestbin::store {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open() { return Database::open(folder_ / "d.db").value(); }
  static std::string code(const base::Status& status) {
    return status ? "ok" : status.error().code;
  }

  test::TempFolder folder_;
};

TEST_F(DatabaseTest, WhoeverHoldsItMakesItBusy) {
  const auto one = open(), other = open();
  ASSERT_EQ(code(one->execute("CREATE TABLE t(x); BEGIN EXCLUSIVE")), "ok");
  EXPECT_EQ(code(other->execute("PRAGMA busy_timeout = 0; INSERT INTO t VALUES (1)")),
            "store/busy");
  EXPECT_EQ(other->failure(), Failure::kBusy);
}

TEST_F(DatabaseTest, AFullFileIsFull) {
  const auto one = open();
  ASSERT_EQ(code(one->execute("CREATE TABLE t(x); PRAGMA max_page_count = 2")), "ok");
  EXPECT_EQ(code(one->execute("INSERT INTO t VALUES (zeroblob(100000))")), "store/full");
  EXPECT_EQ(one->error().kind, base::Diag::Kind::kEnvironment);
}

TEST_F(DatabaseTest, AMissingTableIsAFailure) {
  const auto one = open();
  EXPECT_EQ(code(one->execute("INSERT INTO nowhere VALUES (1)")), "store/failed");
}

TEST_F(DatabaseTest, ADiskThatDoesNotTakeItIsAnIoError) {
  const auto one = open();
  ASSERT_EQ(code(one->execute("CREATE TABLE t(x)")), "ok");
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit little{16 << 10, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &little);
  const auto status = one->execute("INSERT INTO t VALUES (zeroblob(1000000))");
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(code(status), "store/io");
}

}  // namespace
}  // namespace ricochet::requestbin::store
