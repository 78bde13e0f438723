#pragma once
#include <cstddef>
#include <string>
#include <utility>

#include "base/text/text.h"

namespace ricochet::bus::broker {

/// Bytes that things of one kind hold together: all records, or all else that clients make the
/// broker keep.
struct Memory {
  std::size_t limit = 0;
  std::size_t used = 0;
  std::size_t reserved = 0;  ///< for what will be written in any case: the ends of transactions
  /// It has been told that something did not fit; once for each time that it is full.
  bool told_full = false;
  bool refused = false;  ///< since news() was asked
  bool fits_at_all(std::size_t bytes) const { return bytes <= limit; }
  bool has_room(std::size_t bytes) const {
    return fits_at_all(bytes) && used + reserved <= limit - bytes;
  }
  /// The same, for what is refused when there is none.
  bool admit(std::size_t bytes) {
    if (has_room(bytes)) {
      told_full = false;
      return true;
    }
    refused = true;
    return false;
  }
  /// Something was refused, and this is the first time since it is full.
  bool news() { return std::exchange(refused, false) && !std::exchange(told_full, true); }
};

/// Why something was refused, when it is the memory of all but records.
inline std::string why_state_is_full(const Memory& state) {
  return "the broker is full: it holds " + base::format_bytes(state.limit) +
         " of topics, groups, commits and transactions at most; delete some, or give it more by "
         "--state-memory";
}

/// What one thing takes of a Memory; goes back with it. Whoever makes it larger has asked
/// Memory::admit() before. Without a memory it counts nothing.
class Charge {
 public:
  explicit Charge(Memory* memory = nullptr) : memory_(memory) {}
  Charge(Charge&& other) noexcept
      : memory_(std::exchange(other.memory_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  Charge& operator=(Charge&& other) noexcept {
    end();
    memory_ = std::exchange(other.memory_, nullptr);
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
  }
  ~Charge() { end(); }

  void set(std::size_t bytes) {
    if (memory_ == nullptr) return;
    memory_->used = memory_->used - bytes_ + bytes;
    bytes_ = bytes;
  }
  void grow(std::size_t bytes) { set(bytes_ + bytes); }
  void shrink(std::size_t bytes) { set(bytes_ - bytes); }
  /// Gives it back for good: the thing may outlive the memory.
  void end() {
    set(0);
    memory_ = nullptr;
  }
  Memory* memory() const { return memory_; }
  bool admit(std::size_t bytes) const { return memory_ == nullptr || memory_->admit(bytes); }

 private:
  Memory* memory_;
  std::size_t bytes_ = 0;
};

}  // namespace ricochet::bus::broker
