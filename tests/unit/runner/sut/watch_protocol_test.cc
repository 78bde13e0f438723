#include "runner/sut/watch_protocol.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace ricochet::runner {
namespace {

TEST(WatchProtocol, APlanComesBackAsItWas) {
  const WatchPlan plan{"/bin/x", {"x", "", ".", "+a", "two\nlines"}, {"A=1", "B="}};
  const Fd file = write_plan(plan);
  ASSERT_TRUE(file);
  WatchPlan read;
  ASSERT_TRUE(read_plan(file.get(), read));
  EXPECT_EQ(read.program, plan.program);
  EXPECT_EQ(read.argv, plan.argv);
  EXPECT_EQ(read.env, plan.env);
}

TEST(WatchProtocol, WhatIsNotAPlanIsRefused) {
  using namespace std::string_literals;
  for (const std::string& text :
       {""s, "/bin/x"s, "/bin/x\0+x\0"s, "/bin/x\0+x\0.\0"s, "/bin/x\0.\0.\0"s,
        "/bin/x\0x\0.\0.\0"s, "/bin/x\0+x\0.\0.\0more\0"s}) {
    const Fd file(::memfd_create("plan", MFD_CLOEXEC));
    ASSERT_EQ(::write(file.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    WatchPlan read;
    EXPECT_FALSE(read_plan(file.get(), read)) << text;
  }
  WatchPlan read;
  EXPECT_FALSE(read_plan(-1, read));
}

TEST(WatchProtocol, NewsComeBackAndTheirEndIsSeen) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Fd ours(ends[0]);
  Fd theirs(ends[1]);
  WatchNews sent;
  sent.kind = WatchNews::Kind::kEnded;
  sent.value = 11;
  sent.signal = 2;
  sent.strays = 3;
  send_news(theirs.get(), sent);
  theirs.reset();
  WatchNews news;
  ASSERT_TRUE(receive_news(ours.get(), news));
  EXPECT_EQ(news.kind, sent.kind);
  EXPECT_EQ(news.status().str(), "was killed by SIGSEGV (core dumped)");
  EXPECT_EQ(news.strays, 3);
  EXPECT_FALSE(receive_news(ours.get(), news));
}

}  // namespace
}  // namespace ricochet::runner
