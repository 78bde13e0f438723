#include "bus/kafka/client.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "base/text/printable.h"
#include "bus/kafka/conf.h"

namespace ricochet::bus::kafka {

namespace {
// So many events in one go, then others on the loop have their turn.
constexpr int kEventsPerTurn = 256;
constexpr std::uint64_t kWakeUp = 1;  // what an eventfd takes

// Each of our two clients calls the properties of the other one useless, and the one behind the
// embedded broker has nobody to connect to: all as it should be.
bool is_noise(std::string_view facility, std::string_view line) {
  return facility == "CONFWARN" &&
         (line.find("will be ignored by this") != std::string_view::npos ||
          line.find("No `bootstrap.servers` configured") != std::string_view::npos);
}

}  // namespace

WakeFd::WakeFd() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

WakeFd::~WakeFd() { ::close(fd_); }

void WakeFd::drain() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto n = ::read(fd_, &count, sizeof count);
}

base::Result<std::unique_ptr<Client>> Client::create(base::Loop& loop, rd_kafka_type_t type,
                                                     const Properties& ours,
                                                     const Properties& theirs, LogSink log) {
  auto conf = make_conf(ours, theirs);
  if (!conf) return conf.error();
  rd_kafka_conf_set_events(conf->get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_FETCH |
                                            RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  auto native = std::make_shared<Native>();
  std::array<char, 512> why{};
  native->client.reset(rd_kafka_new(type, conf->get(), why.data(), why.size()));
  if (!native->client) return base::Diag("bus/bad-property", why.data(), kPropertiesHint);
  (void)conf->release();  // the client owns it now
  rd_kafka_t* rk = native->client.get();
  if (type == RD_KAFKA_CONSUMER) {
    rd_kafka_poll_set_consumer(rk);
    native->queue.reset(rd_kafka_queue_get_consumer(rk));
  } else {
    native->queue.reset(rd_kafka_queue_get_main(rk));
  }
  if (const auto error = rd_kafka_set_log_queue(rk, native->queue.get());
      error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return base::Diag("bus/bad-property", rd_kafka_err2str(error), kPropertiesHint);
  return std::unique_ptr<Client>(new Client(loop, std::move(native), std::move(log)));
}

Client::Client(base::Loop& loop, std::shared_ptr<Native> native, LogSink log)
    : loop_(loop), native_(std::move(native)), log_(std::move(log)) {
  watch_ = loop_.watch_readable(native_->wake.get(), [this] {
    native_->wake.drain();
    drain();
  });
  rd_kafka_queue_io_event_enable(native_->queue.get(), native_->wake.get(), &kWakeUp,
                                 sizeof kWakeUp);
  // What came before the descriptor was known woke nobody.
  loop_.post(alive_.guarded([this] { drain(); }));
}

Client::~Client() { stop(); }

void Client::stop() {
  if (watch_ == 0) return;
  loop_.unwatch(std::exchange(watch_, 0));
  rd_kafka_queue_io_event_enable(native_->queue.get(), -1, nullptr, 0);
}

void Client::drain() {
  const auto alive = alive_.guard();
  for (int i = 0; i < kEventsPerTurn; ++i) {
    if (watch_ == 0) return;
    const EventPtr event(rd_kafka_queue_poll(native_->queue.get(), 0));
    if (!event) return;
    handle(event.get());
    if (!alive) return;
  }
  loop_.post(alive_.guarded([this] { drain(); }));
}

void Client::handle(rd_kafka_event_t* event) {
  if (rd_kafka_event_type(event) != RD_KAFKA_EVENT_LOG) {
    if (handler_) handler_(event);
    return;
  }
  const char* facility = nullptr;
  const char* text = nullptr;
  int level = 0;
  if (!log_ || rd_kafka_event_log(event, &facility, &text, &level) != 0) return;
  if (is_noise(facility, text)) return;
  log_("kafka: " + std::string(facility) + ": " + base::printable(text));
}

}  // namespace ricochet::bus::kafka
