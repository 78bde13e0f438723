#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "awaits/correlation.h"
#include "bus/bus.h"
#include "http/client_request.h"
#include "match/subject.h"
#include "match/text/regex/regex.h"
#include "runner/model/scope_spec.h"

namespace ricochet::runner {

/// Puts the mark of a scenario where the "scope" of its suite says, and finds the values that stand
/// there. Immutable.
class MarkPlaces {
 public:
  /// `spec` as read_scope() has it.
  explicit MarkPlaces(const ScopeSpec& spec);

  /// What stands at the places, in their order. In passing (match::Work) it falls short of a large
  /// body.
  std::vector<std::string> values_of(const match::Subject& subject) const;
  /// Puts the mark at each place that is free. Where a value stands already it stays and is given
  /// back: it is a mark of its sender, too. What has no such place (no JSON object) is left as it
  /// is.
  std::vector<std::string> put(const std::string& mark, bus::Record& record) const;
  std::vector<std::string> put(const std::string& mark, http::ClientRequest& request) const;

  /// Whether a text has room for the mark at "json_path", or a value stands there.
  static bool has_place(const ScopeSpec& spec, const std::string& text);

 private:
  std::string header_value(const std::string& mark) const;
  void put_into_json(const std::string& mark, std::string& text,
                     std::vector<std::string>& found) const;
  std::optional<std::string> in_target(const std::string& target) const;
  std::vector<std::string> found_in_header(const std::string& value) const;

  ScopeSpec spec_;
  std::vector<std::string> json_names_;
  std::vector<std::shared_ptr<const awaits::Correlation>> places_;  ///< all but the URI
  std::optional<match::Regex> uri_;
};

}  // namespace ricochet::runner
