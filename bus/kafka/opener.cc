#include "bus/kafka/opener.h"

#include <algorithm>
#include <utility>

#include "bus/kafka/errors.h"
#include "bus/kafka/topics.h"

namespace ricochet::bus::kafka {

namespace {
constexpr base::Duration kGrace = std::chrono::seconds(1);
}

Opener::Opener(base::Loop& loop, std::string bootstrap, std::shared_ptr<Native> producer,
               std::shared_ptr<Native> consumer, Admin& admin, ReadFrom read_from, bool only_read)
    : loop_(loop),
      bootstrap_(std::move(bootstrap)),
      producer_(std::move(producer)),
      consumer_(std::move(consumer)),
      admin_(admin),
      read_from_(read_from),
      only_read_(only_read),
      worker_(std::make_shared<BlockingCalls>(loop)),
      limit_(loop),
      grace_(loop) {}

void Opener::start(std::vector<TopicSpec> topics, base::Duration limit, Done done) {
  topics_ = std::move(topics);
  started_ = loop_.now();
  deadline_ = started_ + limit;
  done_ = std::move(done);
  limit_.at(deadline_, [this] {
    if (reached_)
      fail(topic_error(topics_.empty() ? "" : topics_.front().name,
                       "not ready within " + base::humanize(loop_.now() - started_)));
    else
      fail(no_broker());
  });
  // The consumer asks first: unlike a producer it does not make the broker create topics in its own
  // way, with one partition. So the producer hears of them when they are there.
  remember_topics(*consumer_, topics_);
  worker_->start([this, consumer = consumer_, wanted = topics_,
                  attempt = Attempt{bootstrap_, started_, deadline_, nullptr}](
                     const StopFlag& stop) mutable -> base::Loop::Task {
    attempt.stop = &stop;
    auto missing = missing_topics(consumer->client.get(), wanted, attempt);
    return [this, missing = std::move(missing)] { on_missing(missing); };
  });
}

void Opener::on_missing(const base::Result<std::optional<std::vector<TopicSpec>>>& found) {
  if (!found) return fail(found.error());
  const std::optional<std::vector<TopicSpec>>& missing = *found;
  if (!missing) return fail(no_broker());
  reached_ = true;
  grace_.cancel();
  if (missing->empty()) {
    resolve({});
    return;
  }
  if (only_read_) return fail(no_topic(missing->front().name));
  admin_.create_topics(*missing, deadline_ - loop_.now(),
                       [this, worker = std::weak_ptr<BlockingCalls>(worker_)](
                           const base::Result<Admin::Creation>& created) {
                         if (worker.expired() || !done_) return;
                         if (!created) return fail(created.error());
                         made_ = created->made;
                         resolve(created->refused);
                       });
}

void Opener::resolve(const Admin::Refusals& refused) {
  if (!only_read_) remember_topics(*producer_, topics_);
  worker_->start([this, producer = producer_, consumer = consumer_, wanted = topics_, refused,
                  from = read_from_, only_read = only_read_,
                  attempt = Attempt{bootstrap_, started_, deadline_, nullptr}](
                     const StopFlag& stop) mutable -> base::Loop::Task {
    attempt.stop = &stop;
    const auto open = [&]() -> base::Result<std::vector<Position>> {
      const auto read = resolve_topics(consumer->client.get(), wanted, refused, attempt);
      if (!read) return read.error();
      if (!only_read) {
        const auto written = resolve_topics(producer->client.get(), wanted, refused, attempt);
        if (!written) return written.error();
      }
      auto ends = from == ReadFrom::kBeginning
                      ? first_offsets(consumer->client.get(), *read, attempt)
                      : end_offsets(consumer->client.get(), *read, attempt);
      if (!ends || stop.is_set() || from == ReadFrom::kNowhere) return ends;
      if (const auto status = add_to_assignment(consumer->client.get(), *ends); !status)
        return status.error();
      return ends;
    };
    return [this, result = open()] { finish(result); };
  });
}

void Opener::all_brokers_down() {
  if (!done_ || reached_ || grace_.pending()) return;
  grace_.after(std::min(kGrace, (deadline_ - started_) / 2), [this] { fail(no_broker()); });
}

base::Diag Opener::no_broker() const {
  return unreachable(bootstrap_, loop_.now() - started_, last_failure_);
}

void Opener::fail(base::Diag diag) {
  if (done_) finish(std::move(diag));
}

void Opener::finish(base::Result<std::vector<Position>> result) {
  limit_.cancel();
  grace_.cancel();
  worker_->stop();
  if (const auto done = std::exchange(done_, nullptr)) done(std::move(result));
}

}  // namespace ricochet::bus::kafka
