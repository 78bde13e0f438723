#include "requestbin/no_bin.h"

#include <algorithm>
#include <array>

#include "base/text/suggest.h"
#include "base/text/text.h"

namespace ricochet::requestbin {

namespace {

/// First segments, without what is behind a dot.
constexpr std::array<std::string_view, 24> kEverybodys = {"",
                                                          "actuator",
                                                          "ads",
                                                          "apple-touch-icon",
                                                          "apple-touch-icon-precomposed",
                                                          "_health",
                                                          "favicon",
                                                          "health",
                                                          "health-check",
                                                          "healthcheck",
                                                          "healthz",
                                                          "humans",
                                                          "info",
                                                          "live",
                                                          "liveness",
                                                          "livez",
                                                          "metrics",
                                                          "ping",
                                                          "readiness",
                                                          "ready",
                                                          "readyz",
                                                          "robots",
                                                          "sitemap",
                                                          "status"};
/// Those of them that have something below.
constexpr std::array<std::string_view, 7> kTrees = {"actuator", "health",    "health-check", "live",
                                                    "ready",    "readiness", "liveness"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string without_digits(std::string_view name) {
  std::string out = base::to_lower(name);
  std::erase_if(out, [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

/// A slip of who wrote it; "order-7" is not one of "order-8".
bool is_nearly(const std::string& name, const std::string& bin) {
  if (base::iequals(name, bin)) return true;
  return base::suggest(name, {bin}) && without_digits(name) != without_digits(bin);
}

}  // namespace

std::vector<std::string> bins_meant(const journal::CaptureLog& log, const std::string& name,
                                    std::string_view path) {
  std::vector<std::string> meant;
  if (journal::CaptureLog::is_reserved(name)) return meant;
  const auto segments = base::split(path.starts_with('/') ? path.substr(1) : path, '/');
  for (auto& bin : log.names(journal::BinKind::kBin)) {
    const bool behind = std::find(segments.begin() + 1, segments.end(), bin) != segments.end();
    if (behind || is_nearly(name, bin)) meant.push_back(std::move(bin));
  }
  return meant;
}

bool is_asked_of_everybody(const match::Request& request, std::string_view called) {
  const auto& method = request.method;
  if (method != "GET" && method != "HEAD" && method != "OPTIONS") return false;
  const auto name = base::to_lower(called);
  if (!is_one_of(kEverybodys, name)) return false;
  const auto below = request.path.find('/', 1);
  const bool tree =
      name.empty() ? request.path.starts_with("/.well-known") : is_one_of(kTrees, name);
  return tree || below == std::string::npos || below + 1 == request.path.size();
}

void GoneBins::add(const std::string& name) {
  if (!names_.insert(name).second) return;
  order_.push_back(name);
  if (order_.size() <= kMax) return;
  names_.erase(order_.front());
  order_.pop_front();
}

}  // namespace ricochet::requestbin
