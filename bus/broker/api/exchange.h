#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "bus/broker/broker.h"
#include "bus/broker/group_requests.h"
#include "bus/protocol/codec.h"

namespace ricochet::bus::broker {
class Authentication;
}

namespace ricochet::bus::broker::api {

/// Of one request, all lists together: far more than there can be partitions.
inline constexpr std::size_t kMostElements = 100'000;
/// What one answer may take while it is put together.
inline constexpr std::size_t kMostAnswer = 64 << 20;

/// For people, where an answer has a text.
inline constexpr const char* kAskedFor = "a fault that was asked for";

/// What a handler knows of the request besides its body.
struct Context {
  Broker& broker;
  Client client;
  std::int32_t node = 1;   ///< that was asked
  std::string reached_at;  ///< the address of ours that the client is connected to
  int version = 0;
  /// Set by a handler that waits: called when the client goes away meanwhile. Never after the
  /// answer.
  std::function<void()>* on_gone = nullptr;
  /// What faults say of this request; nullptr: nothing.
  std::shared_ptr<const faults::Plan> plan = nullptr;
  std::size_t listener = 0;                  ///< that the client came through
  Authentication* authentication = nullptr;  ///< of the connection; only its own handlers need it
  ClientConnection connection = {};
  std::size_t room = kMostAnswer;  ///< for records in the answer
  std::size_t answer_bytes = 0;    ///< as far as take() was told
  /// Before so much is added to the answer. False: it would become too large; the handler ends, and
  /// the client is turned away, whatever the answer says.
  bool take(std::size_t bytes) {
    answer_bytes += bytes;
    return !overflows();
  }
  bool overflows() const { return answer_bytes > kMostAnswer; }

  /// What this client is told of a node: it must reach it the way that it reached us.
  std::string host_of(const Node& one) const {
    const std::string& host = listener == 0 ? one.host : one.further[listener - 1].host;
    return host.empty() ? reached_at : host;
  }
  std::uint16_t port_of(const Node& one) const {
    return listener == 0 ? one.port : one.further[listener - 1].port;
  }
  /// An error that was asked for, for the whole request, or what it asks of this group or
  /// transactional id; for a partition, or, with -1, its topic.
  Error fault(const std::string& group = "", const std::string& transaction = "") const {
    return plan ? plan->error(group, transaction) : Error::kNone;
  }
  Error fault_at(const std::string& topic, std::int32_t partition = -1) const {
    return plan ? plan->error_at(topic, partition) : Error::kNone;
  }
  /// Is the node that was asked the one that is in charge of this group or transactional id?
  bool coordinates(const std::string& key) const { return broker.coordinator_of(key) == node; }
  /// What is wrong with asking this node about this group.
  Error check_group(const std::string& group) const {
    if (group.empty()) return Error::kInvalidGroupId;
    if (const Error error = fault(group); error != Error::kNone) return error;
    return coordinates(group) ? Error::kNone : Error::kNotCoordinator;
  }
};

/// The one answer to a request; may be given later, and does nothing once the client is gone.
class Responder {
 public:
  struct Outgoing {
    enum class Kind { kFrame, kNothing, kClose } kind = Kind::kNothing;
    std::string text;  ///< the frame, or why the connection is closed
    /// Called when the frame leaves for the client; never, when faults keep it for good or the
    /// client is gone before.
    std::function<void()> leaves = nullptr;
  };
  /// `head`: what stands in front of the body on the wire, with four bytes for the size.
  Responder(std::string head, std::function<void(Outgoing)> give, std::int32_t throttle_ms = 0)
      : head_(std::move(head)), give_(std::move(give)), throttle_ms_(throttle_ms) {}

  const std::string& head() const { return head_; }
  /// What the client is told that it has to wait for; 0: nothing.
  std::int32_t throttle_ms() const { return throttle_ms_; }
  /// Head and body in one.
  void send(std::string frame, std::function<void()> leaves = nullptr) const {
    give_({Outgoing::Kind::kFrame, std::move(frame), std::move(leaves)});
  }
  void nothing() const { give_({Outgoing::Kind::kNothing, {}}); }
  void close(std::string why) const { give_({Outgoing::Kind::kClose, std::move(why)}); }

 private:
  std::string head_;
  std::function<void(Outgoing)> give_;
  std::int32_t throttle_ms_;
};

/// The answer as a message; keeps the version it must be written in.
template <class Response>
class Reply {
 public:
  Reply(Responder answer, int version) : answer_(std::move(answer)), version_(version) {}
  /// `leaves`: see Responder::Outgoing.
  void operator()(const Response& response, std::function<void()> leaves = nullptr) const {
    std::string frame = answer_.head();
    if (answer_.throttle_ms() > 0)
      encode_throttled(response, frame);
    else
      protocol::encode(response, version_, frame);
    answer_.send(std::move(frame), std::move(leaves));
  }
  const Responder& raw() const { return answer_; }

 private:
  template <class Any>
  void encode_throttled(Any response, std::string& frame) const {
    if constexpr (requires { response.throttle_time_ms; })
      response.throttle_time_ms = answer_.throttle_ms();
    protocol::encode(response, version_, frame);
  }

  Responder answer_;
  int version_;
};

/// A handler as the table sees it.
struct Served {
  /// Reads the body, calls the handler and answers; error: the body could not be read. The body
  /// must stay only for the call.
  base::Status (*serve)(Context& context, std::string_view body, const Responder& answer);
  const protocol::Message& (*request)();
  const protocol::Message& (*response)();
};

namespace detail {

template <class Handler>
struct Signature;
/// Answers at once.
template <class Req, class Res>
struct Signature<Res (*)(Context&, const Req&)> {
  using Request = Req;
  using Response = Res;
  template <auto kHandler>
  static base::Status serve(Context& context, std::string_view body, const Responder& answer) {
    const auto request = protocol::decode<Req>(body, context.version, kMostElements);
    if (!request) return request.error();
    const Res response = kHandler(context, *request);
    if (context.overflows())
      answer.close(std::string(Req::message().name) + " asks for more than an answer may hold");
    else
      Reply<Res>(answer, context.version)(response);
    return {};
  }
};
/// Answers when it likes.
template <class Req, class Res>
struct Signature<void (*)(Context&, const Req&, Reply<Res>)> {
  using Request = Req;
  using Response = Res;
  template <auto kHandler>
  static base::Status serve(Context& context, std::string_view body, const Responder& answer) {
    const auto request = protocol::decode<Req>(body, context.version, kMostElements);
    if (!request) return request.error();
    kHandler(context, *request, Reply<Res>(answer, context.version));
    return {};
  }
};

}  // namespace detail

/// A handler of either form.
template <auto kHandler>
constexpr Served served_by() {
  using Of = detail::Signature<decltype(kHandler)>;
  return {&Of::template serve<kHandler>, &Of::Request::message, &Of::Response::message};
}

}  // namespace ricochet::bus::broker::api
