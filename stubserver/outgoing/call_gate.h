#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/loop.h"
#include "base/result.h"
#include "http/client.h"
#include "http/outbound.h"
#include "match/message.h"
#include "stubserver/model/quota_counter.h"

namespace ricochet::stubserver {

/// What keeps the calls of stub servers from going where nobody meant them to, and from going on
/// for ever: a proxy may lead back to its own server, a callback may cause the next one.
struct CallRules {
  /// Where calls may lead whose place the files of the server do not name: sessions that came over
  /// the control API, and templates that take the host from the request. nullptr: on this machine.
  std::shared_ptr<const http::OutboundTargets> targets = nullptr;
  std::size_t under_way = 10'000;  ///< at once
  std::size_t depth = 100;         ///< calls that led to each other, through our own servers
  std::size_t callbacks = 1'000;   ///< of `on`, in a second
};

/// A call that is to be made.
struct OutgoingCall {
  std::string url;
  bool named = false;       ///< its place stands in a file of the server
  bool callback = false;    ///< of `on`; a proxied one is paced by who asks
  std::uint64_t depth = 0;  ///< of the request that it is made for: CallGate::depth_of()
};

/// The gate through which every call of a stub server leaves. One for all servers of a program, so
/// that it sees calls from one to the other. On the loop's thread.
class CallGate : public std::enable_shared_from_this<CallGate> {
 public:
  CallGate(const base::Loop& loop, CallRules rules);

  /// A call that was let through; kept as long as it runs.
  class Passage {
   public:
    Passage(std::shared_ptr<CallGate> gate, std::uint64_t depth);
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;
    ~Passage();

   private:
    friend class CallGate;
    void leaves_from(std::string address);
    std::shared_ptr<CallGate> gate_;
    std::uint64_t depth_;
    std::string from_;
  };

  /// Errors: stub/target-not-allowed, stub/calls-itself, stub/too-many-calls, each with the flag
  /// that changes it.
  base::Result<std::shared_ptr<Passage>> admit(const OutgoingCall& call);
  /// Lets the gate recognise the call should it come back to a server of ours. Before fetch().
  static void watch(const std::shared_ptr<Passage>& passage, http::ClientRequest& request);

  /// How many calls of ours led to this request, one causing the next; 0: it came from outside. A
  /// header would tell, too, but the service under test would see it.
  std::uint64_t depth_of(const match::Request& request) const;

  std::size_t under_way() const { return under_way_; }
  std::uint64_t refused() const { return refused_; }  ///< since the start

 private:
  base::Status check(const OutgoingCall& call);

  const base::Loop& loop_;
  CallRules rules_;
  QuotaCounter callbacks_;
  std::size_t under_way_ = 0;
  std::uint64_t refused_ = 0;
  std::unordered_map<std::string, std::uint64_t> depths_;  ///< by the address that a call is from
};

}  // namespace ricochet::stubserver
