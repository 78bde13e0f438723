#pragma once
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/capture_log.h"
#include "match/message.h"

namespace ricochet::requestbin {

/// The bins that a call was probably meant for whose path names none, but `name`: they stand
/// further behind in it ("/v1/orders": the bin `orders`), or are called nearly so ("/photo": the
/// bin `photos`). Names that differ by their digits only are different ones. Empty: nobody can say,
/// or the path is one of the server itself.
std::vector<std::string> bins_meant(const journal::CaptureLog& log, const std::string& name,
                                    std::string_view path);

/// What browsers, crawlers and probes ask of every server ("/favicon.ico", "GET /health"): it is
/// not a call to a bin. `name`: the bin that its path names.
bool is_asked_of_everybody(const match::Request& request, std::string_view name);

/// Names of bins that went: a late call to one of them was meant for that one. The newest kMax.
class GoneBins {
 public:
  static constexpr std::size_t kMax = 1000;
  void add(const std::string& name);
  bool contains(const std::string& name) const { return names_.contains(name); }

 private:
  std::set<std::string> names_;
  std::deque<std::string> order_;
};

}  // namespace ricochet::requestbin
