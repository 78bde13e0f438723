#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json/reader.h"

namespace ricochet::stubserver {

/// Finds sessions that can never answer, because an earlier one takes every request that they
/// would: each condition of the earlier `request` stands in the later one too. Only a warning,
/// since Moco loads such files. Sound, not complete: it compares texts, not languages.
class ShadowCheck {
 public:
  ShadowCheck();
  ~ShadowCheck();
  /// `request` is the session's; call in the order in which sessions are tried.
  void add(const base::JsonReader& session, const base::JsonReader& request);
  /// Sessions without `request` answer together; of their bodies the first is sent.
  void add_any(const base::JsonReader& session, bool sets_body);

 private:
  struct Seen;
  using Group = std::vector<Seen>;
  static const Seen* shadow_in(const Group& group, const base::Json& request);

  std::unordered_map<std::string, Group> by_uri_;  ///< by the text of `uri`, empty for none
  std::string any_body_;
};

}  // namespace ricochet::stubserver
