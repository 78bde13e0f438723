#include "http/detail/parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <utility>

#include "base/text/text.h"

namespace ricochet::http::detail {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

// A chunk header with its extensions, or all trailers: Beast 1.81 sets no bound of its own.
constexpr std::size_t kMaxChunkHead = 16 << 10;
// "0\r\n\r\n". Beast 1.81 asserts that it has that much once it has seen the line of a last chunk,
// so nothing shorter is offered to it between chunks; every chunked body has that much still to
// come.
constexpr std::size_t kLastChunkBytes = 5;
// Never reserve on the word of the peer alone.
constexpr std::size_t kMaxReserve = 64 << 10;
// When so much has really come, room for all that may come is taken at once: growing further would
// copy all of it time and again, 128 MiB at once for a large file. Where nothing is written yet,
// there is no memory behind it.
constexpr std::size_t kReserveAll = 2 << 20;
constexpr std::size_t kMostReserved = 256 << 20;

std::string to_string(beast::string_view s) { return std::string(s.data(), s.size()); }

/// Beast's error as a sentence for people.
Problem to_problem(const beast::error_code& ec, std::size_t body_limit) {
  if (ec == bhttp::error::body_limit) {
    const auto limit = base::format_bytes(body_limit);
    return {413, "the body is larger than " + limit + " (--max-body)", "body_too_large",
            "--max-body " + limit};
  }
  if (ec == bhttp::error::header_limit)
    return {431, "the headers are too large", "headers_too_large"};
  if (ec == bhttp::error::bad_content_length)
    return {400, "Content-Length is not one whole number", "bad_framing"};
  if (ec == bhttp::error::multiple_content_length)
    return {400, "two different Content-Length values", "bad_framing"};
  if (ec == bhttp::error::bad_transfer_encoding)
    return {400, "a bad Transfer-Encoding", "bad_framing"};
  if (ec == bhttp::error::bad_chunk) return {400, "a chunk of the body is malformed", "bad_chunk"};
  if (ec == bhttp::error::bad_chunk_extension)
    return {400, "a chunk extension of the body is malformed", "bad_chunk"};
  if (ec == bhttp::error::bad_value)
    return {400, "a header has a malformed value", "malformed_header"};
  if (ec == bhttp::error::bad_version)
    return {400, "the version is not HTTP/1.1 or HTTP/1.0", "bad_version"};
  return {400, "malformed HTTP: " + ec.message(), "malformed"};
}

const Problem kFolded = {400, "a trailer starts with white space (obsolete line folding)",
                         "malformed_header"};

const Problem kFramingTrailer = {
    400, "a trailer must not be Content-Length or Transfer-Encoding (RFC 9110, section 6.5.1)",
    "bad_framing"};

/// What requests and answers have in common: headers, body, and the loop around Beast's put().
template <bool kIsRequest, class Msg>
class Collector : public bhttp::basic_parser<kIsRequest> {
 public:
  Collector(std::size_t head_limit, std::size_t body_limit) : body_limit_bytes_(body_limit) {
    this->header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(head_limit, UINT32_MAX)));
    this->body_limit(body_limit);
    this->eager(true);
  }

  ParseStep feed(std::string_view bytes) {
    ParseStep step;
    beast::error_code ec;
    while (!this->is_done() && step.consumed < bytes.size()) {
      const auto rest = bytes.substr(step.consumed);
      if (between_chunks() && rest.size() < kLastChunkBytes) {
        refuse_bad_chunk(rest, step);
        break;
      }
      step.consumed += this->put(boost::asio::const_buffer(rest.data(), rest.size()), ec);
      if (ec == bhttp::error::need_more) {
        if (between_chunks()) refuse_bad_chunk(bytes.substr(step.consumed), step);
        if (this->is_header_done() && bytes.size() - step.consumed > kMaxChunkHead) {
          step.problem = Problem{
              431,
              "a chunk header or the trailers are longer than " + base::format_bytes(kMaxChunkHead),
              "headers_too_large"};
        }
        break;
      }
      if (ec) {
        const bool framing_trailer = head_seen_ && (ec == bhttp::error::bad_content_length ||
                                                    ec == bhttp::error::multiple_content_length ||
                                                    ec == bhttp::error::bad_transfer_encoding);
        step.problem = folded_trailer_   ? kFolded
                       : framing_trailer ? kFramingTrailer
                                         : to_problem(ec, body_limit_bytes_);
        return step;
      }
    }
    step.head_done = this->is_header_done();
    step.done = this->is_done();
    return step;
  }

  Msg message;

 protected:
  void set_body_limit(std::size_t bytes) {
    body_limit_bytes_ = bytes;
    this->body_limit(bytes);
  }
  void on_field_impl(bhttp::field, beast::string_view name, beast::string_view value,
                     beast::error_code& ec) override {
    ec = {};
    if (kIsRequest && head_seen_ && is_folded(name)) {
      folded_trailer_ = true;
      ec = bhttp::error::bad_value;
    }
    // Trailers are checked by Beast, but are not headers: they must not change what was decided on
    // those.
    if (head_seen_) return;
    message.headers.push_back({to_string(name), to_string(value)});
  }
  void on_header_impl(beast::error_code& ec) override {
    ec = {};
    head_seen_ = true;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                         beast::error_code& ec) override {
    ec = {};
    length_ = length.get_value_or(UINT64_MAX);
    if (length)
      message.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, kMaxReserve)));
  }
  std::size_t on_body_impl(beast::string_view body, beast::error_code& ec) override {
    ec = {};
    if (message.body.size() < kReserveAll && message.body.size() + body.size() >= kReserveAll) {
      const auto most = std::min<std::uint64_t>({length_, body_limit_bytes_, kMostReserved});
      message.body.reserve(std::max<std::size_t>(most, message.body.size() + body.size()));
    }
    message.body.append(body.data(), body.size());
    return body.size();
  }
  /// Beast waits for the end of the line, however wrong its beginning is.
  void refuse_bad_chunk(std::string_view rest, ParseStep& step) const {
    if (could_be_chunk(rest, chunks_ == 0)) return;
    if (has_folded_trailer(rest)) {
      step.problem = kFolded;
      return;
    }
    // As Beast, which sees the size before it sees what is wrong behind it.
    const bool too_large = chunk_size(rest) > body_limit_bytes_ - message.body.size();
    step.problem = to_problem(too_large ? bhttp::error::body_limit : bhttp::error::bad_chunk,
                              body_limit_bytes_);
  }
  void on_chunk_header_impl(std::uint64_t size, beast::string_view,
                            beast::error_code& ec) override {
    ec = {};
    ++chunks_;
    chunk_left_ = size;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body,
                                 beast::error_code& ec) override {
    chunk_left_ -= body.size();
    return on_body_impl(body, ec);
  }
  void on_finish_impl(beast::error_code& ec) override { ec = {}; }

 private:
  /// Beast unfolds without a word; the line of a trailer's name ends in what was read, because all
  /// trailers are there when it reads the first.
  static bool is_folded(beast::string_view name) {
    const char* at = name.data() + name.size();
    while (*at != '\n') ++at;
    return at[1] == ' ' || at[1] == '\t';
  }
  bool between_chunks() const {
    return this->is_header_done() && this->chunked() && chunk_left_ == 0;
  }

  std::size_t body_limit_bytes_;
  std::uint64_t chunk_left_ = 0;
  std::uint64_t chunks_ = 0;
  std::uint64_t length_ = UINT64_MAX;  // as the head declares it
  bool head_seen_ = false;
  bool folded_trailer_ = false;
};

}  // namespace

