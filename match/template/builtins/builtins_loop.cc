#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

Datum index(const BuiltinCall& c) { return Datum::whole(static_cast<std::int64_t>(c.loop->index)); }
Datum counter(const BuiltinCall& c) {
  return Datum::whole(static_cast<std::int64_t>(c.loop->index) + 1);
}
Datum has_next(const BuiltinCall& c) { return Datum(c.loop->has_next); }
Datum is_first(const BuiltinCall& c) { return Datum(c.loop->index == 0); }
Datum is_last(const BuiltinCall& c) { return Datum(!c.loop->has_next); }
bool odd(const BuiltinCall& c) { return c.loop->index % 2 == 0; }  // the first is
Datum is_odd_item(const BuiltinCall& c) { return Datum(odd(c)); }
Datum is_even_item(const BuiltinCall& c) { return Datum(!odd(c)); }
Datum item_parity(const BuiltinCall& c) { return Datum(std::string(odd(c) ? "odd" : "even")); }
Datum item_parity_cap(const BuiltinCall& c) { return Datum(std::string(odd(c) ? "Odd" : "Even")); }
Datum item_cycle(const BuiltinCall& c) { return c.args[c.loop->index % c.args.size()]; }

constexpr auto kLoop = Builtin::Kind::kLoop;
constexpr Builtin kLoopTable[] = {
    {"counter", 0, 0, counter, kLoop},
    {"has_next", 0, 0, has_next, kLoop},
    {"index", 0, 0, index, kLoop},
    {"is_even_item", 0, 0, is_even_item, kLoop},
    {"is_first", 0, 0, is_first, kLoop},
    {"is_last", 0, 0, is_last, kLoop},
    {"is_odd_item", 0, 0, is_odd_item, kLoop},
    {"item_cycle", 1, kAnyArgs, item_cycle, kLoop},
    {"item_parity", 0, 0, item_parity, kLoop},
    {"item_parity_cap", 0, 0, item_parity_cap, kLoop},
};

}  // namespace

std::span<const Builtin> builtins_of_loops() { return kLoopTable; }

}  // namespace ricochet::match::tpl
