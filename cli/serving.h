#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/asio_loop.h"
#include "http/server.h"

namespace ricochet::cli {

/// How long a stopped server lets answers end that are on their way.
inline constexpr base::Duration kServeGrace = std::chrono::seconds(2);

/// What a listener of a sub-command is made with. `name` is for its error texts.
http::ServerOptions listen_on(std::string name, std::string bind, std::uint16_t port);

/// Ends what a sub-command serves: part after part, each when the one before has ended, and then
/// the loop. Asked for once more it ends the loop at once. Must outlive
/// what it ends.
class StopOnce {
 public:
  using Part = std::function<void(std::function<void()> done)>;
  explicit StopOnce(base::AsioLoop& loop) : loop_(loop) {}
  StopOnce(const StopOnce&) = delete;
  StopOnce& operator=(const StopOnce&) = delete;

  /// Adds a part, which calls `done` once, also when there is nothing to end.
  void then(Part part) { parts_.push_back(std::move(part)); }
  void operator()();

 private:
  void end(std::size_t part);

  base::AsioLoop& loop_;
  std::vector<Part> parts_;
  bool stopping_ = false;
};

}  // namespace ricochet::cli
