// `ricochet bin --store`: what survives a restart, and a kill at any moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

#include "tests/e2e/bin/bin_process.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

/// Senders on connections of their own, each with one request at a time, until the server is gone.
class Load {
 public:
  Load(std::uint16_t port, int round) {
    for (int sender = 0; sender < 4; ++sender) {
      threads_.emplace_back([this, port, round, sender] {
        test::RawClient client(port);
        for (int i = 0;; ++i) {
          const std::string target = "/x/" + std::to_string(round) + "-" + std::to_string(sender) +
                                     "-" + std::to_string(i);
          if (!client.send(BinProcess::request("POST", target, std::string(200, 'b')))) return;
          if (client.read_answer().status != 200) return;
          const std::lock_guard lock(mutex_);
          answered_.insert(target);
          changed_.notify_one();
        }
      });
    }
  }
  ~Load() { join(); }
  bool wait_for(std::size_t answers) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return answered_.size() >= answers; });
  }
  /// The server must be gone by then.
  const std::set<std::string>& join() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return answered_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> answered_;
  std::vector<std::thread> threads_;
};

/// Targets of all that is held, while seq must rise by one.
std::set<std::string> held(const BinProcess& bin) {
  std::set<std::string> targets;
  for (std::uint64_t after = 0;;) {
    const auto page =
        bin.get("/api/v2/bins/x/requests?limit=1000&fields=summary&after=" + std::to_string(after));
    const auto requests = page.value("requests", nlohmann::json::array());
    if (requests.empty()) return targets;
    for (const auto& request : requests) {
      EXPECT_EQ(request["seq"], after + 1);
      after = request["seq"];
      targets.insert(request["target"]);
    }
  }
}

TEST(Store, NothingThatWasAnsweredIsLostByFiftyKills) {
  const TempFolder folder;
  const std::vector<std::string> args = {"--store", folder / "captures.db", "--store-sync"};
  std::set<std::string> answered;
  for (int round = 0; round < 50; ++round) {
    BinProcess bin(args);
    ASSERT_NE(bin.port(), 0);
    Load load(bin.port(), round);
    const bool enough = load.wait_for(static_cast<std::size_t>(1 + round % 23));
    bin.program().signal(SIGKILL);
    bin.program().wait();
    answered.merge(std::set<std::string>(load.join()));
    ASSERT_TRUE(enough) << "round " << round;
  }
  const BinProcess bin(args);
  const auto found = held(bin);
  for (const auto& target : answered) EXPECT_TRUE(found.contains(target)) << target;
  EXPECT_GE(answered.size(), 50u);
}

TEST(Store, AKillWithoutSyncLeavesAFileWithoutGaps) {
  const TempFolder folder;
  const std::vector<std::string> args = {"--store", folder / "captures.db"};
  for (int round = 0; round < 5; ++round) {
    BinProcess bin(args);
    ASSERT_NE(bin.port(), 0);
    Load load(bin.port(), round);
    EXPECT_TRUE(load.wait_for(100));
    bin.program().signal(SIGKILL);
    bin.program().wait();
    load.join();
  }
  BinProcess bin(args);
  EXPECT_THAT(bin.program().err(), HasSubstr("was not closed: the last 100 ms before that may be"));
  const auto found = held(bin);
  EXPECT_EQ(bin.get("/api/v2/bins/x")["total"], found.size());
  EXPECT_EQ(bin.call("GET", "/healthz").body, "ok\n");
}

TEST(Store, HistoryGoesOnAfterAStop) {
  const TempFolder folder;
  const std::vector<std::string> args = {"--store", folder / "captures.db"};
  std::string id;
  {
    BinProcess bin(args);
    bin.call("POST", "/x/one", std::string("\x00\xff", 2));
    bin.call("POST", "/x/two");
    id = bin.get("/api/v2/bins/x/requests")["requests"][0]["id"];
    bin.program().signal(SIGTERM);
    EXPECT_EQ(bin.program().wait().exit_code, 0);
  }
  BinProcess bin(args);
  EXPECT_THAT(bin.program().err(), HasSubstr("1 bin, 2 records (2 of them in memory)"));
  const auto record = bin.get("/api/v2/bins/x/requests/" + id);
  EXPECT_EQ(record["target"], "/x/one");
  EXPECT_EQ(record["body"]["content"], "AP8=");
  bin.call("POST", "/x/three");
  EXPECT_EQ(bin.get("/api/v2/bins/x")["cursor"], 3);
  EXPECT_EQ(bin.call("DELETE", "/api/v2/bins/x/requests").status, 200);
  bin.program().signal(SIGTERM);
  bin.program().wait();
  const BinProcess again(args);
  EXPECT_EQ(again.get("/api/v2/bins/x")["held"], 0);
  EXPECT_EQ(again.get("/api/v2/bins/x")["cleared_through"], 3);
}

TEST(Store, AFullFileIsToldAndWithSyncNotAnsweredOk) {
  const TempFolder folder;
  BinProcess bin({"--store", folder / "captures.db", "--store-sync", "--store-max", "100kb"});
  int status = 200;
  for (int i = 0; i < 50 && status == 200; ++i)
    status = bin.call("POST", "/x", std::string(10'000, 'x')).status;
  EXPECT_EQ(status, 503);
  EXPECT_TRUE(bin.program().wait_for("is full"));
  EXPECT_TRUE(bin.program().wait_for("captures go on in memory"));
  EXPECT_EQ(bin.call("GET", "/healthz").status, 503);
  EXPECT_THAT(bin.call("GET", "/healthz").body, HasSubstr("store: "));
  EXPECT_THAT(bin.call("GET", "/metrics").body,
              HasSubstr("ricochet_outlet_up{outlet=\"store\"} 0"));
  bin.program().signal(SIGTERM);
  EXPECT_EQ(bin.program().wait().exit_code, 4);
  EXPECT_THAT(bin.program().err(), HasSubstr("--store-max"));
}

TEST(Store, FilesThatCannotBeAStore) {
  const TempFolder folder;
  folder.write("text.db", "not a database, " + std::string(1000, 'x'));
  const ProgramEnd foreign = run_ricochet({"bin", "-p", "0", "--store", folder / "text.db"});
  EXPECT_EQ(foreign.exit_code, 3);
  EXPECT_THAT(foreign.err, HasSubstr("error[store/foreign]"));
  EXPECT_EQ(foreign.out, "");
  const ProgramEnd nowhere = run_ricochet({"bin", "-p", "0", "--store", folder / "no/where.db"});
  EXPECT_EQ(nowhere.exit_code, 4);
  EXPECT_THAT(nowhere.err, HasSubstr("name a file in a folder that exists"));
  BinProcess first({"--store", folder / "mine.db"});
  const ProgramEnd second = run_ricochet({"bin", "-p", "0", "--store", folder / "mine.db"});
  EXPECT_EQ(second.exit_code, 4);
  EXPECT_THAT(second.err, HasSubstr("in use by another ricochet"));
}

TEST(Store, FlagsThatNeedAFile) {
  EXPECT_EQ(run_ricochet({"bin", "--store-sync"}).exit_code, 2);
  EXPECT_EQ(run_ricochet({"bin", "--store", "f", "--store-max", "many"}).exit_code, 2);
}

}  // namespace
}  // namespace ricochet::e2e
