#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/alive.h"
#include "base/loop.h"
#include "bus/broker/api/table.h"
#include "bus/broker/broker.h"
#include "bus/broker/hold.h"
#include "bus/broker/sasl/sasl.h"
#include "bus/protocol/messages.h"
#include "net/stream.h"

namespace ricochet::bus::broker {

/// Every bound of connections, with its documented default.
struct ConnectionLimits {
  std::size_t connections = 10'000;        ///< above: the newest is closed at once
  std::size_t produce_bytes = 100 << 20;   ///< of one Produce request; above: closed, as Kafka
  std::size_t request_bytes = 16 << 20;    ///< of any other request
  std::size_t stranger_bytes = 512 << 10;  ///< of a request before the client has shown who it is
  std::size_t buffered_bytes = 256 << 20;  ///< of requests that are being received, all together
  /// Of answers that were not taken yet, all together; above: who holds most of it is closed.
  std::size_t unsent_bytes = 256 << 20;
  base::Duration idle = std::chrono::minutes(10);   ///< no request; above: closed, as Kafka
  base::Duration stall = std::chrono::seconds(30);  ///< in the middle of a request or an answer
};

class Connection;

/// What the connections of one server share.
struct ConnectionsShared {
  base::Loop& loop;
  Broker& broker;
  const ConnectionLimits& limits;
  Users& users;
  net::TlsContextPtr tls = nullptr;  ///< nullptr: plain
  std::size_t buffered = 0;
  std::map<Connection*, std::size_t> unsent_of = {};  ///< those that have answers to be taken
  std::size_t unsent = 0;                             ///< all of it
  /// What the next answer may hold of records: the less, the more waits to be taken.
  std::size_t room() const {
    constexpr std::size_t kLeast = 1 << 20;
    return std::max(kLeast, unsent < limits.unsent_bytes ? (limits.unsent_bytes - unsent) / 2 : 0);
  }
};

/// One client connection: frames in, answers out, one request at a time and in order, as Kafka
/// does. Running I/O and the server's map own it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Peer {
    int fd = -1;  ///< taken over
    bool v6 = false;
    std::string address;
    std::uint16_t port = 0;    ///< of its machine
    std::int32_t node = 1;     ///< whose listener it came through
    std::size_t listener = 0;  ///< which of its
  };
  Connection(ConnectionsShared& shared, Peer peer, std::function<void()> closed);

  void start();
  /// Ends it at once; `closed` is called unless it has been.
  void close();
  const std::string& address() const { return address_; }
  std::int32_t node() const { return node_; }

 private:
  void shake_hands();
  void read();
  void on_read(std::size_t bytes);
  bool make_room();
  void process();
  std::size_t frame_size() const;
  bool check_size(std::size_t size);
  void handle(std::string_view frame);
  bool keep_name(std::string client_id);
  std::int16_t last_served(const api::Row& row) const;
  bool check_authentication(std::int16_t key);
  void take_token(std::string_view token);
  void dispatch(const api::Row& row, int version, std::string_view frame);
  /// What faults say of it, done as far as it comes before the answer. False: that is all.
  bool interfere(const api::Row& row, int version, std::string_view frame, std::string_view body);
  void serve(const api::Row& row, int version, const protocol::RequestHeader& header,
             std::string_view body);
  void answer_unsupported_api_versions(std::int32_t correlation);
  api::Responder make_answer(const api::Row& row, int version, std::int32_t correlation);
  void on_answer(api::Responder::Outgoing outcome);
  bool hold(api::Responder::Outgoing& outcome);
  void hang(std::vector<std::uint64_t> by);
  void begin_to_trickle(api::Responder::Outgoing outcome, const faults::Plan& plan);
  void trickle(std::size_t bytes_per_second, const std::vector<std::uint64_t>& by);
  void give(api::Responder::Outgoing outcome);
  static void stamp(std::string& frame);
  void given(const std::function<void()>& leaves);
  void resume();
  void write();
  bool next_to_send();
  void push();
  void count_unsent();
  void refuse(const std::string& why);
  void end_behind_answer(const std::string& why);
  void watch();

  ConnectionsShared& shared_;
  net::Stream stream_;
  const std::string address_;
  const std::uint16_t peer_port_;
  const std::int32_t node_;
  const std::size_t listener_;
  std::string reached_at_;
  std::function<void()> closed_callback_;

  std::string in_;           ///< received, and room for more behind it
  std::size_t filled_ = 0;   ///< of it received
  std::size_t taken_ = 0;    ///< of that handled
  std::size_t counted_ = 0;  ///< of shared_.buffered
  bool reading_ = false;
  bool busy_ = false;      ///< a request has no answer yet
  bool handling_ = false;  ///< a handler runs
  std::function<void()> on_gone_;
  std::string client_id_;
  Charge name_charge_;
  Authentication authentication_;

  std::shared_ptr<const faults::Plan> plan_;  ///< of the request under way
  Hold held_;                                 ///< a request, or an answer, that a fault keeps back
  api::Responder::Outgoing slow_;             ///< an answer that leaves bit by bit
  std::size_t slow_sent_ = 0;                 ///< of it
  Hold mute_;
  bool muted_ = false;  ///< throttled: the next request is not looked at yet

  std::string out_, sending_;
  std::size_t sent_ = 0;
  bool writing_ = false;
  bool shaking_ = false;  ///< TLS begins
  bool ending_ = false;   ///< closed when all is written

  base::Timer watch_;
  base::TimePoint last_moved_;
  bool stalled_mode_ = false;
  bool closed_ = false;
  base::Alive alive_;
};

}  // namespace ricochet::bus::broker
