#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/loop.h"
#include "http/detail/head_writer.h"
#include "http/detail/parser.h"
#include "http/detail/server_state.h"
#include "http/guard.h"
#include "net/stream.h"

// Internal to http/: the only header besides the parser's sources that knows Asio.
namespace ricochet::http::detail {

/// How long the peer may go on sending after the last byte of ours: in silence, in all, and how
/// much. Closing earlier would answer its bytes with a reset, which can destroy the answer on the
/// way.
inline constexpr std::chrono::seconds kLingerIdle{5};
inline constexpr std::chrono::seconds kLingerTime{30};
inline constexpr std::size_t kLingerBytes = 64 << 20;

/// Who takes a connection over from HTTP, and what it is told from then on.
struct Taker {
  std::function<void()> ready;      ///< once: nothing reads or writes on the stream any more
  std::function<void()> wind_down;  ///< the server stops; close() follows after its grace
  std::function<void()> closed;     ///< once, by whomever; not after detach()
};

/// One connection. Reads a request, hands it to the handler, waits for the answer, reads the next.
/// The server's map and running I/O own it; responders only know it weakly.
class Session : public std::enable_shared_from_this<Session> {
 public:
  /// Takes over `fd`, a connected non-blocking socket. `admitted`: it counts as a connection.
  Session(ServerState& server, int fd, bool v6, Peer peer, std::uint64_t number, bool admitted);
  ~Session();
  /// `delay`: nothing is read, not even a TLS handshake, for this long.
  void start(base::Duration delay);
  /// Instead of start(): says why, where that can be said, and closes.
  void turn_away(const Problem& problem);
  /// At once and without a word. `reset`: with a TCP RST.
  void close(bool reset = false);
  /// The server goes away: close(), and never touch it again.
  void detach();
  /// The server stops: closes now, or after the running exchange.
  void wind_down();

  // What a responder asks for, as long as its exchange is the running one.
  bool current(std::uint64_t exchange) const {
    return phase_ == Phase::kExchange && exchange == exchange_;
  }
  void answer(Response&& response);
  void start_stream(Response head);
  void write_stream(std::string piece, std::function<void(bool)> sent);
  void end_stream();
  void answer_raw(std::string bytes);
  void write_raw(std::string piece, std::function<void(bool)> sent);
  void end_raw();
  void abort(bool reset);
  void on_disconnect(std::function<void()> gone);
  void forgotten();  ///< the responder went away without an answer

  /// Ends HTTP on this connection: from `ready` on the taker alone uses stream(), until it calls
  /// close(). The session stays the server's, so that limits and stop() hold. False: an answer has
  /// been begun.
  bool take_over(Taker taker);
  net::Stream& stream() { return *stream_; }
  /// The taker has ended in peace: closes like behind an answer, with TLS's goodbye. Nothing may be
  /// under way on the stream, and the taker is told no more.
  void end_taken();
  /// What was read behind the request, for the taker.
  std::string take_leftover();
  base::Loop& loop() { return loop_; }

 private:
  enum class Phase { kDelayed, kHandshake, kHead, kBody, kExchange, kLinger, kTaken, kClosed };
  enum class AnswerState { kNone, kStreaming, kRaw, kComplete };
  struct Piece {
    std::string bytes;
    std::function<void(bool)> sent;
  };

  void begin();

  // session_tls.cc
  void handshake();
  void on_handshake(const boost::system::error_code& ec);
  void say_goodbye();
  void drain_beneath();
  void drain_some();

  // session_read.cc
  void process();
  bool step();
  bool read_head();
  bool read_body();
  base::TimePoint body_deadline() const;
  bool body_too_slow() const;
  bool after_parse(const ParseStep& step);
  void hand_over();
  void read();
  void on_read(const boost::system::error_code& ec, std::size_t bytes);
  void on_end_of_input();
  void on_broken(const boost::system::error_code& ec);
  bool hold(std::size_t bytes);
  bool hold_or_reject(std::size_t bytes);

  // session_refuse.cc
  void reject(const Problem& problem);
  void report(const Problem& problem);
  Exchange refusal(const Problem& problem);
  void taken_is_idle();
  std::string_view input() const { return std::string_view(input_).substr(begin_, end_ - begin_); }
  void make_room(std::size_t bytes);

  // session_write.cc
  bool queue_full(std::function<void(bool)>& sent);
  std::size_t write_now(std::string_view first, std::string_view second,
                        boost::system::error_code& ec);
  void put_out(std::string_view first, std::string second, std::function<void(bool)> sent);
  void write_some();
  void on_written(const boost::system::error_code& ec, std::size_t bytes);
  void flushed();
  void end_exchange();
  void shut_down(bool goodbye = true);
  void linger();
  void drained(std::size_t bytes);
  void peer_gone();
  void count_exchange_out();
  void let_go(std::string& bytes) const;
  void fail_pieces();
  AnswerContext answer_context() const;

  // session.cc
  void set_deadline(base::TimePoint when);
  void clear_deadline() { deadline_ = base::TimePoint::max(); }
  void on_timer();
  void on_deadline();

  ServerState* server_;  // nullptr after detach()
  base::Loop& loop_;
  std::unique_ptr<net::Stream> stream_;
  Peer peer_;
  std::uint64_t number_;
  Phase phase_ = Phase::kHead;

  std::string input_;  // bytes [begin_, end_) wait to be parsed
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool reading_ = false;       // then input_ must not move
  bool end_of_input_ = false;  // the peer sent FIN
  bool processing_ = false;
  HeadScanner scanner_;
  RequestParser parser_;
  std::optional<BodyRule> body_rule_;  // of the request that is being read
  bool head_started_ = false;
  base::TimePoint body_began_;
  std::size_t body_received_ = 0;  // with the framing of its chunks
  std::size_t held_ = 0;           // of server_->buffered

  std::uint64_t exchange_ = 0;
  AnswerState answer_ = AnswerState::kNone;
  AnswerPlan plan_;
  bool http10_ = false;
  bool head_request_ = false;
  bool keep_alive_ = true;
  bool counted_ = false;
  Taker taker_;
  bool gone_ = false;      // the peer has closed at least its sending side
  bool rejected_ = false;  // it may still be sending what was refused
  bool admitted_;
  base::TimePoint linger_end_;
  std::size_t drained_ = 0;
  bool beneath_ = false;  // drained without TLS
  std::function<void()> on_gone_;

  std::string scratch_;  // head and small body, reused
  std::deque<Piece> out_;
  std::size_t out_offset_ = 0;
  std::size_t out_bytes_ = 0;
  bool writing_ = false;

  base::Timer timer_;
  base::TimePoint deadline_ = base::TimePoint::max();
  base::TimePoint armed_for_ = base::TimePoint::max();
};

}  // namespace ricochet::http::detail
