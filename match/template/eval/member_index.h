#pragma once
#include <string>
#include <string_view>
#include <unordered_map>

#include "match/template/model/builtin.h"
#include "match/template/model/scope.h"

namespace ricochet::match::tpl {

/// Members of large JSON objects by name, for one rendering: else each look goes through all of
/// them.
class MemberIndex {
 public:
  /// Members from which on an object is worth it.
  static constexpr std::size_t kMany = 32;

  /// A member of a JSON object; missing: there is none. Charges for the object once.
  Datum find(const Value& object, const std::string& key, Tools& tools);

 private:
  struct Known {
    Value object;  ///< kept, so that its address never stands for another one
    std::unordered_map<std::string_view, const base::Json*> by_name;
  };
  std::unordered_map<const base::Json*, Known> known_;
};

}  // namespace ricochet::match::tpl
