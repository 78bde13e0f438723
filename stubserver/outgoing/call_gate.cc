#include "stubserver/outgoing/call_gate.h"

#include <utility>

#include "base/text/printable.h"

namespace ricochet::stubserver {

namespace {

constexpr std::string_view kMapped = "::ffff:";  // an IPv4 address on a socket that speaks both

std::string end_of(std::string_view address, std::uint16_t port) {
  if (address.starts_with(kMapped)) address.remove_prefix(kMapped.size());
  return std::string(address) + ' ' + std::to_string(port);
}

CallRules with_targets(CallRules rules) {
  if (rules.targets != nullptr) return rules;
  http::OutboundTargets here;
  here.add_loopback();
  rules.targets = std::make_shared<const http::OutboundTargets>(std::move(here));
  return rules;
}

}  // namespace

CallGate::CallGate(const base::Loop& loop, CallRules rules)
    : loop_(loop), rules_(with_targets(std::move(rules))) {}

base::Status CallGate::check(const OutgoingCall& call) {
  const auto refuse = [&call](const char* code, const std::string& why, std::string cure) {
    return base::Diag(
        code,
        "the call to " + base::printable(base::shorten(call.url, 200)) + " is not made: " + why,
        std::move(cure));
  };
  if (!call.named && !rules_.targets->allow(call.url)) {
    return refuse("stub/target-not-allowed", "no stub file names this place",
                  "start the server with --send-to and that place, or write its URL, up to the "
                  "port, into the file");
  }
  if (call.depth >= rules_.depth) {
    return refuse(
        "stub/calls-itself",
        "it would be number " + std::to_string(call.depth + 1) +
            " in a chain of calls that each led to the next",
        "let one of them end elsewhere; --max-call-depth allows " + std::to_string(rules_.depth));
  }
  if (under_way_ >= rules_.under_way) {
    return refuse("stub/too-many-calls",
                  std::to_string(under_way_) + " others are under way already",
                  "raise --max-calls, or let them time out earlier (\"timeout\")");
  }
  if (!call.callback) return {};
  QuotaTerms terms;
  terms.limit = rules_.callbacks;
  terms.window = std::chrono::seconds(1);
  if (callbacks_.take(terms, "", loop_.now()).allowed) return {};
  return refuse("stub/too-many-calls",
                "there were " + std::to_string(rules_.callbacks) + " callbacks in a second",
                "raise --max-callback-rate if they are meant to be so many");
}

base::Result<std::shared_ptr<CallGate::Passage>> CallGate::admit(const OutgoingCall& call) {
  if (auto checked = check(call); !checked) {
    ++refused_;
    return checked.error();
  }
  return std::make_shared<Passage>(shared_from_this(), call.depth + 1);
}

void CallGate::watch(const std::shared_ptr<Passage>& passage, http::ClientRequest& request) {
  request.on_connected = [passage](std::string_view address, std::uint16_t port) {
    passage->leaves_from(end_of(address, port));
  };
}

std::uint64_t CallGate::depth_of(const match::Request& request) const {
  if (depths_.empty()) return 0;
  const auto it = depths_.find(end_of(request.peer_address, request.peer_port));
  return it == depths_.end() ? 0 : it->second;
}

CallGate::Passage::Passage(std::shared_ptr<CallGate> gate, std::uint64_t depth)
    : gate_(std::move(gate)), depth_(depth) {
  ++gate_->under_way_;
}

CallGate::Passage::~Passage() {
  --gate_->under_way_;
  if (!from_.empty()) gate_->depths_.erase(from_);
}

void CallGate::Passage::leaves_from(std::string address) {
  from_ = std::move(address);
  gate_->depths_[from_] = depth_;
}

}  // namespace ricochet::stubserver
