#include <boost/asio/error.hpp>
#include <limits>

#include "base/text/text.h"
#include "http/detail/fetch.h"
#include "http/detail/request_writer.h"

namespace ricochet::http::detail {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMaxResponseHead = 256 << 10;
constexpr std::size_t kReadBytes = 16 << 10;

}  // namespace

void Fetch::send() {
  stage_ = "no complete answer";
  bytes_ = request_bytes(request_, url_);
  // Reading starts at once: an early answer (413) must not be lost because the rest cannot be sent.
  write();
  buffer_.resize(kReadBytes);
  read();
}

void Fetch::write() {
  stream_.write_some(asio::buffer(bytes_.data() + written_, bytes_.size() - written_),
                     [self = shared_from_this()](const Error& ec, std::size_t n) {
                       self->written_ += n;
                       if (ec || self->over() || self->written_ == self->bytes_.size()) return;
                       self->write();
                     });
}

void Fetch::read() {
  if (paused_ || reading_) return;
  reading_ = true;
  if (streaming_ && head_seen_) timer_.after(request_.idle_timeout, [this] { on_timeout(); });
  if (buffer_.size() - filled_ < kReadBytes / 2) buffer_.resize(buffer_.size() * 2);
  stream_.read_some(
      asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_),
      [self = shared_from_this()](const Error& ec, std::size_t n) { self->on_read(ec, n); });
}

void Fetch::pause() {
  paused_ = true;
  if (streaming_ && head_seen_) timer_.cancel();
}

void Fetch::resume() {
  if (!std::exchange(paused_, false) || over() || buffer_.empty()) return;
  if (reading_) {
    if (head_seen_) timer_.after(request_.idle_timeout, [this] { on_timeout(); });
  } else {
    // Later: this may be a callback of the very read that is being handed on.
    loop_.post([self = shared_from_this()] {
      if (!self->over()) self->read();
    });
  }
}

void Fetch::on_read(const Error& ec, std::size_t n) {
  reading_ = false;
  if (over()) return;
  const bool truncated = net::TlsLayer::is_truncation(ec);
  if (ec == asio::error::eof || truncated) return on_end(truncated);
  if (ec == asio::error::connection_reset || ec == asio::error::broken_pipe)
    return fail("http/reset", "the connection was reset before the answer was complete");
  if (ec) return fail("http/reset", "the connection broke: " + ec.message());
  filled_ += n;
  if (parse()) read();
}

/// What has been read goes through the parser. False: the answer is over, well or not.
bool Fetch::parse() {
  while (filled_ > 0) {
    const auto step = parser_->put(std::string_view(buffer_).substr(0, filled_));
    buffer_.erase(0, step.consumed);
    buffer_.resize(buffer_.size() + step.consumed);
    filled_ -= step.consumed;
    if (step.problem) {
      bad_answer(*step.problem);
      return false;
    }
    if (!step.head_done) return true;
    const int status = parser_->status();
    if (status >= 200 || status == 101) {
      if (!hand_on()) return false;
      if (step.done) complete();
      return !step.done;
    }
    new_parser();  // 100 Continue, 103 Early Hints: the answer is still to come
  }
  return true;
}

/// A stream's head and pieces as far as they are there. False: it is over.
bool Fetch::hand_on() {
  if (!streaming_) return true;
  if (!std::exchange(head_seen_, true)) {
    stage_ = "nothing more of the answer";
    Response head = parser_->take_head();
    if (request_.decode) {
      if (const auto coding = known_coding(head); !coding.empty()) {
        inflater_ =
            std::make_unique<base::Inflater>(coding, std::numeric_limits<std::size_t>::max());
        std::erase_if(head.headers, [](const match::Field& field) {
          return base::iequals(field.name, "Content-Encoding") ||
                 base::iequals(field.name, "Content-Length");
        });
      }
    }
    if (on_head_) on_head_(std::move(head));
    if (over()) return false;
  }
  std::string piece = parser_->take_body();
  if (inflater_) {
    auto plain = inflater_->put(piece);
    if (!plain) {
      fail("http/bad-coding", plain.error().message, plain.error().hint);
      return false;
    }
    piece = std::move(*plain);
  }
  if (!piece.empty() && on_piece_) on_piece_(piece);
  return !over();
}

void Fetch::complete() {
  if (streaming_) {
    const base::Status whole = inflater_ ? inflater_->end() : base::Status();
    if (!whole) return fail("http/bad-coding", whole.error().message, whole.error().hint);
    return finish(Response());
  }
  Response response = parser_->take();
  if (request_.decode) {
    if (auto decoded = decode_body(response, request_.max_response_bytes); !decoded)
      return fail("http/bad-coding", decoded.error().message, decoded.error().hint);
  }
  finish(std::move(response));
}

void Fetch::on_end(bool truncated) {
  if (const auto problem = parser_->put_eof()) return fail("http/bad-response", problem->reason);
  if (truncated) {
    return fail("http/bad-response",
                "the connection was closed without TLS's close_notify, so that the answer may have "
                "been cut short");
  }
  if (hand_on()) complete();
}

void Fetch::bad_answer(const Problem& problem) {
  if (problem.status != 413) return fail("http/bad-response", problem.reason);
  fail("http/bad-response",
       "the answer is larger than " + base::format_bytes(request_.max_response_bytes),
       "raise max_response_bytes if it may be");
}

void Fetch::new_parser() {
  parser_.emplace(
      kMaxResponseHead,
      streaming_ ? std::numeric_limits<std::size_t>::max() : request_.max_response_bytes,
      request_.method == "HEAD");
}

}  // namespace ricochet::http::detail
