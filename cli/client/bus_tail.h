#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ricochet::cli {

/// `ricochet tail --bus`.
struct BusTailOptions {
  std::string bus;  ///< host:port[,host:port]
  std::vector<std::string> topics;
  std::vector<std::string> properties;  ///< NAME=VALUE, of librdkafka
  bool json = false;
  bool from_beginning = false;
  std::uint64_t count = 0;  ///< ends after so many; 0: never
};

/// Prints the records of topics as they come, until it has enough, is interrupted, or reading
/// fails. Nothing is made at the broker, nothing committed. Returns the exit code.
int bus_tail(const BusTailOptions& options);

}  // namespace ricochet::cli
