#include "bus/broker/connection.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <utility>

#include "base/text/text.h"
#include "bus/broker/api/releases.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/wire.h"

namespace ricochet::bus::broker {

using tcp = boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kSizeBytes = 4;
constexpr std::size_t kFirstRead = 4 << 10;
constexpr std::size_t kLeastRead = 64 << 10;  // while a frame comes in
constexpr std::size_t kKeptRead = 16 << 10;   // of an idle connection that had a larger request
constexpr std::size_t kPendingOut = 1 << 20;  // above, no further request is looked at
constexpr std::int16_t kProduce = 0, kSaslHandshake = 17, kApiVersions = 18, kSaslAuthenticate = 36;

std::string local_address(const tcp::socket& socket) {
  error_code ec;
  const auto endpoint = socket.local_endpoint(ec);
  if (ec) return "127.0.0.1";
  const auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6())
        .to_string();
  return address.to_string();
}

}  // namespace

Connection::Connection(ConnectionsShared& shared, Peer peer, std::function<void()> closed)
    : shared_(shared),
      stream_(shared.loop.context()),
      address_(std::move(peer.address)),
      peer_port_(peer.port),
      node_(peer.node),
      listener_(peer.listener),
      closed_callback_(std::move(closed)),
      name_charge_(&shared.broker.state()),
      authentication_(shared.users),
      held_(shared.loop, shared.broker.faults()),
      mute_(shared.loop, shared.broker.faults()),
      watch_(shared.loop),
      last_moved_(shared.loop.now()) {
  error_code ec;
  stream_.socket.assign(peer.v6 ? tcp::v6() : tcp::v4(), peer.fd, ec);
  if (ec) ::close(peer.fd);  // start() notices
}

void Connection::start() {
  error_code ec;
  stream_.socket.non_blocking(true, ec);
  if (ec) return close();
  reached_at_ = local_address(stream_.socket);
  if (shared_.tls) return shake_hands();
  watch();
  read();
}

void Connection::shake_hands() {
  stream_.tls = std::make_unique<net::TlsLayer>(stream_.socket, shared_.tls);
  shaking_ = stalled_mode_ = true;
  watch();
  stream_.tls->accept([self = shared_from_this()](const error_code& ec) {
    if (self->closed_) return;
    if (ec) return self->refuse("TLS handshake: " + self->stream_.tls->explain(ec));
    self->shaking_ = self->stalled_mode_ = false;
    self->last_moved_ = self->shared_.loop.now();
    self->watch();
    self->read();
  });
}

/// One timer, which looks at the time of the last byte when it fires: bytes cost it nothing.
void Connection::watch() {
  const auto limit = stalled_mode_ ? shared_.limits.stall : shared_.limits.idle;
  watch_.at(last_moved_ + limit, [this, limit] {
    if (busy_ || shared_.loop.now() - last_moved_ < limit) {
      if (busy_) last_moved_ = shared_.loop.now();  // it is we who let it wait
      return watch();
    }
    if (shaking_) return refuse("TLS handshake: it did not come to its end");
    if (stalled_mode_)
      return refuse(writing_ ? "it does not read its answer"
                             : "the rest of its request did not come");
    close();
  });
}

/// The size that the next frame announces; 0: not even that is there.
std::size_t Connection::frame_size() const {
  if (filled_ - taken_ < kSizeBytes) return 0;
  return kSizeBytes + protocol::load<std::uint32_t>(in_.data() + taken_);
}

/// Makes room for what comes next: at first little, then as much as has come already, so that a
/// size that lies costs nothing.
bool Connection::make_room() {
  if (taken_ > 0 && taken_ == filled_) {
    filled_ = taken_ = 0;
    if (in_.capacity() > kKeptRead) {
      in_.clear();
      in_.shrink_to_fit();
    }
  } else if (taken_ > 0) {
    in_.erase(0, taken_);
    filled_ -= taken_;
    taken_ = 0;
  }
  const std::size_t wanted = std::max(frame_size(), kFirstRead);
  const std::size_t room =
      std::min(wanted, std::max(filled_ * 2, filled_ == 0 ? kFirstRead : kLeastRead));
  in_.resize(std::max(room, filled_ + kFirstRead));
  const std::size_t cost = in_.capacity();
  shared_.buffered += cost;
  shared_.buffered -= std::exchange(counted_, cost);
  return shared_.buffered <= shared_.limits.buffered_bytes;
}

