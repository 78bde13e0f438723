#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "bus/protocol/records.h"
#include "tests/net/bus/frames.h"
#include "tests/net/bus/plays/dump.h"

namespace ricochet::bus {

/// A client of raw requests that writes down every answer, without what no two brokers have in
/// common: ids, times, addresses, texts.
class Side {
 public:
  /// "127.0.0.1:9092"
  explicit Side(const std::string& address)
      : client_(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)))) {}

  /// A name that no other run has; the answers that are written down have it without its end.
  std::string name(const std::string& base) const { return base + suffix_; }

  /// Asks once. Records in the answer stay as long as this.
  template <class Response, class Request>
  Response ask(const Request& request, int version) {
    client_.send(frame_of(request, version, ++correlation_, "side"));
    frames_.push_back(read_frame(client_));
    EXPECT_EQ(correlation_of(frames_.back()), correlation_)
        << Request::message().name << " v" << version;
    return body_of<Response>(frames_.back(), version);
  }
  /// Asks and writes the answer down.
  template <class Response, class Request>
  Response tell(const std::string& what, const Request& request, int version) {
    Response response = ask<Response>(request, version);
    write(what, response, version);
    return response;
  }
  /// The same for what a broker that is not alone may put off: asks until `settled`.
  template <class Response, class Request, class Settled>
  Response tell_when(const std::string& what, const Request& request, int version,
                     Settled settled) {
    Response response = ask<Response>(request, version);
    for (int i = 0; i < kTries && !settled(response); ++i)
      response = ask<Response>(request, version);
    write(what, response, version);
    return response;
  }
  /// Writes an answer down.
  template <class Response>
  void write(const std::string& what, const Response& response, int version) {
    lines_.push_back("-- " + what + ": " + Response::message().name + " v" +
                     std::to_string(version));
    for (std::string line : dump(Response::message(), &response, version, masked())) {
      for (auto at = line.find(suffix_); at != std::string::npos; at = line.find(suffix_))
        line.erase(at, suffix_.size());
      if (!is_free(line)) lines_.push_back(line);
    }
  }
  void note(std::string line) { lines_.push_back(std::move(line)); }

  const std::vector<std::string>& lines() const { return lines_; }
  std::vector<std::string> take_lines() { return std::move(lines_); }

  static constexpr int kTries = 20'000;  // reached only when something is broken

 private:
  /// Texts are each broker's own; the time of a batch that was sent twice is told by Kafka only.
  static bool is_free(const std::string& line) {
    return line.find("ErrorMessage") != std::string::npos ||
           line.find("LogAppendTimeMs") != std::string::npos;
  }
  static const std::set<std::string>& masked() {
    static const std::set<std::string> kMasked{"TopicId",
                                               "MemberId",
                                               "Leader",

                                               "Host",
                                               "Port",
                                               "ClusterId",
                                               "NodeId",
                                               "ClientHost",
                                               "ProducerId",

                                               "TransactionStartTimeMs",
                                               "LastTimestamp",
                                               "CoordinatorEpoch",
                                               "NodeEndpoints",
                                               "CurrentLeader",
                                               "LeaderId",
                                               "LeaderEpoch",
                                               "CommittedLeaderEpoch",
                                               "ReplicaNodes",
                                               "IsrNodes",
                                               "ControllerId",
                                               "ThrottleTimeMs"};
    return kMasked;
  }

  test::RawClient client_;
  const std::string suffix_ = "-" + base::secure_token(10);
  std::int32_t correlation_ = 0;
  std::deque<std::string> frames_;
  std::vector<std::string> lines_;
};

}  // namespace ricochet::bus