class RequestParser::Core : public Collector<true, match::Request> {
 public:
  Core(std::size_t body_limit, const LimitOf& limit_of)
      : Collector(UINT32_MAX, body_limit), limit_of_(limit_of) {
    message.headers.reserve(8);
  }

 private:
  void on_request_impl(bhttp::verb, beast::string_view method, beast::string_view target,
                       int version, beast::error_code& ec) override {
    ec = {};
    message.method = to_string(method);
    message.set_target(to_string(target));
    if (version != 11) message.version = "HTTP/1.0";
    if (const auto limit = limit_of_ ? limit_of_(message) : std::nullopt) set_body_limit(*limit);
  }
  void on_response_impl(int, beast::string_view, int, beast::error_code& ec) override {
    ec = bhttp::error::bad_method;  // never called for requests
  }

  const LimitOf& limit_of_;
};

RequestParser::RequestParser(std::size_t body_limit, LimitOf limit_of)
    : body_limit_(body_limit),
      limit_of_(std::move(limit_of)),
      core_(std::make_unique<std::optional<Core>>()) {
  reset();
}
RequestParser::~RequestParser() = default;

void RequestParser::reset() { core_->emplace(body_limit_, limit_of_); }
ParseStep RequestParser::put(std::string_view bytes) { return (*core_)->feed(bytes); }
bool RequestParser::keep_alive() const { return (*core_)->keep_alive(); }