void Connection::read() {
  if (reading_ || closed_) return;
  // Who sends ahead waits: a second frame stays in the system's buffers until the first is
  // answered.
  if ((busy_ || muted_) && filled_ - taken_ >= kLeastRead) return;
  if (!busy_ || taken_ == filled_) {
    if (!make_room())
      return refuse("the requests that are being received take more than " +
                    base::format_bytes(shared_.limits.buffered_bytes));
  } else if (filled_ == in_.size()) {
    in_.resize(filled_ + kLeastRead);
  }
  reading_ = true;
  stream_.read_some(boost::asio::buffer(in_.data() + filled_, in_.size() - filled_),
                    [self = shared_from_this()](const error_code& ec, std::size_t bytes) {
                      self->reading_ = false;
                      if (self->closed_) return;
                      if (ec) return self->close();
                      self->on_read(bytes);
                    });
}

void Connection::on_read(std::size_t bytes) {
  filled_ += bytes;
  last_moved_ = shared_.loop.now();
  process();
  if (!closed_) read();
}

bool Connection::check_size(std::size_t size) {
  if (filled_ - taken_ < kSizeBytes + 2) return true;
  const auto key = protocol::load<std::int16_t>(in_.data() + taken_ + kSizeBytes);
  const std::size_t limit = !authentication_.done() ? shared_.limits.stranger_bytes
                            : key == kProduce       ? shared_.limits.produce_bytes
                                                    : shared_.limits.request_bytes;
  if (size - kSizeBytes <= limit) return true;
  refuse("a request of " + base::format_bytes(size - kSizeBytes) + " (API " + std::to_string(key) +
         "), at most " + base::format_bytes(limit) + " are taken");
  return false;
}

void Connection::process() {
  while (!closed_ && !busy_ && !muted_ && !ending_ &&
         out_.size() + sending_.size() - sent_ < kPendingOut) {
    const std::size_t size = frame_size();
    if (size == 0) break;
    if (!check_size(size)) return;
    if (filled_ - taken_ < size) break;
    const std::size_t begin = taken_;
    taken_ += size;
    busy_ = true;
    handle(std::string_view(in_).substr(begin + kSizeBytes, size - kSizeBytes));
  }
  if (closed_) return;
  write();
  const bool midway = !busy_ && taken_ < filled_;
  if (closed_ || stalled_mode_ == (midway || writing_)) return;
  stalled_mode_ = midway || writing_;
  watch();
}

void Connection::handle(std::string_view frame) {
  if (authentication_.raw()) return take_token(frame);
  protocol::RequestHeader header;
  const auto taken = protocol::read_message(protocol::RequestHeader::message(), &header, frame, 1);
  if (!taken) return refuse("bytes that are not a Kafka request");
  if (!keep_name(std::move(header.client_id).value_or(""))) return;
  const int version = header.request_api_version;
  const api::Row* const row = api::find_row(header.request_api_key);
  if (!check_authentication(header.request_api_key)) return;
  const std::int16_t last = row == nullptr ? std::int16_t{-1} : last_served(*row);
  if (last < 0) return refuse("API " + std::to_string(header.request_api_key) + " is not served");
  if (version < row->first || version > last) {
    if (row->key == kApiVersions) return answer_unsupported_api_versions(header.correlation_id);
    return refuse(std::string(row->name) + " version " + std::to_string(version) +
                  " is not served, only " + std::to_string(row->first) + " to " +
                  std::to_string(last));
  }
  dispatch(*row, version, frame);
}

/// As clients call themselves is small, and connections are counted; what is longer is counted by
/// its bytes.
bool Connection::keep_name(std::string client_id) {
  if (client_id == client_id_) return true;
  constexpr std::size_t kFree = 256;
  const std::size_t counted = client_id.size() - std::min(client_id.size(), kFree);
  name_charge_.set(0);
  if (counted > 0 && !name_charge_.admit(counted)) {
    refuse("a client id of " + base::format_bytes(client_id.size()) + ": " +
           why_state_is_full(shared_.broker.state()));
    return false;
  }
  name_charge_.set(counted);
  client_id_ = std::move(client_id);
  client_id_.shrink_to_fit();
  return true;
}

std::int16_t Connection::last_served(const api::Row& row) const {
  return api::last_in(row, shared_.broker.options().as_release);
}

bool Connection::check_authentication(std::int16_t key) {
  if (authentication_.done() || key == kApiVersions || key == kSaslHandshake ||
      key == kSaslAuthenticate)
    return true;
  refuse("it did not show who it is: SASL with PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 is asked for");
  return false;
}

/// As the first clients did it: tokens alone, only a size in front of each. An end is the refusal.
void Connection::take_token(std::string_view token) {
  const auto step = authentication_.take(token);
  busy_ = false;
  if (!step || step->kind == SaslStep::Kind::kRefused) return refuse(authentication_.refused());
  std::string size;
  protocol::append(size, static_cast<std::int32_t>(step->token.size()));
  out_ += size + step->token;
}

