#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

using DateKind = Moment::Kind;

bool is_part(const BuiltinCall& c, DateKind kind) {
  return c.target.moment() != nullptr && c.target.moment()->kind == kind;
}

Datum is_string(const BuiltinCall& c) { return Datum(c.target.text() != nullptr); }
Datum is_number(const BuiltinCall& c) { return Datum(c.target.number() != nullptr); }
Datum is_boolean(const BuiltinCall& c) { return Datum(c.target.boolean() != nullptr); }
Datum is_date(const BuiltinCall& c) { return Datum(c.target.moment() != nullptr); }
Datum is_date_only(const BuiltinCall& c) { return Datum(is_part(c, DateKind::kDate)); }
Datum is_time(const BuiltinCall& c) { return Datum(is_part(c, DateKind::kTime)); }
Datum is_datetime(const BuiltinCall& c) { return Datum(is_part(c, DateKind::kDateTime)); }
Datum is_unknown_date_like(const BuiltinCall& c) { return Datum(is_part(c, DateKind::kUnknown)); }
Datum is_sequence(const BuiltinCall& c) { return Datum(c.target.sequence() != nullptr); }
Datum is_hash(const BuiltinCall& c) { return Datum(c.target.hash() != nullptr); }
Datum is_macro(const BuiltinCall& c) {
  return Datum(c.target.callable() != nullptr && c.target.callable()->definition != nullptr);
}
/// A list that is a collection only: what ?matches found is both.
Datum is_collection(const BuiltinCall& c) {
  return Datum(c.target.sequence() != nullptr && c.target.boolean() != nullptr);
}
Datum never_here(const BuiltinCall&) { return Datum(false); }

/// There is something to show.
bool filled(const Datum& d) {
  if (d.missing()) return false;
  if (const auto* text = d.text()) return !text->empty();
  if (const auto list = d.sequence()) return list->size() > 0;
  if (const auto* hash = d.hash()) return hash->size() > 0;
  return true;
}
Datum has_content(const BuiltinCall& c) { return Datum(filled(c.target)); }
Datum exists(const BuiltinCall& c) { return Datum(!c.target.missing()); }
/// What it is, or nothing to show.
Datum if_exists(const BuiltinCall& c) { return c.target.missing() ? Datum::nothing() : c.target; }

constexpr auto kForgiving = Builtin::Kind::kForgiving;
constexpr auto kLazy = Builtin::Kind::kLazy;
constexpr Builtin kTypeTable[] = {
    {"default", 1, kAnyArgs, nullptr, kLazy},
    {"exists", 0, 0, exists, kForgiving},
    {"has_content", 0, 0, has_content, kForgiving},
    {"if_exists", 0, 0, if_exists, kForgiving},
    {"is_boolean", 0, 0, is_boolean},
    {"is_collection", 0, 0, is_collection},
    {"is_collection_ex", 0, 0, never_here},
    {"is_date", 0, 0, is_date},
    {"is_date_like", 0, 0, is_date},
    {"is_date_only", 0, 0, is_date_only},
    {"is_datetime", 0, 0, is_datetime},
    {"is_directive", 0, 0, is_macro},
    {"is_enumerable", 0, 0, is_sequence},
    {"is_hash", 0, 0, is_hash},
    {"is_hash_ex", 0, 0, is_hash},
    {"is_indexable", 0, 0, is_sequence},
    {"is_macro", 0, 0, is_macro},
    {"is_method", 0, 0, never_here},
    {"is_node", 0, 0, never_here},
    {"is_number", 0, 0, is_number},
    {"is_sequence", 0, 0, is_sequence},
    {"is_string", 0, 0, is_string},
    {"is_time", 0, 0, is_time},
    {"is_transform", 0, 0, never_here},
    {"is_unknown_date_like", 0, 0, is_unknown_date_like},
    {"switch", 2, kAnyArgs, nullptr, kLazy},
    {"then", 2, 2, nullptr, kLazy},
};

}  // namespace

std::span<const Builtin> builtins_of_types() { return kTypeTable; }

}  // namespace ricochet::match::tpl
