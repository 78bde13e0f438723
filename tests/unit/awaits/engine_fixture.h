#pragma once
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {

/// The engine fed by hand, as the driver does it.
class EngineTest : public LogTest, protected journal::LogObserver {
 protected:
  EngineTest() { log_.add_observer(*this); }
  ~EngineTest() override { log_.remove_observer(*this); }
  void on_append(const journal::RecordPtr& record) override {
    engine_.arrived(record, loop_.now());
  }
  void on_evict(const std::string& bin, journal::Seq through) override {
    engine_.evicted(bin, through, loop_.now());
  }
  void on_clear(const std::string& bin, journal::Seq through) override {
    engine_.cleared(bin, through, loop_.now());
  }
  void on_bin_removed(const std::string& bin) override { engine_.bin_removed(bin, loop_.now()); }

  AwaitId start(Expectation expectation) {
    return engine_.start(std::move(expectation), loop_.now()).value();
  }
  void pass(base::Duration time) {
    loop_.advance(time);
    engine_.advance(loop_.now());
  }
  /// The one verdict that there must be now.
  Verdict verdict() {
    auto decided = engine_.take_decided();
    EXPECT_THAT(decided, testing::SizeIs(1));
    return decided.empty() ? Verdict() : std::move(decided.front());
  }
  bool waiting() { return engine_.take_decided().empty() && engine_.next_deadline().has_value(); }

  AwaitEngine engine_{log_};
};

}  // namespace ricochet::awaits
