#include "match/template/eval/member_index.h"

#include "base/json/json.h"

namespace ricochet::match::tpl {

namespace {

constexpr std::size_t kBytesOfMember = 64;

}  // namespace

Datum MemberIndex::find(const Value& object, const std::string& key, Tools& tools) {
  const auto* json = object.json();
  auto known = known_.find(json);
  if (known == known_.end()) {
    tools.charge(kBytesOfMember * json->size());
    known = known_.emplace(json, Known{object, {}}).first;
    for (auto it = json->begin(); it != json->end(); ++it)
      known->second.by_name.emplace(it.key(), &*it);
  }
  const auto& by_name = known->second.by_name;
  const auto at = by_name.find(key);
  return at == by_name.end() ? Datum() : Datum::of(object.part(*at->second));
}

}  // namespace ricochet::match::tpl
