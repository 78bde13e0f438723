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

/// Which requests a batch proxy passes on, and where to: what lies below `from` is asked below
/// `to`. Both end in a slash, written or not (Moco), so neither `/pets` lies below `/p` nor does
/// the rest of a path become part of a host. A query of `to` goes behind the path.
class PathSwap {
 public:
  /// Reads `from` (a path) and `to` (a URL) of `object`. `context`, of a settings file, stands
  /// before `from`. Findings go to the reader's list, nullopt then.
  static std::optional<PathSwap> compile(const base::JsonReader& object,
                                         const LoadOptions& options);

  /// With the context: "/a/".
  const std::string& from() const { return from_; }
  /// Without the request's query. `from` itself, without the slash, is asked as `to` is written
  /// (ours). nullopt: the path is not below `from`.
  std::optional<CallTarget> target(const match::Request& request) const;

 private:
  std::string from_;
  std::string to_;       ///< "http://h/b/"
  std::string itself_;   ///< as it is written: "http://h/b"
  std::string queries_;  ///< of `to`, with its question mark, or empty
  bool listed_ = false;  ///< came over the control API: the list is asked for each call
};

}  // namespace ricochet::stubserver
