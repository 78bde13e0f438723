#pragma once
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "bus/bus.h"

namespace ricochet::runner {

/// Keeps records of the bus from the log: those that we publish besides what a scenario does must
/// not be counted by its expectations. A record may be read back before its publisher is told where
/// it stands, so meanwhile its topic is held.
class HiddenRecords {
 public:
  /// Until release(), which is called as often.
  void hold(const std::string& topic);
  /// This one is never shown.
  void hide(const bus::Position& where);
  /// What was held and is to be shown, in order; nothing while others hold the topic.
  std::vector<bus::Record> release(const std::string& topic);

  /// False: it is held or hidden.
  bool shows(const bus::Record& record);

 private:
  using Place = std::tuple<std::string, std::int32_t, std::int64_t>;
  struct Held {
    int holders = 0;
    std::vector<bus::Record> records;
  };
  static Place place_of(const bus::Record& record) {
    return {record.topic, record.partition, record.offset};
  }

  std::map<std::string, Held> held_;
  std::set<Place> hidden_;
};

}  // namespace ricochet::runner
