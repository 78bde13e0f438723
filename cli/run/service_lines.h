#pragma once
#include <memory>
#include <ostream>
#include <vector>

#include "runner/world/world.h"

namespace ricochet::cli {

/// Shows what the services of a world print, each line behind the name of its service, without
/// secrets: first what they have printed so far. On the loop's thread; both must outlive it.
class ServiceLines {
 public:
  ServiceLines(runner::World& world, std::ostream& out);
  ~ServiceLines();
  ServiceLines(const ServiceLines&) = delete;
  ServiceLines& operator=(const ServiceLines&) = delete;

 private:
  class Follower;
  std::vector<std::unique_ptr<Follower>> followers_;
};

}  // namespace ricochet::cli
