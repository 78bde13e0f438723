#include <algorithm>

#include "base/text/printable.h"
#include "match/template/model/builtin.h"
#include "match/text/collation.h"

namespace ricochet::match::tpl {

namespace {

/// What one item is sorted by. All of a list are of one kind.
struct Key {
  Datum value;
  CollationKey text;
  std::size_t place = 0;
};

bool before(const Key& a, const Key& b) {
  if (a.value.text() != nullptr) return a.text < b.text;
  if (const auto* number = a.value.number())
    return number->value.compare(b.value.number()->value) < 0;
  if (const auto* moment = a.value.moment()) return moment->millis < b.value.moment()->millis;
  return !*a.value.boolean() && *b.value.boolean();
}

int kind(const Datum& d) {
  return d.text() != nullptr      ? 1
         : d.number() != nullptr  ? 2
         : d.moment() != nullptr  ? 3
         : d.boolean() != nullptr ? 4
                                  : 0;
}

Datum sorted(const BuiltinCall& c, const std::vector<std::string>& path) {
  const auto list = c.list();
  std::vector<Key> keys;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto value = list->at(i);
    for (const auto& name : path) {
      const auto* hash = value.hash();
      if (hash == nullptr)
        c.fail("needs objects, item " + std::to_string(i) + " is " + kind_of(value), "");
      auto member = hash->get(name);
      if (!member || member->missing())
        c.fail("found nothing at " + base::in_quotes(name) + " of item " + std::to_string(i), "");
      value = std::move(*member);
    }
    if (kind(value) == 0 || (i > 0 && kind(value) != kind(keys[0].value)))
      c.fail("needs strings, numbers, dates or booleans, all of one kind; item " +
                 std::to_string(i) + " is " + kind_of(value),
             "");
    Key key{value, {}, i};
    if (value.text() != nullptr) {
      key.text = collation_key(*value.text());
      c.charge(8 * value.text()->size());
    }
    c.charge(64 * (1 + path.size()));
    keys.push_back(std::move(key));
  }
  std::stable_sort(keys.begin(), keys.end(), before);
  Items out;
  for (const auto& key : keys) out.push_back(list->at(key.place));
  return c.made(std::move(out));
}

Datum sort(const BuiltinCall& c) { return sorted(c, {}); }

/// By a member, or by the path to one: ['a', 'b'].
Datum sort_by(const BuiltinCall& c) {
  if (const auto* name = c.args[0].text()) return sorted(c, {*name});
  const auto list = c.args[0].sequence();
  if (!list)
    c.fail("needs the name of a member, got " + kind_of(c.args[0]), "write ?sort_by('id')");
  std::vector<std::string> path;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto name = list->at(i);
    if (name.text() == nullptr) c.fail("needs names of members, got " + kind_of(name), "");
    path.push_back(*name.text());
  }
  return sorted(c, path);
}

constexpr Builtin kSortTable[] = {
    {"sort", 0, 0, sort},
    {"sort_by", 1, 1, sort_by},
};

}  // namespace

std::span<const Builtin> builtins_that_sort() { return kSortTable; }

}  // namespace ricochet::match::tpl
