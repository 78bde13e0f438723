#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::test {

/// How the peer ended the connection.
enum class End { kOpen, kFin, kReset, kTimeout };

/// An answer taken apart; `body` is what is left after chunked is undone.
struct RawAnswer {
  int status = 0;
  std::string head;  ///< status line and headers, with the empty line
  std::string body;
  bool chunked = false;
  /// The value of the first header of that name (case-insensitive), "" when it is absent.
  std::string header(std::string_view name) const;
};

/// A TCP client that knows no HTTP rules: sends exactly the bytes it is given and tells FIN from
/// RST. Each call blocks until it is done or the deadline (20 s for the life of the client) has
/// passed. With a `pump`, which must run the server's loop for a moment, client and server may
/// share one thread.
class RawClient {
 public:
  using Pump = std::function<void()>;
  explicit RawClient(std::uint16_t port, Pump pump = {}, const std::string& address = "127.0.0.1");
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return fd_ >= 0; }
  std::uint16_t local_port() const;
  /// False: the peer does not take any more (it closed, or the deadline passed).
  bool send(std::string_view bytes);
  /// Up to `n` bytes; fewer when the connection ended first, see end().
  std::string read(std::size_t n);
  /// Up to and with `mark`; everything there was when the connection ended first.
  std::string read_until(std::string_view mark);
  /// Everything until the peer ends the connection.
  std::string read_all();
  /// One answer, by Content-Length, chunks or the end of the connection. status 0: there was none.
  RawAnswer read_answer(bool to_head_request = false);
  /// Waits for the end of the connection, throwing away what still comes.
  End wait_end();

  End end() const { return end_; }
  void half_close();  ///< FIN, and still readable
  void close();       ///< FIN
  void reset();       ///< RST

 private:
  bool wait(short events);
  bool receive();
  std::string take(std::size_t n);
  bool dechunk(RawAnswer& answer);

  Pump pump_;
  int fd_ = -1;
  End end_ = End::kOpen;
  std::string buffer_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace ricochet::test
