#pragma once
#include <optional>
#include <string>

#include "match/message.h"
#include "stubserver/response/text_value.h"

namespace ricochet::stubserver {

/// Where a call of a stub goes: an http or https URL, fixed or a template. Immutable.
class TargetUrl {
 public:
  /// Findings (also a fixed text that is no URL) go to the reader's list, nullopt then.
  static std::optional<TargetUrl> compile(const base::JsonReader& value);

  /// Failures: kBadRequest when a template makes no URL of what the client sent.
  base::Result<std::string> url(const Moment& moment) const;

 private:
  std::optional<TextValue> text_;
};

/// The URL with the request's query behind its own, if it has one.
std::string with_query(std::string url, const std::string& query);

/// Which requests a batch proxy passes on, and where to: the prefix `from` of the path is replaced
/// by `to`.
class PathSwap {
 public:
  /// Reads `from` (a path) and `to` (a URL) of `object`. `context`, of a settings file, stands
  /// before `from`. Findings go to the reader's list, nullopt then.
  static std::optional<PathSwap> compile(const base::JsonReader& object,
                                         const std::string& context);

  /// With the context.
  const std::string& from() const { return from_; }
  const std::string& to() const { return to_; }
  /// Without the query. nullopt: the path does not begin with `from`.
  std::optional<std::string> url(const match::Request& request) const;

 private:
  std::string from_;
  std::string to_;
};

}  // namespace ricochet::stubserver
