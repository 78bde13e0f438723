#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/loop.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "stubserver/decide.h"
#include "stubserver/traffic_log.h"

namespace ricochet::stubserver {

/// Performs decisions: records the exchange, waits out the latency on a timer of the loop, answers.
/// Owner: StubServer. Everything it refers to must outlive it.
class StubHandler final : public http::Handler {
 public:
  struct Options {
    std::string bin;  ///< the name in each Exchange
    int no_match_status = kMocoNoMatchStatus;
  };
  /// `sink` and `log` may be nullptr.
  StubHandler(base::Loop& loop, Options options, StubState& state, http::ExchangeSink* sink,
              TrafficLog* log);
  ~StubHandler() override;

  void set_rules(std::shared_ptr<const RuleSet> rules);
  const std::shared_ptr<const RuleSet>& rules() const { return rules_; }
  void handle(match::Request request, std::shared_ptr<http::Responder> responder) override;

  /// Answers that wait for their latency.
  std::size_t delayed() const { return delayed_.size(); }
  /// Closes their connections without an answer.
  void cancel_delayed();

 private:
  struct Delayed {
    Delayed(std::shared_ptr<http::Responder> r, http::Response a, base::Loop::TimerId t)
        : responder(std::move(r)), response(std::move(a)), timer(t) {}
    std::shared_ptr<http::Responder> responder;
    http::Response response;
    base::Loop::TimerId timer;
  };
  void record(match::Request request, const Decision& decision);
  void delay(std::shared_ptr<http::Responder> responder, http::Response response,
             base::Duration latency);

  base::Loop& loop_;
  Options options_;
  StubState& state_;
  http::ExchangeSink* sink_;
  TrafficLog* log_;
  std::shared_ptr<const RuleSet> rules_;
  std::uint64_t next_id_ = 1;
  std::unordered_map<std::uint64_t, Delayed> delayed_;
  std::shared_ptr<int> alive_;  ///< a client that leaves after our end finds nothing to cancel
};

}  // namespace ricochet::stubserver
