#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <cassert>

#include "base/worker.h"
#include "http/detail/session.h"

namespace ricochet::http::detail {

namespace asio = boost::asio;

namespace {

// Up to here copying the body behind the head is cheaper than a second buffer.
constexpr std::size_t kCopyBody = 16 << 10;
// From here on giving the memory back costs the loop more than handing it to somebody else.
constexpr std::size_t kLargePiece = 1 << 20;
// What one streamed answer may have waiting for a slow reader; writers wait for `sent` long before.
constexpr std::size_t kMaxQueued = 64 << 20;
}  // namespace

AnswerContext Session::answer_context() const {
  AnswerContext context;
  context.request_version = http10_ ? "HTTP/1.0" : "HTTP/1.1";
  context.head_request = head_request_;
  context.keep_alive = keep_alive_;
  return context;
}

void Session::answer(Response&& response) {
  assert(answer_ == AnswerState::kNone && "one answer for each request");
  if (answer_ != AnswerState::kNone) return;
  answer_ = AnswerState::kComplete;
  scratch_.clear();
  plan_ = write_head(response, answer_context(), false, scratch_);
  if (!plan_.send_body) response.body.clear();
  const bool chunked = plan_.chunked && plan_.send_body;
  if (response.body.size() > kCopyBody) {
    // Both go out before the exchange may end, so the answer is not complete until the second.
    if (chunked) {
      answer_ = AnswerState::kStreaming;
      begin_chunk(response.body.size(), scratch_);
    }
    put_out(scratch_, std::move(response.body), {});
    if (!chunked) return;
    answer_ = AnswerState::kComplete;
    scratch_.assign(kLineEnd).append(kLastChunk);
    return put_out(scratch_, {}, {});
  }
  if (chunked) {
    append_chunk(response.body, scratch_);
    scratch_.append(kLastChunk);
  } else {
    scratch_.append(response.body);
  }
  put_out(scratch_, {}, {});
}

void Session::start_stream(Response head) {
  assert(answer_ == AnswerState::kNone && "one answer for each request");
  if (answer_ != AnswerState::kNone) return;
  answer_ = AnswerState::kStreaming;
  scratch_.clear();
  plan_ = write_head(head, answer_context(), true, scratch_);
  if (plan_.send_body && !head.body.empty()) {
    if (plan_.chunked) {
      append_chunk(head.body, scratch_);
    } else {
      plan_.cut_to_length(head.body);
      scratch_.append(head.body);
    }
  }
  put_out(scratch_, {}, {});
}

/// A reader that is so slow, or a writer that does not wait for `sent`: the connection is given up.
bool Session::queue_full(std::function<void(bool)>& sent) {
  if (out_bytes_ <= kMaxQueued) return false;
  if (sent) server_->loop.post([sent = std::move(sent)] { sent(false); });
  close(true);
  return true;
}

void Session::write_stream(std::string piece, std::function<void(bool)> sent) {
  assert(answer_ == AnswerState::kStreaming &&
         "write() belongs between start_stream() and end_stream()");
  if (answer_ != AnswerState::kStreaming || !plan_.send_body || piece.empty()) {
    if (sent)
      server_->loop.post(
          [sent = std::move(sent), ok = answer_ == AnswerState::kStreaming] { sent(ok); });
    return;
  }
  if (queue_full(sent)) return;
  if (!plan_.chunked) {
    plan_.cut_to_length(piece);
    return put_out({}, std::move(piece), std::move(sent));
  }
  scratch_.clear();
  if (piece.size() <= kCopyBody) {
    append_chunk(piece, scratch_);
    return put_out(scratch_, {}, std::move(sent));
  }
  begin_chunk(piece.size(), scratch_);
  put_out(scratch_, std::move(piece), {});
  put_out(kLineEnd, {}, std::move(sent));
}

void Session::end_stream() {
  assert(answer_ == AnswerState::kStreaming && "end_stream() belongs behind start_stream()");
  if (answer_ != AnswerState::kStreaming) return;
  answer_ = AnswerState::kComplete;
  if (plan_.chunked && plan_.send_body) return put_out(kLastChunk, {}, {});
  if (plan_.send_body && plan_.left.value_or(0) > 0) plan_.keep_alive = false;  // fell short
  if (out_.empty()) flushed();
}

void Session::answer_raw(std::string bytes) {
  // Also in the middle of a stream: a fault may cut a good answer short.
  answer_ = AnswerState::kComplete;
  plan_.keep_alive = false;
  put_out({}, std::move(bytes), {});
}

void Session::write_raw(std::string piece, std::function<void(bool)> sent) {
  assert(answer_ != AnswerState::kComplete && "the answer is complete");
  if (answer_ == AnswerState::kComplete) {
    if (sent) server_->loop.post([sent = std::move(sent)] { sent(false); });
    return;
  }
  answer_ = AnswerState::kRaw;
  plan_.keep_alive = false;
  if (!queue_full(sent)) put_out({}, std::move(piece), std::move(sent));
}

void Session::end_raw() {
  assert(answer_ == AnswerState::kRaw && "end_raw() belongs behind write_raw()");
  if (answer_ != AnswerState::kRaw) return;
  answer_ = AnswerState::kComplete;
  if (out_.empty()) flushed();
}

void Session::abort(bool reset) {
  on_gone_ = nullptr;  // it did not go, it was sent away
  if (reset)
    close(true);
  else
    shut_down(false);
}

void Session::on_disconnect(std::function<void()> gone) {
  if (gone_) return server_->loop.post(std::move(gone));
  on_gone_ = std::move(gone);
}

void Session::forgotten() {
  if (gone_) return close();  // nobody waits for this answer
  if (answer_ == AnswerState::kStreaming || answer_ == AnswerState::kRaw) return shut_down();
  if (answer_ == AnswerState::kComplete) return;
  answer(Response(500, "text/plain; charset=utf-8",
                  "ricochet: " + server_->options.name +
                      " dropped this request without an answer. This is a bug in "
                      "ricochet, not in the program that sent the request; please report it "
                      "together with the request.\n"));
}

/// Sends `first` and then `second`: what the socket takes now goes out now, the rest is queued.
/// `sent` is always called later, never from here.
/// One buffer is a plain send(), which the kernel takes more cheaply than a sendmsg() of two.
std::size_t Session::write_now(std::string_view first, std::string_view second,
                               boost::system::error_code& ec) {
  first = first.substr(0, net::Stream::kMostAtOnce);
  second = second.substr(0, net::Stream::kMostAtOnce - first.size());
  if (second.empty()) return stream_->socket.write_some(asio::buffer(first), ec);
  const std::array<asio::const_buffer, 2> both{asio::buffer(first), asio::buffer(second)};
  return stream_->socket.write_some(both, ec);
}

void Session::put_out(std::string_view first, std::string second, std::function<void(bool)> sent) {
  if (phase_ == Phase::kClosed) {
    if (sent) loop_.post([sent = std::move(sent)] { sent(false); });
    return;
  }
  std::size_t done = 0;
  if (out_.empty()) {
    boost::system::error_code ec;
    // Under TLS everything is queued: its layer encrypts one piece at a time.
    const bool at_once = !stream_->tls && first.size() + second.size() > 0;
    if (at_once) done = write_now(first, second, ec);
    if (ec && ec != asio::error::would_block && ec != asio::error::try_again) {
      if (sent) server_->loop.post([sent = std::move(sent)] { sent(false); });
      return close();
    }
    if (done == first.size() + second.size()) {
      if (sent) server_->loop.post([sent = std::move(sent)] { sent(true); });
      return flushed();
    }
  }
  out_bytes_ += first.size() + second.size() - done;
  if (done < first.size()) {
    out_.push_back({std::string(first.substr(done)), {}});
    done = 0;
  } else {
    done -= first.size();
  }
  // Nothing at all is queued too, so that its `sent` is called in its turn.
  if (!second.empty() || first.empty()) {
    out_.push_back({std::move(second), {}});
    if (out_.size() == 1) out_offset_ = done;
  }
  out_.back().sent = std::move(sent);
  if (!writing_) {
    set_deadline(server_->loop.now() + server_->options.limits.body_idle);
    write_some();
  }
}

void Session::write_some() {
  writing_ = true;
  const std::string& front = out_.front().bytes;
  stream_->write_some(
      asio::buffer(front.data() + out_offset_, front.size() - out_offset_),
      [self = shared_from_this()](const boost::system::error_code& ec, std::size_t bytes) {
        self->on_written(ec, bytes);
      });
}

void Session::on_written(const boost::system::error_code& ec, std::size_t bytes) {
  writing_ = false;
  if (phase_ == Phase::kClosed) return;
  if (ec) return close();
  out_bytes_ -= bytes;
  out_offset_ += bytes;
  if (out_offset_ == out_.front().bytes.size()) {
    const auto sent = std::move(out_.front().sent);
    let_go(out_.front().bytes);
    out_.pop_front();
    out_offset_ = 0;
    if (sent) server_->loop.post([sent] { sent(true); });
  }
  if (!out_.empty()) {
    set_deadline(server_->loop.now() + server_->options.limits.body_idle);
    return write_some();
  }
  if (phase_ == Phase::kExchange) clear_deadline();
  flushed();
}

void Session::flushed() {
  if (phase_ == Phase::kExchange && answer_ == AnswerState::kComplete) end_exchange();
}

void Session::end_exchange() {
  count_exchange_out();
  const auto unused = std::exchange(on_gone_, nullptr);  // destroyed last: it may own anything
  if (!plan_.keep_alive || server_->stopping) return shut_down();
  phase_ = Phase::kHead;
  clear_deadline();
  // From outside of process() the next request must not be handled on the stack of the answering
  // code.
  if (!processing_) server_->loop.post([self = shared_from_this()] { self->process(); });
}

/// Closes with a FIN; under TLS, unless this is to look like a fault, with a goodbye before it.
void Session::shut_down(bool goodbye) {
  if (phase_ == Phase::kClosed) return;
  count_exchange_out();
  on_gone_ = nullptr;
  if (writing_) return close();
  if (stream_->tls && goodbye) return say_goodbye();
  boost::system::error_code ec;
  stream_->socket.shutdown(asio::socket_base::shutdown_send, ec);
  const bool unread = rejected_ || stream_->socket.available(ec) > 0;
  if (ec || end_of_input_ || !unread) return close();
  linger();
  read();
}

/// The last byte of ours is out; what the peer still sends is read and thrown away, within bounds.
void Session::linger() {
  phase_ = Phase::kLinger;
  linger_end_ = loop_.now() + kLingerTime;
  drained(0);
}

void Session::drained(std::size_t bytes) {
  drained_ += bytes;
  if (drained_ > kLingerBytes) return close();
  set_deadline(std::min<base::TimePoint>(loop_.now() + kLingerIdle, linger_end_));
  if (bytes == 0) return;
  beneath_ ? drain_some() : read();
}

void Session::count_exchange_out() {
  if (!std::exchange(counted_, false) || server_ == nullptr) return;
  --server_->open_exchanges;
}

void Session::peer_gone() {
  gone_ = true;
  count_exchange_out();
  if (const auto gone = std::exchange(on_gone_, nullptr)) gone();
}

void Session::let_go(std::string& bytes) const {
  if (bytes.size() > kLargePiece)
    loop_.pool().discard(std::make_shared<std::string>(std::move(bytes)));
}

void Session::fail_pieces() {
  auto pieces = std::exchange(out_, {});
  for (auto& piece : pieces) {
    let_go(piece.bytes);
    if (piece.sent) server_->loop.post([sent = std::move(piece.sent)] { sent(false); });
  }
}

}  // namespace ricochet::http::detail
