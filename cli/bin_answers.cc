#include "cli/bin_answers.h"

#include <utility>

#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"
#include "stubserver/serve/handler.h"

namespace ricochet::cli {

namespace {

/// What a bin answers by itself, as a session without a request: it comes after all others.
constexpr const char* kOk =
    R"([{"response": {"status": 200, "headers": {"Content-Type": "text/html; charset=utf-8"}, "json": "ok\n"}}])";

class BinAnswerer final : public http::Handler {
 public:
  BinAnswerer(base::Loop& loop, http::ExchangeSink& sink, const std::string& bin,
              std::shared_ptr<const stubserver::RuleSet> rules,
              std::shared_ptr<stubserver::CallGate> gate)
      : loop_(loop),
        rules_(std::move(rules)),
        state_(stubserver::StubWorld(base::Random(base::fresh_seed()).derive(bin),
                                     [&loop] { return loop.wall_now(); })),
        handler_(loop, options_of(bin, std::move(gate)), state_, &sink, nullptr) {
    handler_.set_rules(rules_);
  }
  ~BinAnswerer() override {
    handler_.cancel_pending();
    handler_.set_rules(stubserver::RuleSet::empty());
    // Many take long to let go of.
    loop_.pool().discard(std::const_pointer_cast<stubserver::RuleSet>(std::exchange(rules_, {})));
  }

  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override {
    handler_.handle(std::move(request), std::move(responder));
  }

 private:
  static stubserver::StubHandler::Options options_of(const std::string& bin,
                                                     std::shared_ptr<stubserver::CallGate> gate) {
    stubserver::StubHandler::Options options;
    options.bin = bin;
    options.gate = std::move(gate);
    return options;
  }
  base::Loop& loop_;
  std::shared_ptr<const stubserver::RuleSet> rules_;
  stubserver::StubState state_;
  stubserver::StubHandler handler_;
};

}  // namespace

std::function<requestbin::BinServerOptions::MakeAnswerer(const std::string& bin,
                                                         const base::JsonReader& sessions)>
bin_answers(base::Loop& loop, http::ExchangeSink& sink, stubserver::CallRules calls) {
  stubserver::LoadOptions load;
  load.targets = calls.targets;
  auto gate = std::make_shared<stubserver::CallGate>(loop, std::move(calls));
  base::DiagList none;
  const auto document = base::JsonDocument::parse("bin", kOk).value();
  const auto ok = stubserver::RuleSet::parse(base::JsonReader(document, none, "stub"));
  return [&loop, &sink, ok, load, gate](
             const std::string& bin,
             const base::JsonReader& sessions) -> requestbin::BinServerOptions::MakeAnswerer {
    const auto rules = stubserver::RuleSet::parse(sessions, load);
    if (rules == nullptr) return nullptr;
    return [&loop, &sink, bin, all = stubserver::RuleSet::stack({rules, ok}), gate] {
      return std::make_shared<BinAnswerer>(loop, sink, bin, all, gate);
    };
  };
}

}  // namespace ricochet::cli
