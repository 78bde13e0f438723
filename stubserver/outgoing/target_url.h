#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "match/message.h"
#include "stubserver/model/load_options.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

/// The path as it was sent, of an origin-form or absolute-form target.
std::string_view raw_path(std::string_view target);

/// Where one call goes.
struct CallTarget {
  std::string url;
  /// Scheme, host and port stand in a file of the server: whoever started it means this place.
  bool named = false;
};

/// Where a call of a stub goes: an http or https URL, fixed or a template. Immutable.
class TargetUrl {
 public:
  /// Findings (also a fixed text that is not a URL) go to the reader's list, nullopt then.
  static std::optional<TargetUrl> compile(const base::JsonReader& value,
                                          const LoadOptions& options);

  /// Failures: kClientsFault when a template makes no URL of what the client sent.
  base::Result<CallTarget> target(const AnswerInput& input) const;

 private:
  std::optional<TextValue> text_;
  bool listed_ = false;  ///< came over the control API: the list is asked for each call
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
                                         const LoadOptions& options);

  /// With the context.
  const std::string& from() const { return from_; }
  const std::string& to() const { return to_; }
  /// Without the query. nullopt: the path does not begin with `from`. A `to` without a path lets
  /// the rest of the path change the host: that place is not named then.
  std::optional<CallTarget> target(const match::Request& request) const;

 private:
  std::string from_;
  std::string to_;
  bool listed_ = false;  ///< came over the control API: the list is asked for each call
};

}  // namespace ricochet::stubserver
