#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "bus/broker/broker.h"
#include "bus/protocol/codec.h"

namespace ricochet::bus::broker {
class Authentication;
}

namespace ricochet::bus::broker::api {

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
  Authentication* authentication = nullptr;  ///< of the connection; only its own handlers need it

  std::string host_of(const Node& one) const { return one.host.empty() ? reached_at : one.host; }
  /// Is the node that was asked the one that is in charge of this group or transactional id?
  bool coordinates(const std::string& key) const { return broker.coordinator_of(key) == node; }
  /// What is wrong with asking this node about this group.
  Error check_group(const std::string& group) const {
    if (group.empty()) return Error::kInvalidGroupId;
    return coordinates(group) ? Error::kNone : Error::kNotCoordinator;
  }
};

/// The one answer to a request; may be given later, and does nothing once the client is gone.
class Answer {
 public:
  struct Outcome {
    enum class Kind { kFrame, kNothing, kClose } kind = Kind::kNothing;
    std::string text;  ///< the frame, or why the connection is closed
  };
  /// `head`: what stands in front of the body on the wire, with four bytes for the size.
  Answer(std::string head, std::function<void(Outcome)> give)
      : head_(std::move(head)), give_(std::move(give)) {}

  const std::string& head() const { return head_; }
  /// Head and body in one.
  void send(std::string frame) const { give_({Outcome::Kind::kFrame, std::move(frame)}); }
  void nothing() const { give_({Outcome::Kind::kNothing, {}}); }
  void close(std::string why) const { give_({Outcome::Kind::kClose, std::move(why)}); }

 private:
  std::string head_;
  std::function<void(Outcome)> give_;
};

/// The answer as a message; keeps the version it must be written in.
template <class Response>
class Reply {
 public:
  Reply(Answer answer, int version) : answer_(std::move(answer)), version_(version) {}
  void operator()(const Response& response) const {
    std::string frame = answer_.head();
    protocol::encode(response, version_, frame);
    answer_.send(std::move(frame));
  }
  const Answer& raw() const { return answer_; }

 private:
  Answer answer_;
  int version_;
};

/// A handler as the table sees it.
struct Served {
  /// Reads the body, calls the handler and answers; error: the body could not be read. The body
  /// must stay only for the call.
  base::Status (*serve)(Context& context, std::string_view body, const Answer& answer);
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
  static base::Status serve(Context& context, std::string_view body, const Answer& answer) {
    const auto request = protocol::decode<Req>(body, context.version);
    if (!request) return request.error();
    Reply<Res>(answer, context.version)(kHandler(context, *request));
    return {};
  }
};
/// Answers when it likes.
template <class Req, class Res>
struct Signature<void (*)(Context&, const Req&, Reply<Res>)> {
  using Request = Req;
  using Response = Res;
  template <auto kHandler>
  static base::Status serve(Context& context, std::string_view body, const Answer& answer) {
    const auto request = protocol::decode<Req>(body, context.version);
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
