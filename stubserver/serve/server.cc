#include "stubserver/serve/server.h"

#include <algorithm>
#include <utility>

#include "base/worker.h"
#include "stubserver/serve/favicon.h"

namespace ricochet::stubserver {

namespace {

http::ServerOptions server_options(const StubOptions& options) {
  http::ServerOptions out;
  out.name = server_name(options.name);
  out.bind = options.bind;
  out.port = options.port;
  out.limits = options.limits;
  out.tls = options.tls;
  out.buffered = options.buffered;
  return out;
}

/// More take longer than a millisecond to let go of.
constexpr std::size_t kManySessions = 1000;

StubHandler::Options handler_options(
    const StubOptions& options,
    std::function<std::shared_ptr<const RuleSet>(std::uint64_t)> rules_for) {
  StubHandler::Options out;
  out.bin = options.name;
  out.no_match_status = options.no_match_status;
  out.allow = options.allow;
  out.gate = options.gate;
  if (options.scopes) out.rules_for = std::move(rules_for);
  out.scopes = options.scopes;
  return out;
}

}  // namespace

StubServer::StubServer(base::Loop& loop, StubOptions options, http::ExchangeSink* sink,
                       TrafficLog* log)
    : loop_(loop),
      options_(std::move(options)),
      state_(StubWorld(
                 base::Random(options_.seed).derive(options_.name),
                 [&loop] { return loop.wall_now(); }, [&loop] { return loop.now(); }),
             options_.machines),
      handler_(loop,
               handler_options(options_, [this](std::uint64_t scope) { return rules_for(scope); }),
               state_, sink, log),
      server_(loop, server_options(options_), handler_) {
  server_.on_refused([this, sink](const http::Exchange& call) {
    if (sink == nullptr) return;
    auto mine = call;
    mine.bin = options_.name;
    sink->on_exchange(std::move(mine));
  });
  publish();
}

StubServer::~StubServer() = default;

base::Result<net::Endpoint> StubServer::start() {
  state_.begin();
  return server_.start();
}

std::string StubServer::url() const { return server_.endpoint().url(); }

void StubServer::set_base(std::shared_ptr<const RuleSet> rules) {
  state_.carry_over(sets_.base->rules(), rules->rules());
  auto next = sets_;
  next.base = std::move(rules);
  take(std::move(next));
}

/// Letting go of many takes a while, too.
void StubServer::take(SessionSets next) {
  auto old = std::exchange(sets_, std::move(next));
  publish();
  for (auto* set : {&old.added, &old.base}) {
    if ((*set)->size() > kManySessions)
      loop_.pool().discard(std::const_pointer_cast<RuleSet>(std::move(*set)));
  }
}

void StubServer::add(std::shared_ptr<const RuleSet> rules) { take(sets_.with_added(rules)); }

void StubServer::remove_added() {
  state_.forget(sets_.added->rules());
  auto next = sets_;
  next.added = RuleSet::empty();
  take(std::move(next));
}

bool StubServer::replace(const std::string& id, const RuleSet& others) {
  std::shared_ptr<const Rule> gone;
  auto next = sets_.with_replaced(id, others, &gone);
  return next && exchange(sets_, std::move(*next), gone.get());
}

bool StubServer::exchange(const SessionSets& before, SessionSets after, const Rule* gone) {
  if (before != sets_) return false;
  if (gone != nullptr) state_.forget(*gone);
  take(std::move(after));
  return true;
}

void StubServer::push_overlay(const std::string& owner, std::shared_ptr<const RuleSet> rules,
                              std::uint64_t scope) {
  // A scenario that runs again finds its machines at the start, as it does its sequences.
  const bool runs = std::any_of(live_.begin(), live_.end(),
                                [&](const Overlay& overlay) { return overlay.owner == owner; });
  if (!runs && !options_.machines) state_.machines(owner).reset_owner(owner);
  live_.push_front({owner, scope, std::move(rules)});
  publish();
}

void StubServer::retire_overlay(const std::string& owner) {
  for (auto it = live_.rbegin(); it != live_.rend();
       ++it) {  // the oldest first, so that the newest ends in front
    if (it->owner == owner) retired_.push_front(*it);
  }
  std::erase_if(live_, [&](const Overlay& o) { return o.owner == owner; });
  while (retired_.size() > kMaxRetired) {
    state_.forget(retired_.back().rules->rules());
    retired_.pop_back();
  }
  publish();
}

void StubServer::forget_retired(const std::string& owner) {
  const auto is_owners = [&](const Overlay& overlay) { return overlay.owner == owner; };
  if (std::none_of(retired_.begin(), retired_.end(), is_owners)) return;
  for (const auto& overlay : retired_) {
    if (is_owners(overlay)) state_.forget(overlay.rules->rules());
  }
  std::erase_if(retired_, is_owners);
  publish();
}

void StubServer::begin_scope(std::uint64_t scope) {
  if (scope != 0) state_.begin_scope(scope);
}

void StubServer::begin_again() {
  for (const auto& overlay : retired_) state_.forget(overlay.rules->rules());
  retired_.clear();
  state_.forget_scopes();
  state_.reset_positions();
  state_.reset_counters();
  publish();
}

std::shared_ptr<const RuleSet> StubServer::stack_for(std::uint64_t scope) const {
  const auto sets_of = [scope](const std::deque<Overlay>& overlays) {
    std::vector<std::shared_ptr<const RuleSet>> sets;
    for (const auto& overlay : overlays) {
      if (overlay.scope == 0 || overlay.scope == scope) sets.push_back(overlay.rules);
    }
    return sets;
  };
  // The base keeps its index; the few sessions of scenarios are indexed anew.
  return RuleSet::stack({RuleSet::join(sets_of(live_)), sets_.added, sets_.base,
                         RuleSet::join(sets_of(retired_), false),
                         options_.favicon ? favicon_rules() : RuleSet::empty()});
}

void StubServer::publish() {
  scoped_.clear();
  handler_.set_rules(stack_for(0));
}

std::shared_ptr<const RuleSet> StubServer::rules_for(std::uint64_t scope) {
  if (scope == 0) return handler_.rules();
  const auto is_its = [scope](const Overlay& overlay) { return overlay.scope == scope; };
  if (std::none_of(live_.begin(), live_.end(), is_its) &&
      std::none_of(retired_.begin(), retired_.end(), is_its))
    return handler_.rules();  // or it would keep a stack for each scenario that ever ran
  auto& known = scoped_[scope];
  if (known == nullptr) known = stack_for(scope);
  return known;
}

void StubServer::reset_state() {
  state_.reset();
  handler_.cancel_pending();
}

std::vector<std::shared_ptr<const Rule>> StubServer::unused_rules(const std::string& owner) const {
  std::vector<std::shared_ptr<const Rule>> unused;
  auto look_at = [&](const RuleSet& set) {
    for (const auto& rule : set.rules()) {
      if (!rule->any && !rule->implied && state_.hits(*rule) == 0) unused.push_back(rule);
    }
  };
  if (owner.empty()) {
    look_at(*sets_.added);
    look_at(*sets_.base);
  }
  for (const auto* overlays : {&live_, &retired_}) {
    for (const auto& overlay : *overlays) {
      if (overlay.owner == owner) look_at(*overlay.rules);
    }
  }
  return unused;
}

std::size_t StubServer::open_exchanges() const { return server_.open_exchanges(); }

void StubServer::stop(base::Duration grace, std::function<void()> done) {
  server_.stop(grace, std::move(done));
}

}  // namespace ricochet::stubserver
