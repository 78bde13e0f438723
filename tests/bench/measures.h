#pragma once
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

// What ci/bench bus measures, of any broker of the Kafka protocol at "127.0.0.1:PORT". Times are
// in milliseconds. A broker that does not do as it should ends the program with a message.
namespace ricochet::bench {

using Clock = std::chrono::steady_clock;

inline double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// `part` of the values are not above it.
inline double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values.at(std::min(values.size() - 1,
                            static_cast<std::size_t>(part * static_cast<double>(values.size()))));
}

[[noreturn]] void give_up(const std::string& why);
std::string fresh_name(const std::string& name);

// With a client of raw bytes.
void make_topic(const std::string& address, const std::string& name, int partitions);
/// A group of one, from the first byte of its first request to its assignment.
double first_assignment(const std::string& address);
/// A second member comes to a group that stands: until both have their new assignments.
double two_member_join(const std::string& address);
/// From the last byte of a Produce written to the first byte of the answer to a parked Fetch.
std::vector<double> publish_to_fetch(const std::string& address, int count);
/// Opens so many connections, asks each for versions; returns how many answered.
int connections(const std::string& address, int count);

// With librdkafka.
double native_first_assignment(const std::string& address);
double native_two_member_join(const std::string& address);
std::vector<double> native_publish_to_poll(const std::string& address, int count);
/// Records per second, acknowledged by all.
double native_throughput(const std::string& address, std::size_t bytes, int count);

}  // namespace ricochet::bench
