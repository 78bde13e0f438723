#pragma once
#include <memory>
#include <utility>

namespace ricochet::base {

/// Says whether its owner is still there. A member of whoever hands out callbacks that may outlive
/// it:
///
///     loop_.post(alive_.guarded([this] { go_on(); }));
///
/// Not copied and not moved, as the `this` of such callbacks would be another one. A guard may be
/// held, copied and dropped on any thread; it is asked on the owner's thread only.
class Alive {
 public:
  /// True while the owner lives, and has not called renew() since the guard was made.
  class Guard {
   public:
    explicit operator bool() const { return !token_.expired(); }

   private:
    friend class Alive;
    explicit Guard(std::weak_ptr<const char> token) : token_(std::move(token)) {}
    std::weak_ptr<const char> token_;
  };

  Alive() = default;
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;

  /// For code that runs on while callbacks may end its owner: ask before touching a member again.
  Guard guard() const { return Guard(token_); }

  /// `task`, which does nothing once the owner is gone; takes what the task takes, returns nothing.
  template <class Task>
  auto guarded(Task task) const {
    return [guard = guard(), task = std::move(task)](auto&&... args) mutable {
      if (guard) task(std::forward<decltype(args)>(args)...);
    };
  }

  /// All guards so far end, as if the owner had gone; those made from now on do not.
  void renew() { token_ = std::make_shared<const char>(); }

 private:
  std::shared_ptr<const char> token_ = std::make_shared<const char>();
};

}  // namespace ricochet::base