bool RequestParser::expects_continue() const {
  const match::Request& request = (*core_)->message;
  if (request.version != "HTTP/1.1") return false;  // RFC 9110 section 10.1.1
  const std::string* const expect = request.header("Expect");
  return expect != nullptr && base::iequals(*expect, "100-continue");
}

std::string RequestParser::describe_head(std::size_t max_bytes) const {
  const match::Request& request = (*core_)->message;
  std::string head = request.method + ' ' + request.target + ' ' + request.version + "\r\n";
  for (const auto& field : request.headers) {
    if (head.size() >= max_bytes) break;
    head += field.name + ": " + field.value + "\r\n";
  }
  head.resize(std::min(head.size(), max_bytes));
  return head;
}

std::size_t RequestParser::body_size() const { return (*core_)->message.body.size(); }

match::Request& RequestParser::request() { return (*core_)->message; }

match::Request RequestParser::take() { return std::move(request()); }

class ResponseParser::Core : public Collector<false, Response> {
 public:
  Core(std::size_t head_limit, std::size_t body_limit, bool head_request)
      : Collector(head_limit, body_limit) {
    if (head_request) skip(true);
  }

 private:
  void on_request_impl(bhttp::verb, beast::string_view, beast::string_view, int,
                       beast::error_code& ec) override {
    ec = bhttp::error::bad_method;  // never called for answers
  }
  void on_response_impl(int status, beast::string_view reason, int version,
                        beast::error_code& ec) override {
    ec = {};
    message.status = status;
    message.reason = to_string(reason);
    message.version = version == 11 ? "HTTP/1.1" : "HTTP/1.0";
  }
};

ResponseParser::ResponseParser(std::size_t head_limit, std::size_t body_limit, bool head_request)
    : core_(std::make_unique<Core>(head_limit, body_limit, head_request)) {}
ResponseParser::~ResponseParser() = default;

namespace {

/// Where "HTTP/1.1 200" ends when nothing follows on its line.
constexpr std::size_t kBareStatusLine = 12;

/// A status line that ends behind the status. RFC 9112 section 4 wants a blank there even without a
/// reason; servers leave it out, and every client but Beast takes it.
bool has_bare_status_line(std::string_view head) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return head.starts_with("HTTP/1.") && head.size() >= kBareStatusLine + 2 && head[8] == ' ' &&
         std::all_of(head.begin() + 9, head.begin() + kBareStatusLine, is_digit) &&
         head.substr(kBareStatusLine, 2) == "\r\n";
}

}  // namespace

ParseStep ResponseParser::put(std::string_view bytes) {
  if (core_->is_header_done() || !has_bare_status_line(bytes)) return core_->feed(bytes);
  std::string whole(bytes);
  whole.insert(kBareStatusLine, 1, ' ');
  ParseStep step = core_->feed(whole);
  if (step.consumed > 0) --step.consumed;  // Beast takes a head as a whole, or nothing of it
  return step;
}

std::optional<Problem> ResponseParser::put_eof() {
  if (core_->is_done()) return std::nullopt;
  if (!core_->got_some()) return Problem{0, "the connection was closed without an answer"};
  beast::error_code ec;
  core_->put_eof(ec);
  if (ec) return Problem{0, "the connection was closed in the middle of the answer"};
  return std::nullopt;
}

Response ResponseParser::take() { return std::move(core_->message); }

int ResponseParser::status() const { return core_->message.status; }

Response ResponseParser::take_head() {
  std::string body = std::exchange(core_->message.body, {});
  Response head = std::move(core_->message);
  core_->message = Response(head.status);
  core_->message.body = std::move(body);
  return head;
}

std::string ResponseParser::take_body() { return std::exchange(core_->message.body, {}); }

}  // namespace ricochet::http::detail
