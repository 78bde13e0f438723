#pragma once
#include <memory>
#include <string>

#include "awaits/answer_selector.h"
#include "journal/capture_log.h"
#include "match/matcher.h"
#include "runner/sut/sut_runner.h"

namespace ricochet::runner {

/// Which call sets something off: the `nth` of `bin` that is selected, from now on.
struct TriggerCall {
  std::string bin;
  std::shared_ptr<const match::Matcher> selector;
  std::shared_ptr<const awaits::AnswerSelector> answer;  ///< nullptr: however it was answered
  std::uint64_t nth = 1;

  std::string describe() const;  ///< "call 2 of photos: GET /a.jpg"
};

/// Does something to a service in the moment in which a call has arrived, before its answer leaves:
/// the service dies with the call made and nothing after it done. Only what takes no waiting: kill,
/// stop (its signal) and pause. On the loop's thread; log and service must outlive it.
class SutTrigger final : public journal::LogObserver {
 public:
  SutTrigger(journal::CaptureLog& log, SutRunner& sut, SutAction action, TriggerCall call);
  ~SutTrigger() override;
  SutTrigger(const SutTrigger&) = delete;
  SutTrigger& operator=(const SutTrigger&) = delete;

  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}
  bool fired() const { return came_ >= call_.nth; }
  std::uint64_t came() const { return came_; }
  const TriggerCall& call() const { return call_; }
  const std::string& service() const { return sut_.name(); }

 private:
  journal::CaptureLog& log_;
  SutRunner& sut_;
  SutAction action_;
  TriggerCall call_;
  std::uint64_t came_ = 0;
};

}  // namespace ricochet::runner
