#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bus/broker/group_requests.h"

namespace ricochet::bus::broker {

/// How many members of a group offer each protocol: what all of them have in common is found
/// without comparing each with each.
class OfferedProtocols {
 public:
  void add(const std::vector<GroupProtocol>& protocols) {
    for (const auto name : names_of(protocols)) ++members_[std::string(name)];
  }
  void remove(const std::vector<GroupProtocol>& protocols) {
    for (const auto name : names_of(protocols)) {
      const auto it = members_.find(name);
      if (it != members_.end() && --it->second == 0) members_.erase(it);
    }
  }
  std::size_t members_with(const std::string& protocol) const {
    const auto it = members_.find(protocol);
    return it == members_.end() ? 0 : it->second;
  }

 private:
  /// A member may name one twice.
  static std::set<std::string_view> names_of(const std::vector<GroupProtocol>& protocols) {
    std::set<std::string_view> names;
    for (const auto& one : protocols) names.insert(one.name);
    return names;
  }

  std::map<std::string, std::size_t, std::less<>> members_;
};

}  // namespace ricochet::bus::broker
