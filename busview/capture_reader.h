#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "base/loop.h"
#include "bus/bus.h"
#include "journal/capture_log.h"

namespace ricochet::busview {

/// Reads what CapturePublisher wrote into a log, in the order in which it is read: each record gets
/// the next number and an id of this log, and names where it came from (Record::origin). A record
/// that comes twice counts once. What is not such a record is counted and told once. The log and
/// the bus, which reads that topic alone, must outlive it.
class CaptureReader {
 public:
  using Talk = std::function<void(const std::string& line)>;
  static constexpr std::size_t kMaxBins = 10'000;  ///< records for one more are refused
  CaptureReader(base::Loop& loop, journal::CaptureLog& log, bus::Bus& bus, Talk talk);
  ~CaptureReader();
  CaptureReader(const CaptureReader&) = delete;
  CaptureReader& operator=(const CaptureReader&) = delete;

  std::uint64_t taken() const { return taken_; }
  std::uint64_t repeated() const { return repeated_; }
  std::uint64_t refused() const { return refused_; }  ///< no record of ours

 private:
  void take(const bus::Record& record);
  void refuse(const bus::Record& record, const std::string& why);

  base::Loop& loop_;
  journal::CaptureLog& log_;
  bus::Bus& bus_;
  Talk talk_;
  /// The last gseq of each bin of each instance: records of a bin keep their order in the topic.
  std::map<std::pair<std::string, std::string>, std::uint64_t> last_;
  std::uint64_t taken_ = 0, repeated_ = 0, refused_ = 0;
};

}  // namespace ricochet::busview
