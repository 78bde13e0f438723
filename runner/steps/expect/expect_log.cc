#include "runner/steps/expect/expect_log.h"

#include <algorithm>
#include <set>

#include "awaits/expectation_reader.h"
#include "base/error_mark.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "match/operator/compile.h"
#include "runner/result/clean_text.h"
#include "runner/steps/common/service_name.h"
#include "runner/sut/process.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

/// Counts the lines that fit but those that are left out, by number, and wakes who waits for them.
class LineCounter final : public SutObserver {
 public:
  LineCounter(const match::Operator& test, std::set<std::uint64_t> left_out)
      : test_(test), left_out_(std::move(left_out)) {}

  void on_line(const OutputLine& line) override {
    last_.push_back(clean_text(line.text));
    if (last_.size() > kShown) last_.erase(last_.begin());
    // What control characters look like when shown is not what was printed.
    if (!test_.matches(base::repair_utf8(without_ansi(line.text)))) return;
    if (left_out_.contains(line.number)) return;
    fitting_.push_back(line.number);
    first_.empty() ? void(first_ = last_.back()) : void();
    if (wake) wake();
  }

  std::uint64_t fitting() const { return fitting_.size(); }
  /// The first `most` of them, by number.
  std::vector<std::uint64_t> first(std::uint64_t most) const {
    const auto count = std::min<std::uint64_t>(most, fitting_.size());
    return {fitting_.begin(), fitting_.begin() + static_cast<std::ptrdiff_t>(count)};
  }
  const std::string& first() const { return first_; }
  const std::vector<std::string>& last() const { return last_; }

  std::function<void()> wake;

 private:
  static constexpr std::size_t kShown = 5;
  const match::Operator& test_;
  const std::set<std::uint64_t> left_out_;
  std::vector<std::uint64_t> fitting_;
  std::string first_;
  std::vector<std::string> last_;
};

class ExpectLogStep final : public Step {
 public:
  ExpectLogStep(std::string service, std::shared_ptr<const match::Operator> text,
                awaits::Count count, base::Duration window)
      : service_(std::move(service)), text_(std::move(text)), count_(count), window_(window) {}

  std::string title() const override {
    return "expect " + count_.describe() + " " +
           (count_.min == 1 && !count_.max ? "line" : "lines") + " of " + service_ + ": " +
           text_->describe();
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    SutRunner& sut = *context.world().sut(service_);
    std::set<std::uint64_t> left_out;
    if (count_.max) left_out = context.accounted_lines(service_);
    LineCounter counter(*text_, std::move(left_out));
    for (const auto& line : sut.output_since(context.started())) counter.on_line(line);
    const bool dropped = sut.output_dropped_since(context.started());
    sut.observe(counter);
    StepOutcome outcome = co_await watch(context, sut, counter);
    sut.forget(counter);
    if (context.life().trouble() || outcome.outcome == Outcome::kError) co_return outcome;
    // What was decided by lines that were seen stands; the rest may have been among the others.
    const bool by_absence =
        count_.max ? outcome.outcome == Outcome::kPassed : outcome.outcome == Outcome::kFailed;
    if (by_absence && dropped) co_return too_small();
    if (outcome.outcome == Outcome::kPassed && !count_.max)
      context.account_lines(service_, counter.first(count_.min));
    if (by_absence && count_.max) {
      if (auto unknown = context.absence_unknown(expected())) co_return *std::move(unknown);
    }
    co_return outcome;
  }

 private:
  bool decided(const LineCounter& counter) const {
    return count_.max ? counter.fitting() > *count_.max : counter.fitting() >= count_.min;
  }

  Task<StepOutcome> watch(ScenarioContext& context, const SutRunner& sut,
                          LineCounter& counter) const {
    base::Loop& loop = context.world().loop();
    const base::Duration more = count_.max ? base::Duration(0) : context.more_time();
    const base::TimePoint end = loop.now() + window_ + more;
    while (!decided(counter) && loop.now() < end) {
      const bool undisturbed = co_await context.life().sleep(end - loop.now(), &counter.wake);
      counter.wake = nullptr;
      if (!undisturbed) co_return context.trouble_outcome();
    }
    // A prompt has no end. Before the time is over nobody knows what is still to come of a line.
    const auto partial = sut.partial();
    if (!decided(counter) && partial && partial->at >= context.started()) counter.on_line(*partial);
    const bool met = decided(counter) != count_.max.has_value();
    co_return met ? StepOutcome::passed() : StepOutcome::failed(unmet(counter));
  }

  std::string expected() const {
    return count_.describe() + " line of " + service_ + " with " + text_->describe() +
           (count_.max ? " for " : " within ") + base::format_duration(window_);
  }
  StepOutcome too_small() const {
    const OutputLimits limits;
    const Remark remark(
        service_ + " printed more than is kept for a verdict",
        expected() + ": of each service the newest " + std::to_string(limits.lines) +
            " lines and " + base::format_bytes(limits.bytes) +
            " are kept, older lines of this scenario are gone: expect the line earlier "
            "(\"together\" runs steps side by side), or let the service print less");
    return StepOutcome::error_of(ErrorKind::kEnvironment, remark);
  }
  Unmet unmet(const LineCounter& counter) const {
    Unmet unmet;
    const auto came = counter.fitting();
    unmet.message = count_.max ? service_ + " printed " + base::in_quotes(counter.first())
                    : came == 0
                        ? service_ + " printed no line with " + text_->describe()
                        : service_ + " printed " + base::plural(came, "line") + " with " +
                              text_->describe() + ", expected " + std::to_string(count_.min);
    unmet.expected = expected();
    for (const auto& line : counter.last()) unmet.actual.push_back({base::shorten(line, 300), {}});
    if (counter.last().empty()) unmet.actual.push_back({"it printed nothing at all", {}});
    return unmet;
  }

  std::string service_;
  std::shared_ptr<const match::Operator> text_;
  awaits::Count count_;
  base::Duration window_;
};

}  // namespace

const base::Shape& expect_log_shape() {
  using base::KeyRule;
  using base::Shape;
  static const Shape kShape = Shape::object(
      base::joined({required("log", Shape::nonempty(), "the service"),
                    required("text", match::text_value_shape(match::Place::kEntry),
                             "what one of its lines is like")},
                   awaits::expectation_shape().rows({"at_least", "never", "within", "for"})),
      {KeyRule::at_most_one_of({"at_least", "never"}), KeyRule::at_most_one_of({"within", "for"}),
       KeyRule::needs("for", {"never"})});
  return kShape;
}

std::unique_ptr<Step> parse_expect_log(const JsonReader& object, const Scenario& scenario) {
  const JsonReader body = object.as(expect_log_shape());
  const base::ErrorMark mark(body.diags());
  body.object();
  const auto name = read_service_name(*body.find("log"), scenario);
  const auto text = body.find("text");
  std::shared_ptr<const match::Operator> test;
  if (text) test = match::compile_operator(*text, match::Place::kEntry, {match::Spaces::kKept, 0});
  awaits::ExpectationDefaults defaults;
  defaults.within = scenario.suite->defaults.within;
  defaults.window = scenario.suite->defaults.never_for;
  defaults.may_ask_now = false;
  awaits::Expectation expectation;
  if (!mark.clean() || !awaits::read_expectation(body, defaults, expectation)) return nullptr;
  return std::make_unique<ExpectLogStep>(*name, std::move(test), expectation.count,
                                         expectation.within);
}

}  // namespace ricochet::runner
