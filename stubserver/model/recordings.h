#pragma once
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "match/message.h"

namespace ricochet::stubserver {

/// A request that `record` has kept, for `replay`.
struct Recording {
  match::Request request;
  std::map<std::string, std::string> path_variables;  ///< what its session's `path` captured
};

/// What `record` keeps in memory: the last request of each group and identifier. Survives a reload
/// of the stub files. Bounded: when there is too much, the recording goes that was written longest
/// ago. On the loop's thread.
class Recordings {
 public:
  static constexpr std::size_t kMaxCount = 10'000, kMaxBytes = 64u << 20;

  void put(const std::string& group, const std::string& identifier, Recording recording);
  /// nullptr: there is none. Whoever makes an answer of it may keep it as long as that takes.
  std::shared_ptr<const Recording> find(const std::string& group,
                                        const std::string& identifier) const;
  /// For messages: at most `limit` identifiers of the group.
  std::vector<std::string> identifiers(const std::string& group, std::size_t limit) const;
  std::uint64_t dropped() const { return dropped_; }
  std::size_t size() const { return entries_.size(); }
  void clear();

 private:
  struct Entry {
    std::string group, identifier;
    std::shared_ptr<const Recording> recording;
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;
  static std::string key_of(const std::string& group, const std::string& identifier);
  void erase(Entries::iterator entry);

  Entries entries_;  ///< the newest last
  std::unordered_map<std::string, Entries::iterator> by_key_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace ricochet::stubserver
