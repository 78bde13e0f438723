#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/loop.h"
#include "bus/broker/errors.h"
#include "bus/broker/sink.h"

namespace ricochet::bus::broker {

/// The connection that a member speaks through: whether there still is one, and from which port of
/// its machine it comes, by which the process can be found that has it.
class ClientConnection {
 public:
  ClientConnection() = default;
  ClientConnection(std::weak_ptr<const void> connection, std::uint16_t peer_port)
      : connection_(std::move(connection)), peer_port_(peer_port), known_(true) {}
  bool known() const { return known_; }
  bool closed() const { return known_ && connection_.expired(); }
  std::uint16_t peer_port() const { return peer_port_; }  ///< 0: not known

 private:
  std::weak_ptr<const void> connection_;
  std::uint16_t peer_port_ = 0;
  bool known_ = false;
};

struct GroupProtocol {
  std::string name;
  std::string metadata;
  bool operator==(const GroupProtocol&) const = default;
};

struct JoinRequest {
  std::string member_id;
  std::string instance_id;  ///< "": a dynamic member
  Client client;
  ClientConnection connection = {};
  base::Duration session{};
  base::Duration rebalance{};
  std::string protocol_type;
  std::vector<GroupProtocol> protocols;  ///< the member's favourite first
  bool needs_known_id = false;           ///< from JoinGroup v4 on
  bool skips_assignment = false;         ///< from v9 on
};

struct JoinAnswer {
  struct Entry {
    std::string id;
    std::string instance_id;
    std::string metadata;
  };
  Error error = Error::kNone;
  std::int32_t generation = -1;
  std::string protocol_type, protocol;
  std::string leader;
  std::string member_id;
  bool skip_assignment = false;
  std::vector<Entry> members;  ///< for the leader
};

struct SyncRequest {
  std::string member_id;
  std::string instance_id;
  std::int32_t generation = -1;
  bool names_protocol = false;  ///< from SyncGroup v5 on; null is a name that does not fit
  std::optional<std::string> protocol_type = std::nullopt, protocol = std::nullopt;
  std::vector<std::pair<std::string, std::string>> assignments = {};  ///< member id -> bytes
  /// Of a member that is named twice the last.
  std::map<std::string_view, const std::string*> by_member() const {
    std::map<std::string_view, const std::string*> parts;
    for (const auto& [id, assignment] : assignments) parts[id] = &assignment;
    return parts;
  }
};

/// By its id, its instance, or both.
struct LeavingMember {
  std::string_view id;
  std::string_view instance;
};

struct SyncAnswer {
  Error error = Error::kNone;
  std::string assignment;
};

}  // namespace ricochet::bus::broker