void Connection::dispatch(const api::Row& row, int version, std::string_view frame) {
  protocol::RequestHeader header;
  const int header_version = row.served.request().flexible.contain(version) ? 2 : 1;
  const auto taken =
      protocol::read_message(protocol::RequestHeader::message(), &header, frame, header_version);
  if (!taken) return refuse(taken.error().message);
  const std::string_view body = frame.substr(*taken);
  if (shared_.broker.faults().empty() || interfere(row, version, frame, body))
    serve(row, version, header, body);
}

void Connection::serve(const api::Row& row, int version, const protocol::RequestHeader& header,
                       std::string_view body) {
  api::Context context{
      shared_.broker, {client_id_, address_}, node_, reached_at_, version, &on_gone_, plan_,
      listener_,      &authentication_};
  context.connection = {weak_from_this(), peer_port_};
  context.room = shared_.room();
  handling_ = true;
  const auto status =
      row.served.serve(context, body, make_answer(row, version, header.correlation_id));
  handling_ = false;
  if (shared_.broker.state().news())
    shared_.broker.sink().refused(
        context.client, std::string(row.name) + ": " + why_state_is_full(shared_.broker.state()));
  if (!status) refuse(status.error().message);
}

/// The list in its first form, which every client reads, with the range of this API alone
/// (KIP-511).
void Connection::answer_unsupported_api_versions(std::int32_t correlation) {
  const api::Row& row = *api::find_row(kApiVersions);
  protocol::ApiVersionsResponse response;
  response.error_code = code(Error::kUnsupportedVersion);
  response.api_keys.push_back({row.key, row.advertised, last_served(row)});
  handling_ = true;
  api::Reply<protocol::ApiVersionsResponse>(make_answer(row, 0, correlation), 0)(response);
  handling_ = false;
}

api::Responder Connection::make_answer(const api::Row& row, int version, std::int32_t correlation) {
  std::string head(kSizeBytes, '\0');
  protocol::ResponseHeader header;
  header.correlation_id = correlation;
  // Who asks for versions does not know any yet: that answer never has a flexible head.
  const bool flexible = row.key != kApiVersions && row.served.response().flexible.contain(version);
  protocol::encode(header, flexible ? 1 : 0, head);
  return {std::move(head), alive_.guarded([this](api::Responder::Outgoing outcome) {
            on_answer(std::move(outcome));
          }),
          plan_ ? static_cast<std::int32_t>(plan_->throttle / std::chrono::milliseconds(1)) : 0};
}

void Connection::on_answer(api::Responder::Outgoing outcome) {
  if (closed_ || !busy_) return;
  on_gone_ = nullptr;
  if (plan_ && hold(outcome)) return;
  give(std::move(outcome));
  if (!closed_ && !handling_) resume();  // else process() goes on
}

void Connection::give(api::Responder::Outgoing outcome) {
  busy_ = false;
  if (outcome.kind == api::Responder::Outgoing::Kind::kClose) return refuse(outcome.text);
  if (outcome.kind == api::Responder::Outgoing::Kind::kFrame) {
    stamp(outcome.text);
    if (out_.empty())
      out_ = std::move(outcome.text);
    else
      out_ += outcome.text;
    given(outcome.leaves);
  }
}

void Connection::stamp(std::string& frame) {
  protocol::store(frame.data(), static_cast<std::int32_t>(frame.size() - kSizeBytes));
}

/// All of an answer is on its way.
void Connection::given(const std::function<void()>& leaves) {
  busy_ = false;
  if (leaves) leaves();
  if (!authentication_.refused().empty()) end_behind_answer(authentication_.refused());
}

void Connection::resume() {
  last_moved_ = shared_.loop.now();
  write();
  // Not here: whoever answers may be in the middle of answering others.
  shared_.loop.post([self = shared_from_this()] {
    self->process();
    if (!self->closed_) self->read();
  });
}

void Connection::refuse(const std::string& why) {
  if (closed_) return;
  shared_.broker.sink().refused({client_id_, address_}, why);
  close();
}

void Connection::end_behind_answer(const std::string& why) {
  if (std::exchange(ending_, true)) return;
  shared_.broker.sink().refused({client_id_, address_}, why);
}

void Connection::close() {
  if (std::exchange(closed_, true)) return;  // and what is shared may be gone from here on
  const auto self = shared_from_this();
  watch_.cancel();
  held_.end();
  mute_.end();
  name_charge_.end();
  shared_.buffered -= std::exchange(counted_, 0);
  count_unsent();
  alive_.renew();
  if (const auto gone = std::exchange(on_gone_, nullptr)) gone();
  stream_.close();
  if (const auto closed = std::exchange(closed_callback_, nullptr)) closed();
}

}  // namespace ricochet::bus::broker
