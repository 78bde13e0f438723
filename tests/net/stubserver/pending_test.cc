// Ten thousand answers that wait: timers of one thread, all gone with a reset.
#include <sys/resource.h>

#include <algorithm>
#include <fstream>

#include "tests/net/stubserver/net_fixture.h"

namespace ricochet::stubserver {
namespace {

std::size_t threads_of_this_process() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != "Threads:") continue;
    std::size_t count = 0;
    status >> count;
    return count;
  }
  return 0;
}

/// True when so many descriptors may be open.
bool raise_descriptors(rlim_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(wanted, limit.rlim_max));
  return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted;
}

TEST_F(NetTest, TenThousandLatenciesAreTimersOfOneThreadAndCancelledByAReset) {
  // Both ends of each connection are ours; where that is too many, as many as there may be.
  const std::size_t clients = raise_descriptors(21'000) ? 10'000 : 9'500;
  if (clients < 10'000) {
    ASSERT_TRUE(raise_descriptors(19'500)) << "too few descriptors";
  }
  serve(R"([{"request":{"uri":"/fast"},"response":{"text":"f"}},
            {"response":{"text":"s","latency":"1h"}}])");
  const std::size_t threads = threads_of_this_process();
  Calls calls;
  calls.timeout = std::chrono::hours(2);
  std::size_t started = 0;
  while (started < clients) {  // in bursts that the listener's backlog holds
    const std::size_t burst = std::min<std::size_t>(started + 100, clients);
    for (; started < burst; ++started) start_get(calls, "/slow");
    wait_until([&] { return sink_.exchanges.size() == started; });
  }
  EXPECT_EQ(server_->open_exchanges(), clients);
  EXPECT_EQ(threads_of_this_process(), threads);
  EXPECT_TRUE(calls.answers.empty());

  server_->reset_state();
  EXPECT_EQ(server_->open_exchanges(), 0u);
  wait_for(calls, clients);
  EXPECT_EQ(std::count_if(calls.answers.begin(), calls.answers.end(),
                          [](const std::string& answer) { return answer.starts_with("error"); }),
            static_cast<std::ptrdiff_t>(clients));
  EXPECT_EQ(get("/fast"), "200 f");
}

}  // namespace
}  // namespace ricochet::stubserver
