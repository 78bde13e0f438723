#include "cli/client/follower.h"

#include <algorithm>
#include <utility>

#include "base/json/document.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::cli {

namespace {

// The server sends a comment every 15 s.
constexpr base::Duration kSilence = std::chrono::seconds(45);
constexpr base::Duration kFirstPause = std::chrono::milliseconds(100);
constexpr base::Duration kLongestPause = std::chrono::seconds(2);
constexpr std::size_t kMaxWaiting = 64;

}  // namespace

Follower::Follower(base::Loop& loop, FollowOptions options, FollowCallbacks callbacks)
    : loop_(loop), options_(std::move(options)), callbacks_(std::move(callbacks)), retry_(loop) {}

void Follower::start() { connect(); }

void Follower::connect() {
  std::string target = "/api/v2/events";
  for (std::size_t i = 0; i < options_.bins.size(); ++i)
    target += (i == 0 ? "?bins=" : ",") + options_.bins[i];
  auto request = request_to(options_.server, "GET", target);
  request.headers.push_back({"Accept", "text/event-stream"});
  if (!last_id_.empty()) request.headers.push_back({"Last-Event-ID", last_id_});
  request.idle_timeout = kSilence;
  following_ = false;
  parser_ =
      std::make_unique<http::SseParser>([this](const http::SseEvent& event) { on_event(event); });
  http::StreamReader reader;
  reader.on_head = [this](const http::Response& head) { on_head(head); };
  reader.on_piece = [this](std::string_view piece) {
    if (!following_ || parser_->feed(piece)) return;
    // Never inside the stream's own callback.
    loop_.post([this] {
      fail({base::Diag::Kind::kEnvironment, "client/too-large",
            "an event of the server is too large"});
    });
  };
  reader.done = [this](const base::Status& end) {
    // The stream may only be dropped when it is not running this.
    loop_.post([this, why = end ? base::Diag(base::Diag::Kind::kEnvironment, "client/ended",
                                             "the server ended the stream")
                                : end.error()] { lost(why); });
  };
  stream_ = http::fetch_stream(loop_, std::move(request), std::move(reader));
}

void Follower::on_head(const http::Response& head) {
  const auto* type = head.header("content-type");
  following_ = head.status == 200 && type != nullptr && type->starts_with("text/event-stream");
  if (following_) return;
  base::Diag diag(base::Diag::Kind::kEnvironment, "client/not-ricochet",
                  base::printable(options_.server.url) + " answered " +
                      std::to_string(head.status) + " and streams no events",
                  "name a request bin by --url or RICOCHET_URL; to start one: ricochet bin");
  if (head.status == 401 || head.status == 403)
    diag = base::Diag(base::Diag::Kind::kEnvironment, "client/token",
                      base::printable(options_.server.url) + " asks for a token",
                      "give it by --token or RICOCHET_TOKEN");
  loop_.post([this, diag] { fail(diag); });
}

void Follower::on_event(const http::SseEvent& event) {
  if (!event.id.empty()) last_id_ = event.id;
  auto data = base::parse_json_body(event.data);
  if (data == nullptr || !data->is_object()) return;
  if (event.type == "hello") {
    // Where to go on if the connection is lost before anything came.
    if (last_id_.empty() && data->contains("cursor"))
      last_id_ = base::compact_json((*data)["cursor"]);
    const auto server = data->value("server", "");
    callbacks_.remark((ever_ ? "again at " : "listening at ") +
                      base::printable(options_.server.url) +
                      (ever_ && server != server_ ? " (restarted)" : ""));
    server_ = server;
    ever_ = true;
    give_up_.reset();
    pause_ = base::Duration(0);
  } else if (event.type == "gap") {
    on_gap(*data);
  } else if (event.type == "request") {
    on_request(std::move(*data));
  }
}

void Follower::on_gap(const base::Json& gap) {
  const auto reason = gap.value("reason", "");
  if (reason == "restart") last_id_.clear();  // numbers of the server before
  const auto skipped = gap.find("skipped");
  const std::string many = skipped != gap.end() && skipped->is_number_unsigned()
                               ? base::plural(skipped->get<std::uint64_t>(), "event")
                               : std::string("some events");
  callbacks_.remark("... " + many + " missed (" + base::printable(reason) + ")");
}

void Follower::on_request(base::Json summary) {
  if (!options_.whole_records) return callbacks_.record(summary);
  waiting_.push_back(std::move(summary));
  if (waiting_.size() >= kMaxWaiting) stream_->pause();
  if (!fetching_) fetch_next();
}

void Follower::fetch_next() {
  const auto& next = waiting_.front();
  auto request = request_to(options_.server, "GET",
                            "/api/v2/bins/" + base::percent_encode(next.value("bin", "")) +
                                "/requests/" + base::percent_encode(next.value("id", "")));
  fetching_ =
      http::fetch(loop_, std::move(request), [this](const base::Result<http::Response>& answer) {
        loop_.post([this, answer] { on_record(answer); });
      });
}

void Follower::on_record(const base::Result<http::Response>& answer) {
  fetching_.reset();
  auto summary = std::move(waiting_.front());
  waiting_.pop_front();
  const auto record =
      answer && answer->status == 200 ? base::parse_json_body(answer->body) : nullptr;
  if (record == nullptr) {
    callbacks_.remark("... " + base::printable(summary.value("bin", "")) + " #" +
                      std::to_string(summary.value("seq", 0)) + " is not held any more");
  }
  callbacks_.record(record != nullptr ? *record : summary);
  if (stream_ && waiting_.size() == kMaxWaiting / 2) stream_->resume();
  if (!waiting_.empty()) fetch_next();
}

void Follower::lost(const base::Diag& why) {
  if (over_) return;
  const bool began = std::exchange(following_, false);
  stream_.reset();
  const auto now = loop_.now();
  if (!ever_ || options_.reconnect.count() == 0) return fail(not_reached(options_.server, why));
  if (began && !give_up_)
    callbacks_.remark("connection lost: " + base::printable(why.message) +
                      "; looking for the server for " + base::format_duration(options_.reconnect));
  if (!give_up_) give_up_ = now + options_.reconnect;
  if (now >= *give_up_) return fail(not_reached(options_.server, why));
  pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
  retry_.at(std::min(now + pause_, *give_up_), [this] { connect(); });
}

void Follower::fail(base::Diag why) {
  if (std::exchange(over_, true)) return;
  stream_.reset();
  fetching_.reset();
  retry_.cancel();
  callbacks_.failed(why);
}

}  // namespace ricochet::cli
