#include "awaits/driver.h"

namespace ricochet::awaits {

AwaitDriver::AwaitDriver(base::Loop& loop, journal::CaptureLog& log)
    : AwaitDriver(loop, log, AwaitEngine::Options()) {}

namespace {

AwaitEngine::Options on_a_loop(AwaitEngine::Options options) {
  options.in_passing = true;
  return options;
}

}  // namespace

AwaitDriver::AwaitDriver(base::Loop& loop, journal::CaptureLog& log, AwaitEngine::Options options)
    : loop_(loop),
      log_(log),
      engine_(log, on_a_loop(options)),
      timer_(loop),
      progress_timer_(loop),
      look_again_(loop) {
  log_.add_observer(*this);
}

AwaitDriver::~AwaitDriver() { log_.remove_observer(*this); }

base::Result<AwaitId> AwaitDriver::start(Expectation expectation, Done done) {
  auto id = engine_.start(std::move(expectation), loop_.now());
  if (id) {
    callbacks_.emplace(*id, std::move(done));
    if (const auto open = engine_.pending(*id)) {
      for (auto* observer : observers_) observer->on_await_begun(*open);
    }
  }
  pump();
  return id;
}

bool AwaitDriver::cancel(AwaitId id, const std::string& reason) {
  const bool found = engine_.cancel(id, reason, loop_.now());
  pump();
  return found;
}

std::size_t AwaitDriver::cancel_all(const std::string& reason) {
  const auto count = engine_.cancel_all(reason, loop_.now());
  pump();
  return count;
}

bool AwaitDriver::conclude(AwaitId id, const std::string& evidence) {
  const bool ended = engine_.conclude(id, evidence, loop_.now());
  pump();
  return ended;
}

void AwaitDriver::on_append(const journal::RecordPtr& record) {
  if (engine_.idle()) return;
  engine_.arrived(record, loop_.now());
  pump();
}

void AwaitDriver::on_refused_elsewhere(const std::string& bin, journal::Seq seq,
                                       const journal::RecordPtr& record) {
  if (engine_.idle()) return;
  engine_.refused(bin, seq, record, loop_.now());
  pump();
}

void AwaitDriver::on_evict(const std::string& bin, journal::Seq through) {
  if (engine_.idle()) return;
  engine_.evicted(bin, through, loop_.now());
  pump();
}

void AwaitDriver::on_clear(const std::string& bin, journal::Seq through) {
  if (engine_.idle()) return;
  engine_.cleared(bin, through, loop_.now());
  pump();
}

void AwaitDriver::on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) {
  engine_.deleted(bin, seqs, loop_.now());
  pump();
}

void AwaitDriver::on_bin_removed(const std::string& bin) {
  engine_.bin_removed(bin, loop_.now());
  pump();
}

void AwaitDriver::on_settled(const std::string& bin) {
  if (engine_.idle()) return;
  engine_.settled(bin, loop_.now());
  pump();
}

void AwaitDriver::hand_over_looks() {
  for (auto& taken : engine_.take_looks()) {
    const auto look = std::make_shared<const Look>(std::move(taken));
    looks_[look->wait] = loop_.pool().run(
        look->bytes(),
        [look] {
          look->run();
          return base::Status();
        },
        alive_.guarded([this, look](const base::Status& done) {
          const auto ticket = looks_.extract(look->wait);
          if (done)
            engine_.looked(*look, loop_.now());
          else
            engine_.look_refused(look->wait);
          for (const auto& seen : look->records) loop_.pool().discard(seen);
          if (done) return pump();
          if (!look_again_.pending()) look_again_.after(kLookAgain, [this] { pump(); });
        }));
  }
}

void AwaitDriver::pump() {
  if (!look_again_.pending()) hand_over_looks();
  for (auto& verdict : engine_.take_decided())
    undelivered_.push_back({std::move(verdict), loop_.now()});
  const auto progressed = engine_.take_progressed();
  if (!observers_.empty() && !progressed.empty()) {
    progressed_.insert(progressed.begin(), progressed.end());
    if (!progress_timer_.pending())
      progress_timer_.after(kProgressPace, [this] { tell_progress(); });
  }
  if (!undelivered_.empty() && !posted_) {
    posted_ = true;
    loop_.post(alive_.guarded([this] { deliver(); }));
  }
  const auto next = engine_.next_deadline();
  if (!next) {
    timer_.cancel();
  } else if (!timer_.pending() || timer_at_ != *next) {
    timer_at_ = *next;
    timer_.at(*next, [this] {
      engine_.advance(loop_.now());
      pump();
    });
  }
}

void AwaitDriver::tell_progress() {
  for (const auto id : std::exchange(progressed_, {})) {
    const auto open = engine_.pending(id);  // what is decided by now is told as decided
    if (!open) continue;
    for (auto* observer : observers_) observer->on_await_progress(*open);
  }
}

void AwaitDriver::deliver() {
  posted_ = false;
  const auto alive = alive_.guard();
  for (auto& [verdict, decided] : std::exchange(undelivered_, {})) {
    for (auto* observer : observers_) observer->on_await_decided(verdict, decided);
    auto node = callbacks_.extract(verdict.id);
    if (!node.empty() && node.mapped()) node.mapped()(std::move(verdict));
    if (!alive) return;  // a callback may end the owner
  }
}

}  // namespace ricochet::awaits
