#include "runner/steps/together.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMaxLists = 100;

/// What lists that run side by side have come to so far.
struct Progress {
  std::size_t left = 0;
  StepOutcome outcome;  ///< the first that did not pass
  std::exception_ptr bug;
  std::function<void(bool)> done;

  void ended(const std::exception_ptr& error, StepOutcome one) {
    if (error && !bug) bug = error;
    if (outcome.outcome == Outcome::kPassed) outcome = std::move(one);
    if (--left == 0) done(true);
  }
};

class TogetherStep final : public FrameStep {
 public:
  explicit TogetherStep(std::vector<base::JsonReader> lists) : lists_(std::move(lists)) {}

  std::string title() const override {
    return "together: " + std::to_string(lists_.size()) + " lists";
  }
  std::vector<base::JsonReader> lists() const override { return lists_; }

  Task<StepOutcome> run_lists(ScenarioContext&, RunList run) const override {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto progress = std::make_shared<Progress>();
    progress->left = lists_.size();
    auto start = [this, &run, &executor, &progress](std::function<void(bool)> done) {
      progress->done = std::move(done);
      for (std::size_t i = 0; i < lists_.size(); ++i) {
        boost::asio::co_spawn(executor, run(lists_[i], "list " + std::to_string(i + 1)),
                              [progress](const std::exception_ptr& error, StepOutcome one) {
                                progress->ended(error, std::move(one));
                              });
      }
    };
    co_await async<bool>(start);
    if (progress->bug) std::rethrow_exception(progress->bug);
    co_return progress->outcome;
  }

 private:
  std::vector<base::JsonReader> lists_;
};

}  // namespace

std::unique_ptr<Step> parse_together(const base::JsonReader& body, const Scenario&) {
  auto lists = body.elements();
  if (!body.is_array()) return nullptr;
  if (lists.size() < 2 || lists.size() > kMaxLists) {
    body.error("bad-together", std::to_string(lists.size()) + " lists do not run side by side",
               "write 2 to 100 lists: [ [steps], [steps] ]");
    return nullptr;
  }
  bool ok = true;
  for (const auto& list : lists) {
    const auto elements = list.elements();
    if (list.is_array() && elements.empty())
      list.error("no-steps", "this list is empty", "add a step");
    ok = ok && !elements.empty();
  }
  return ok ? std::make_unique<TogetherStep>(std::move(lists)) : nullptr;
}

}  // namespace ricochet::runner
