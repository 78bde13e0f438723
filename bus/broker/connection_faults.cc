// What faults do to a request and to its answer, as far as it is done to the connection.
#include <utility>

#include "bus/broker/connection.h"
#include "bus/broker/faults/plan_for.h"
#include "bus/protocol/messages.h"

namespace ricochet::bus::broker {

bool Connection::interfere(const api::Row& row, int version, std::string_view frame,
                           std::string_view body) {
  Broker& broker = shared_.broker;
  const Client client{client_id_, address_};
  plan_ = faults::plan_for(broker, {row.key, node_, client}, row.served.request(), body, version);
  if (!plan_) return true;
  const auto plan = plan_;
  for (const auto& title : plan->titles) broker.sink().faulted(client, title);
  for (const auto& command : plan->commands) (void)command(broker);  // what it was for may be gone
  if (closed_) return false;
  if (plan->end_before == faults::Effect::End::kDrop) return close(), false;
  // The client hears nothing more on this connection, as from a broker that hangs.
  if (plan->end_before == faults::Effect::End::kSilence) return false;
  if (plan->delay_before.count() == 0) return true;
  // What was received moves on meanwhile.
  held_.after(plan->delay_before, [this, &row, version, bytes = std::string(frame),
                                   at = static_cast<std::size_t>(body.data() - frame.data())] {
    const auto self = shared_from_this();
    protocol::RequestHeader header;
    const int header_version = row.served.request().flexible.contain(version) ? 2 : 1;
    (void)protocol::read_message(protocol::RequestHeader::message(), &header, bytes,
                                 header_version);
    serve(row, version, header, std::string_view(bytes).substr(at));
    if (!busy_) resume();
  });
  return false;
}

/// The answer is there: faults may keep it back, or keep it for good.
bool Connection::hold(api::Answer::Outcome& outcome) {
  const auto plan = std::exchange(plan_, nullptr);
  if (plan->end_after == faults::Effect::End::kDrop) return close(), true;
  if (plan->end_after == faults::Effect::End::kSilence) return true;
  if (plan->throttle.count() > 0) {
    muted_ = true;
    mute_.after(plan->throttle, [this] {
      muted_ = false;
      resume();
    });
  }
  base::Duration wait = plan->delay_after;
  if (plan->bytes_per_second > 0)
    wait += base::Duration(std::chrono::seconds(1)) * outcome.text.size() / plan->bytes_per_second;
  if (wait.count() == 0) return false;
  held_.after(wait, [this, outcome = std::move(outcome)] {
    const auto self = shared_from_this();
    give(outcome);
    if (!closed_) resume();
  });
  return true;
}

}  // namespace ricochet::bus::broker
