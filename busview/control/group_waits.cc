#include "busview/control/group_waits.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "busview/control/views.h"
#include "http/api.h"

namespace ricochet::busview {

GroupWaits::GroupWaits(bus::broker::Broker& broker, BusFeed& feed)
    : broker_(broker), feed_(feed), watch_(feed.changed.add([this] { look(); })) {}

GroupWaits::~GroupWaits() {
  stop();
  feed_.changed.remove(watch_);
}

void GroupWaits::stop() {
  for (const auto& wait : std::exchange(waits_, {})) {
    if (!wait->done)
      wait->responder->send(http::json_error(
          503, base::Diag(base::Diag::Kind::kEnvironment, "bus/ends", "the bus ends", "")));
  }
}

bool GroupWaits::answer_if_met(Wait& wait) {
  if (wait.done) return false;
  const bus::broker::Group* const group = broker_.groups().find(wait.group);
  if (group == nullptr || group->state() != bus::broker::GroupState::kStable ||
      group->members().size() < wait.members)
    return false;
  wait.done = true;
  wait.timer.cancel();
  wait.responder->send(http::json_response(200, group_json(broker_, broker_.topics(), *group)));
  return true;
}

void GroupWaits::look() {
  bool met = false;
  for (const auto& wait : waits_) met |= answer_if_met(*wait);
  // Not here: this may run inside the task of a timer.
  if (met) broker_.loop().post(alive_.guarded([this] { sweep(); }));
}

void GroupWaits::sweep() {
  waits_.remove_if([](const auto& wait) { return wait->done; });
}

void GroupWaits::wait(const http::RouteCall& call) {
  const auto refuse = [&](int status, const base::Diag& why) {
    call.responder->send(http::json_error(status, why));
  };
  if (const auto known = http::check_queries(call.request, {"members", "within"}); !known)
    return refuse(400, known.error());
  const auto members = http::query_int(call.request, "members", 1, 1, 10'000);
  if (!members) return refuse(400, members.error());
  const auto* const text = http::query(call.request, "within");
  const auto within = base::parse_duration(text == nullptr ? "10s" : *text);
  if (!within || *within > std::chrono::hours(1))
    return refuse(
        400, {"http/bad-query",
              "\"within\" is not a time up to 1h: " + base::in_quotes(base::shorten(*text, 60)),
              "write within=10s"});
  if (waits_.size() >= kMost)
    return refuse(503,
                  {base::Diag::Kind::kEnvironment, "bus/too-many-waits",
                   std::to_string(kMost) + " waits for groups are open already", "end some first"});
  const auto wait = std::make_shared<Wait>(broker_.loop(), call.param("group"),
                                           static_cast<std::size_t>(*members), call.responder);
  if (answer_if_met(*wait)) return;
  waits_.push_back(wait);
  wait->timer.after(*within, [this, weak = std::weak_ptr(wait)] {
    const auto self = weak.lock();
    if (!self || self->done) return;
    self->done = true;
    const auto* const group = broker_.groups().find(self->group);
    self->responder->send(http::json_error(
        408, {"bus/group-not-ready",
              group == nullptr ? "nobody has joined group " + base::in_quotes(self->group)
                               : "group " + base::in_quotes(self->group) + " is " +
                                     bus::broker::name_of(group->state()) + " with " +
                                     base::plural(group->members().size(), "member") +
                                     ", not Stable with " + std::to_string(self->members),
              "look at GET /api/v2/bus/events?group=..."}));
    broker_.loop().post(alive_.guarded([this] { sweep(); }));
  });
}

}  // namespace ricochet::busview
