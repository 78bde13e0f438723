#include "busview/capture_publisher.h"

#include <utility>

#include "base/json/json.h"
#include "base/text/text.h"
#include "journal/record_json.h"

namespace ricochet::busview {

namespace {

std::string cut(const std::string& body, std::size_t most) { return body.substr(0, most); }

}  // namespace

CapturePublisher::CapturePublisher(journal::CaptureLog& log, bus::Bus& bus,
                                   PublisherOptions options, Talk talk)
    : log_(log), bus_(bus), options_(std::move(options)), talk_(std::move(talk)) {
  status_.name = "captures";
  log_.add_observer(*this);
}

CapturePublisher::~CapturePublisher() { log_.remove_observer(*this); }

std::string CapturePublisher::to_json(const journal::Record& record) const {
  const auto* bin = log_.info(record.bin);
  base::Json object;
  object["instance"] = options_.instance;
  object["bin_kind"] = to_string(bin != nullptr ? bin->kind : journal::BinKind::kBin);
  object.update(journal::record_to_v2(record, log_.started()));
  return base::compact_json(object);
}

void CapturePublisher::on_append(const journal::RecordPtr& record) {
  // An event is in Kafka already, and so is what came from there.
  if (record->request() == nullptr || !record->origin.empty()) return;
  bus::Record out;
  out.topic = options_.topic;
  out.key = record->bin;
  const auto bodies = record->message().body.size() + record->answer.body.size();
  if (bodies <= options_.max_record_bytes) out.value = to_json(*record);
  if (!out.value || out.value->size() > options_.max_record_bytes) {
    // Brokers take a megabyte. A cut body is better than no sign of the call, and no wait takes it
    // for whole. Escaping makes a byte six in the worst case.
    auto short_one = *record;
    auto& call = std::get<match::Request>(short_one.content);
    call.body = cut(call.body, options_.max_record_bytes / 16);
    call.body_truncated = true;
    short_one.answer.body = cut(short_one.answer.body, options_.max_record_bytes / 16);
    out.value = to_json(short_one);
  }
  const auto bytes = out.value->size();
  if (status_.waiting >= options_.max_waiting ||
      status_.waiting_bytes + bytes > options_.max_waiting_bytes)
    return lost(base::plural(status_.waiting, "record") + " wait for the broker");
  ++status_.waiting;
  status_.waiting_bytes += bytes;
  bus_.publish(std::move(out),
               alive_.guarded([this, bytes](const base::Result<bus::Position>& where) {
                 acknowledged(bytes, where);
               }));
}

void CapturePublisher::acknowledged(std::size_t bytes, const base::Result<bus::Position>& where) {
  --status_.waiting;
  status_.waiting_bytes -= bytes;
  if (where) {
    ++status_.written;
    if (!std::exchange(status_.fault, {}).empty())
      talk_("captures go to topic " + options_.topic + " again");
  } else {
    lost(base::render_line(where.error()));
  }
  if (status_.waiting > 0 || !idle_) return;
  std::exchange(idle_, nullptr)();
}

void CapturePublisher::lost(const std::string& why) {
  ++status_.lost;
  if (std::exchange(status_.fault, why).empty())
    talk_("warning: captures do not reach topic " + options_.topic + ": " + why +
          "; they are kept here only (see /metrics for how many)");
}

void CapturePublisher::when_idle(std::function<void()> done) {
  if (status_.waiting == 0) return done();
  idle_ = std::move(done);
}

journal::OutletStatus CapturePublisher::status() const { return status_; }

}  // namespace ricochet::busview
