#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/asio_loop.h"
#include "requestbin/store/store.h"
#include "tests/support/program.h"

namespace ricochet::requestbin::store {

constexpr auto kDeadline = std::chrono::seconds(20);

/// A log on a real loop (the store has a thread) and a file of its own; reopen() is a restart.
class StoreTest : public testing::Test {
 protected:
  struct Process {
    base::AsioLoop loop;
    journal::CaptureLog log{loop};
    std::unique_ptr<Store> store;
  };

  base::Status open() {
    if (options_.path.empty()) options_.path = folder_ / "captures.db";
    process_ = std::make_unique<Process>();
    auto opened = Store::open(process_->loop, process_->log, options_,
                              [this](const std::string& line) { talk_.push_back(line); });
    if (!opened) return opened.error();
    process_->store = std::move(*opened);
    return {};
  }
  base::Status close() {
    auto status = process_->store->close(kDeadline);
    process_.reset();
    return status;
  }
  void reopen() {
    ASSERT_TRUE(close());
    ASSERT_TRUE(open());
  }

  journal::CaptureLog& log() { return process_->log; }
  Store& store() { return *process_->store; }
  bool wait(const std::function<bool()>& done) {
    base::Timer work(process_->loop);  // the loop itself does not know that a thread will post
    work.after(2 * kDeadline, [] {});
    return process_->loop.run_until(done, kDeadline);
  }
  /// Until everything is in the file; what when_stored() said.
  bool stored(std::uint64_t after = 0) {
    std::optional<bool> said;
    store().when_stored(after, [&said](bool ok) { said = ok; });
    EXPECT_TRUE(wait([&said] { return said.has_value(); }));
    return said.value_or(false);
  }

  http::Exchange exchange(const std::string& bin, const std::string& target = "/a",
                          const std::string& body = {}) {
    http::Exchange made;
    made.bin = bin;
    made.request.method = "POST";
    made.request.set_target(target);
    made.request.body = body;
    made.request.peer_address = "127.0.0.1";
    made.received = process_->loop.now();
    made.received_wall = process_->loop.wall_now();
    made.status = 200;
    made.response_body = "ok\n";
    return made;
  }
  journal::RecordPtr call(const std::string& bin, const std::string& target = "/a",
                          const std::string& body = {}) {
    return log().append(exchange(bin, target, body));
  }
  std::vector<journal::Seq> held(const std::string& bin) {
    std::vector<journal::Seq> seqs;
    for (const auto& record : log().read(bin)) seqs.push_back(record->seq);
    return seqs;
  }

  test::TempFolder folder_;
  StoreOptions options_;
  std::vector<std::string> talk_;
  std::unique_ptr<Process> process_;
};

}  // namespace ricochet::requestbin::store
