#include "base/asio_loop.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <ctime>
#include <map>
#include <thread>
#include <unordered_map>

#include "base/loop_turns.h"
#include "base/worker.h"

namespace ricochet::base {

namespace asio = boost::asio;

namespace {

Duration thread_cpu_time() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

std::size_t usual_workers() {
  const std::size_t cores = std::max(std::thread::hardware_concurrency(), 2u);
  return std::min(cores - 1, AsioLoop::kMostWorkers);
}

}  // namespace

struct AsioLoop::State {
  explicit State(const Options& o) : options(o) {
    if (options.cpu_time == nullptr) options.cpu_time = thread_cpu_time;
  }
  struct Watch {
    Watch(asio::io_context& context, int fd, Task t)
        : descriptor(context, fd), task(std::move(t)) {}
    ~Watch() { descriptor.release(); }  // the caller owns the descriptor
    asio::posix::stream_descriptor descriptor;
    Task task;
  };
  using Key = std::pair<TimePoint, TimerId>;

  // Before the context, so that they outlive it: handlers that it still holds when it is destroyed
  // may own objects that cancel their timers.
  std::map<Key, Task> timers;  // by time, then by order of registration
  std::unordered_map<TimerId, TimePoint> timer_times;
  TimePoint armed_for = TimePoint::max();
  std::uint64_t next_id = 1;
  bool closing = false;
  asio::io_context context{1};
  asio::steady_timer wakeup{context};
  std::unordered_map<WatchId, std::shared_ptr<Watch>> watches;
  std::unique_ptr<ThreadWorker> worker, pool;  // none as long as nobody asked for it
  Options options;
  LoopTurns turns;
  std::atomic<bool> stopping{false};
  bool turn_over = false;

  /// All that is ready now runs; what becomes ready meanwhile is the next turn's.
  void run_ready() {
    turn_over = false;
    asio::post(context, [this] {
      turn_over = true;
      context.stop();
    });
    context.poll();
    if (turn_over) context.restart();
  }

  void arm() {
    if (closing) return;
    if (timers.empty()) {
      if (armed_for != TimePoint::max()) {
        armed_for = TimePoint::max();
        wakeup.cancel();
      }
      return;
    }
    const TimePoint first = timers.begin()->first.first;
    if (first == armed_for) return;
    armed_for = first;
    wakeup.expires_at(first);
    wakeup.async_wait([this](const boost::system::error_code& ec) {
      if (ec) return;  // re-armed for another time
      fire();
    });
  }

  void fire() {
    armed_for = TimePoint::max();
    // Only what is due now: a task that schedules itself again must not starve the sockets.
    const TimePoint due = Clock::now();
    struct Rearm {  // also when a task throws: its exception leaves run(), which may be called
                    // again
      State& state;
      ~Rearm() { state.arm(); }
    } rearm{*this};
    while (!timers.empty() && timers.begin()->first.first <= due) {
      auto node = timers.extract(timers.begin());
      timer_times.erase(node.key().second);
      node.mapped()();
    }
  }

  /// Tasks may own objects that cancel their own timers when they go, so each is out of the map by
  /// then.
  void drop_timers() {
    while (!timers.empty()) {
      auto node = timers.extract(timers.begin());
      timer_times.erase(node.key().second);
    }
  }

  void wait(const std::shared_ptr<Watch>& watch) {
    watch->descriptor.async_wait(
        asio::posix::stream_descriptor::wait_read,
        [this, weak = std::weak_ptr<Watch>(watch)](const boost::system::error_code& ec) {
          const auto alive = weak.lock();
          if (ec || !alive) return;
          alive->task();
          if (weak.use_count() > 1) wait(alive);  // not unwatched by its own task
        });
  }
};

AsioLoop::AsioLoop() : AsioLoop(Options()) {}
AsioLoop::AsioLoop(const Options& options) : state_(std::make_unique<State>(options)) {}
AsioLoop::~AsioLoop() {
  state_->closing = true;
  state_->worker.reset();
  state_->pool.reset();
  while (!state_->watches.empty()) state_->watches.extract(state_->watches.begin());
  state_->drop_timers();
}

TimePoint AsioLoop::now() const { return Clock::now(); }
WallTime AsioLoop::wall_now() const { return std::chrono::system_clock::now(); }

void AsioLoop::post(Task task) { asio::post(state_->context, std::move(task)); }

Loop::TimerId AsioLoop::call_at(TimePoint when, Task task) {
  const TimerId id = state_->next_id++;
  state_->timers.emplace(State::Key{when, id}, std::move(task));
  state_->timer_times.emplace(id, when);
  state_->arm();
  return id;
}

void AsioLoop::cancel(TimerId id) {
  const auto it = state_->timer_times.find(id);
  if (it == state_->timer_times.end()) return;
  // Out of the map before its task goes: that may own objects that cancel timers of their own.
  const auto node = state_->timers.extract({it->second, id});
  state_->timer_times.erase(it);
  if (state_->timers.empty()) state_->arm();
}

Loop::WatchId AsioLoop::watch_readable(int fd, Task task) {
  const WatchId id = state_->next_id++;
  auto watch = std::make_shared<State::Watch>(state_->context, fd, std::move(task));
  state_->watches.emplace(id, watch);
  state_->wait(watch);
  return id;
}

void AsioLoop::unwatch(WatchId id) {
  const auto watch = state_->watches.extract(id);  // its task may own other watches
  // Now, not when the last reference goes: a task that unwatches itself may close the descriptor
  // next, and its number may be somebody else's by the time the task returns.
  if (!watch.empty()) watch.mapped()->descriptor.release();
}

Worker& AsioLoop::worker() {
  if (state_->worker == nullptr) state_->worker = std::make_unique<ThreadWorker>(*this);
  return *state_->worker;
}

Worker& AsioLoop::pool() {
  if (state_->pool == nullptr) {
    ThreadWorker::Options options;
    options.threads = state_->options.workers > 0 ? state_->options.workers : usual_workers();
    options.gives_way = true;
    options.bounds = Worker::Bounds::of_pool(state_->options.worker_bytes);
    state_->pool = std::make_unique<ThreadWorker>(*this, options);
  }
  return *state_->pool;
}

const LoopTurns& AsioLoop::turns() const { return state_->turns; }

asio::io_context& AsioLoop::context() { return state_->context; }

void AsioLoop::run() {
  auto& state = *state_;
  state.stopping = false;
  state.context.restart();
  auto before = state.options.cpu_time();
  // The first of a turn is waited for; waiting takes no CPU time.
  while (state.context.run_one() > 0) {
    // Stopped, by somebody or because that was all: what run_ready() posts would stay for a later
    // run() and end it.
    if (!state.context.stopped()) state.run_ready();
    const auto after = state.options.cpu_time();
    state.turns.add(after - before);
    before = after;
    if (state.stopping || state.context.stopped()) return;
  }
}

bool AsioLoop::run_until(const std::function<bool()>& done, Duration limit) {
  const TimePoint deadline = now() + limit;
  state_->context.restart();
  while (!done()) {
    if (now() >= deadline) return false;
    if (state_->context.run_one_until(deadline) == 0) {
      if (state_->context.stopped() && !done()) {
        // Nothing left to do, so nothing can make it true any more.
        return false;
      }
    }
  }
  return true;
}

void AsioLoop::stop() {
  state_->stopping = true;  // first: the end of a turn stops the context, too, and goes on
  state_->context.stop();
}

}  // namespace ricochet::base
