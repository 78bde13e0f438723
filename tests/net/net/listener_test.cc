// The accept loop and the errors of accept(2) that it has to live through.
#include "net/listener.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cerrno>
#include <deque>

#include "base/asio_loop.h"
#include "tests/support/raw_client.h"

namespace ricochet::net {
namespace {

std::deque<int> next_errors;  // what accept4 answers before it does its work

int failing_accept(int fd, sockaddr* address, socklen_t* size, int flags) {
  if (next_errors.empty()) return ::accept4(fd, address, size, flags);
  errno = next_errors.front();
  next_errors.pop_front();
  return -1;
}

class ListenerTest : public testing::TestWithParam<int> {
 protected:
  ListenerTest() {
    next_errors.clear();
    listener_.on_trouble([this](const base::Diag& diag) { troubles_.push_back(diag); });
    port_ = listener_.open({"test", "127.0.0.1", 0}).value().port;
  }
  ~ListenerTest() override { next_errors.clear(); }
  bool accepted(int count) {
    return loop_.run_until([&] { return accepted_ == count; }, std::chrono::seconds(20));
  }

  base::AsioLoop loop_;
  int accepted_ = 0;
  std::vector<base::Diag> troubles_;
  Listener listener_{loop_,
                     [this](int fd, bool, std::string, std::uint16_t) {
                       ++accepted_;
                       ::close(fd);
                     },
                     failing_accept};
  std::uint16_t port_ = 0;
};

class DeadConnection : public ListenerTest {};
TEST_P(DeadConnection, IsSkipped) {
  next_errors = {GetParam(), GetParam()};
  const test::RawClient client(port_);
  EXPECT_TRUE(accepted(1));
  EXPECT_TRUE(troubles_.empty()) << "nobody need know";
}
INSTANTIATE_TEST_SUITE_P(Errors, DeadConnection,
                         testing::Values(ECONNABORTED, EINTR, EPROTO, EPERM, ENETUNREACH));

class Shortage : public ListenerTest {};
TEST_P(Shortage, IsWaitedForAndToldOnce) {
  next_errors = {GetParam(), GetParam(), GetParam()};
  const test::RawClient client(port_);
  EXPECT_TRUE(accepted(1));
  EXPECT_EQ(troubles_.size(), 1u);
  EXPECT_EQ(troubles_[0].code, "http/no-descriptors");
  EXPECT_FALSE(troubles_[0].hint.empty());
  next_errors = {GetParam()};
  const test::RawClient another(port_);
  EXPECT_TRUE(accepted(2));
  EXPECT_EQ(troubles_.size(), 1u);
}
INSTANTIATE_TEST_SUITE_P(Errors, Shortage, testing::Values(EMFILE, ENFILE, ENOBUFS, ENOMEM));

TEST_F(ListenerTest, MayBeClosedByWhatItTells) {
  listener_.on_trouble([this](const base::Diag& diag) {
    troubles_.push_back(diag);
    listener_.close();
  });
  next_errors = {EMFILE};
  const test::RawClient client(port_);
  EXPECT_TRUE(loop_.run_until([&] { return troubles_.size() == 1; }, std::chrono::seconds(20)));
  EXPECT_FALSE(test::RawClient(port_).connected());
}

}  // namespace
}  // namespace ricochet::net
