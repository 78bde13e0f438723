// What faults do to a request and to its answer, as far as it is done to the connection.
#include <algorithm>
#include <utility>

#include "bus/broker/connection.h"
#include "bus/broker/faults/plan_for.h"
#include "bus/protocol/messages.h"

namespace ricochet::bus::broker {

namespace {
constexpr std::int64_t kBeatsPerSecond = 50;  // of a slow answer, when each has a byte at least
}

bool Connection::interfere(const api::Row& row, int version, std::string_view frame,
                           std::string_view body) {
  Broker& broker = shared_.broker;
  const Client client{client_id_, address_};
  plan_ = faults::plan_for(broker, {row.key, node_, client}, row.served.request(), body, version);
  if (!plan_) return true;
  const auto plan = plan_;
  static const std::vector<TopicPartition> kNone;
  for (const auto& [title, keeps_answer] : plan->told)
    broker.sink().faulted(client, title, keeps_answer ? plan->unanswered : kNone);
  for (const auto& [title, command] : plan->commands) {
    const auto done = command(broker);
    broker.sink().faulted(client, done ? title : title + ": not done, " + done.error().message,
                          kNone);
  }
  if (closed_) return false;
  if (plan->end_before == faults::Effect::End::kDrop) return close(), false;
  if (plan->end_before == faults::Effect::End::kSilence) return hang(plan->ended_by), false;
  if (plan->delay_before.count() == 0) return true;
  // What was received moves on meanwhile.
  held_.until(plan->delay_before, plan->delayed_by,
              [this, &row, version, bytes = std::string(frame),
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

/// The client hears nothing more on this connection, as from a broker that hangs. When the fault is
/// taken back, the answer is lost all the same; the client is free to come again.
void Connection::hang(std::vector<std::uint64_t> by) {
  held_.until(std::nullopt, std::move(by), [this] { close(); });
}

/// The answer is there: faults may keep it back, or keep it for good. What was to end the
/// connection may have been taken back while the request waited.
bool Connection::hold(api::Responder::Outgoing& outcome) {
  const auto plan = std::exchange(plan_, nullptr);
  if (shared_.broker.faults().all_set(plan->ended_by)) {
    if (plan->end_after == faults::Effect::End::kDrop) return close(), true;
    if (plan->end_after == faults::Effect::End::kSilence) return hang(plan->ended_by), true;
  }
  if (plan->throttle.count() > 0) {
    muted_ = true;
    mute_.until(plan->throttle, plan->delayed_by, [this] {
      const auto self = shared_from_this();
      muted_ = false;
      resume();
    });
  }
  const bool slow =
      plan->bytes_per_second > 0 && outcome.kind == api::Responder::Outgoing::Kind::kFrame;
  if (plan->delay_after.count() == 0 && !slow) return false;
  held_.until(plan->delay_after, plan->delayed_by, [this, plan, slow, late = std::move(outcome)] {
    const auto self = shared_from_this();
    if (slow) return begin_to_trickle(late, *plan);
    give(late);
    if (!closed_) resume();
  });
  return true;
}

void Connection::begin_to_trickle(api::Responder::Outgoing outcome, const faults::Plan& plan) {
  slow_ = std::move(outcome);
  slow_sent_ = 0;
  stamp(slow_.text);
  trickle(plan.bytes_per_second, plan.delayed_by);
}

/// The next bytes of a slow answer; all of it once the fault is taken back.
void Connection::trickle(std::size_t bytes_per_second, const std::vector<std::uint64_t>& by) {
  const base::Duration second = std::chrono::seconds(1);
  const bool crawls = bytes_per_second < static_cast<std::size_t>(kBeatsPerSecond);
  const base::Duration beat =
      second / (crawls ? static_cast<std::int64_t>(bytes_per_second) : kBeatsPerSecond);
  const std::size_t piece = crawls ? 1 : bytes_per_second / kBeatsPerSecond;
  held_.until(beat, by, [this, bytes_per_second, by, piece] {
    const auto self = shared_from_this();
    const std::size_t left = slow_.text.size() - slow_sent_;
    const std::size_t now = shared_.broker.faults().all_set(by) ? std::min(piece, left) : left;
    out_.append(slow_.text, slow_sent_, now);
    slow_sent_ += now;
    if (now < left) {
      write();
      if (!closed_) trickle(bytes_per_second, by);
      return;
    }
    const auto sent = std::exchange(slow_, {});
    given(sent.leaves);
    if (!closed_) resume();
  });
}

}  // namespace ricochet::bus::broker
