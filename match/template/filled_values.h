#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/result.h"

namespace ricochet::match {

/// Part of the Findings about one subject: what templates came to: filled in by a worker ahead of
/// time, so that who decides on the loop only puts it together. Not thread-safe: handed over with
/// its subject.
class FilledValues {
 public:
  /// What `fill` (-> base::Result<std::string>) makes of the template that `key` stands for, or has
  /// made of it before. What is large is given away, not copied: asked for once more, it is filled
  /// in anew.
  template <class Fill>
  base::Result<std::string> once(const std::shared_ptr<const void>& key, const Fill& fill) {
    const auto found = known_.find(key.get());
    if (found == known_.end()) {
      auto made = fill();
      known_.emplace(key.get(), Entry{key, made});
      return made;
    }
    if (!found->second.text || found->second.text->size() < kLarge) return found->second.text;
    auto text = std::move(found->second.text);
    known_.erase(found);
    return text;
  }

 private:
  static constexpr std::size_t kLarge = 64u << 10;
  struct Entry {
    std::shared_ptr<const void> key;  ///< lives as long, so that no other one has its address
    base::Result<std::string> text;
  };
  std::map<const void*, Entry> known_;
};

}  // namespace ricochet::match
