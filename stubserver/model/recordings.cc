#include "stubserver/model/recordings.h"

namespace ricochet::stubserver {

namespace {

std::size_t size_of(const Recording& recording) {
  const match::Request& request = recording.request;
  std::size_t bytes = sizeof(Recording) + request.body.size() + 2 * request.target.size();
  for (const auto* fields : {&request.headers, &request.queries}) {
    for (const auto& field : *fields)
      bytes += sizeof(field) + field.name.size() + field.value.size();
  }
  return bytes;
}

}  // namespace

/// The length in front keeps ("a", "bc") and ("ab", "c") apart.
std::string Recordings::key_of(const std::string& group, const std::string& identifier) {
  return std::to_string(group.size()) + ":" + group + identifier;
}

void Recordings::put(const std::string& group, const std::string& identifier, Recording recording) {
  const std::string key = key_of(group, identifier);
  if (const auto it = by_key_.find(key); it != by_key_.end()) erase(it->second);
  const std::size_t bytes = size_of(recording) + 2 * key.size();
  entries_.push_back(
      Entry{group, identifier, std::make_shared<const Recording>(std::move(recording)), bytes});
  by_key_[key] = std::prev(entries_.end());
  bytes_ += bytes;
  while (entries_.size() > 1 && (entries_.size() > kMaxCount || bytes_ > kMaxBytes)) {
    erase(entries_.begin());
    ++dropped_;
  }
}

void Recordings::erase(Entries::iterator entry) {
  bytes_ -= entry->bytes;
  by_key_.erase(key_of(entry->group, entry->identifier));
  entries_.erase(entry);
}

std::shared_ptr<const Recording> Recordings::find(const std::string& group,
                                                  const std::string& identifier) const {
  const auto it = by_key_.find(key_of(group, identifier));
  return it == by_key_.end() ? nullptr : it->second->recording;
}

std::vector<std::string> Recordings::identifiers(const std::string& group,
                                                 std::size_t limit) const {
  std::vector<std::string> out;
  for (auto it = entries_.rbegin(); it != entries_.rend() && out.size() < limit; ++it) {
    if (it->group == group) out.push_back(it->identifier);
  }
  return out;
}

void Recordings::clear() {
  entries_.clear();
  by_key_.clear();
  bytes_ = 0;
  dropped_ = 0;
}

}  // namespace ricochet::stubserver
