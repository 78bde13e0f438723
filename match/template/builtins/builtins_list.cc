#include <algorithm>

#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

Datum first(const BuiltinCall& c) {
  if (const auto open = c.target.sequence(); open && open->open()) return open->at(0);
  const auto list = c.list();
  return list->size() == 0 ? Datum() : list->at(0);
}

Datum last(const BuiltinCall& c) {
  const auto list = c.list();
  return list->size() == 0 ? Datum() : list->at(list->size() - 1);
}

Datum size(const BuiltinCall& c) {
  if (const auto* hash = c.target.hash())
    return Datum::whole(static_cast<std::int64_t>(hash->size()));
  if (!c.target.sequence())
    c.fail("needs a list or an object, got " + kind_of(c.target), "a string has ?length");
  return Datum::whole(static_cast<std::int64_t>(c.list()->size()));
}

Datum reverse(const BuiltinCall& c) {
  const auto list = c.list();
  Items out;
  for (std::size_t i = list->size(); i > 0; --i) out.push_back(list->at(i - 1));
  return c.made(std::move(out));
}

/// Between, when there is nothing, behind the last.
Datum join(const BuiltinCall& c) {
  const auto list = c.list();
  std::string out;
  bool any = false;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto item = list->at(i);
    if (item.missing()) continue;
    if (any) out += c.text_arg(0);
    any = true;
    try {
      out += to_text(item, c.tools);
    } catch (const BuiltinError& e) {
      c.fail("failed at item " + std::to_string(i) + ": " + e.message, e.hint);
    }
    if (out.size() > c.tools.max_output()) return c.made(std::move(out));
  }
  const std::size_t extra = any ? 2 : 1;
  if (c.count() > extra && !c.args[extra].missing()) out += c.text_arg(extra);
  return c.made(std::move(out));
}

Datum seq_contains(const BuiltinCall& c) {
  const auto list = c.list();
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (equal(list->at(i), c.args[0], true)) return Datum(true);
  }
  return Datum(false);
}

Datum seq_index_of(const BuiltinCall& c) {
  const auto list = c.list();
  std::size_t from = 0;
  if (c.count() > 1 && c.int_arg(1) > 0) from = static_cast<std::size_t>(c.int_arg(1));
  for (auto i = from; i < list->size(); ++i) {
    if (equal(list->at(i), c.args[0], true)) return Datum::whole(static_cast<std::int64_t>(i));
  }
  return Datum::whole(-1);
}

Datum seq_last_index_of(const BuiltinCall& c) {
  const auto list = c.list();
  auto end = static_cast<std::int64_t>(list->size());
  if (c.count() > 1) end = std::min<std::int64_t>(end, std::int64_t{c.int_arg(1)} + 1);
  for (auto i = end - 1; i >= 0; --i) {
    if (equal(list->at(static_cast<std::size_t>(i)), c.args[0], true)) return Datum::whole(i);
  }
  return Datum::whole(-1);
}

Datum chunk(const BuiltinCall& c) {
  const auto list = c.list();
  const auto wanted = c.int_arg(0);
  if (wanted < 1) c.fail("needs a size of at least 1, got " + std::to_string(wanted), "");
  const auto size = static_cast<std::size_t>(wanted);
  Items out;
  for (std::size_t begin = 0; begin < list->size(); begin += size) {
    Items row;
    for (auto i = begin; i < std::min(begin + size, list->size()); ++i) row.push_back(list->at(i));
    if (c.count() > 1) {
      c.charge(16 * (size - row.size()));
      row.resize(size, c.args[1]);
    }
    out.push_back(c.made(std::move(row)));
  }
  return c.made(std::move(out));
}

Datum best(const BuiltinCall& c, Op op) {
  const auto list = c.list();
  Datum out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto item = list->at(i);
    if (item.missing()) continue;
    if (out.missing() || *apply_operator(op, item, out, c.tools).boolean()) out = item;
  }
  return out;
}
Datum max(const BuiltinCall& c) { return best(c, Op::kGt); }
Datum min(const BuiltinCall& c) { return best(c, Op::kLt); }

Datum sequence(const BuiltinCall& c) {
  if (!c.target.sequence()) c.fail("needs a list, got " + kind_of(c.target), "");
  return c.target;
}

Datum keys(const BuiltinCall& c) {
  Items out;
  for (auto& key : c.hash().keys()) out.emplace_back(std::move(key));
  return c.made(std::move(out));
}

Datum values(const BuiltinCall& c) {
  Items out;
  auto members = c.hash().members();
  if (!members)
    throw BuiltinError{members.error().message, members.error().hint, members.error().code};
  for (auto& member : *members) out.push_back(std::move(member.second));
  return c.made(std::move(out));
}

constexpr Builtin kListTable[] = {
    {"chunk", 1, 2, chunk},
    {"first", 0, 0, first},
    {"join", 1, 3, join},
    {"keys", 0, 0, keys},
    {"last", 0, 0, last},
    {"max", 0, 0, max},
    {"min", 0, 0, min},
    {"reverse", 0, 0, reverse},
    {"seq_contains", 1, 1, seq_contains},
    {"seq_index_of", 1, 2, seq_index_of},
    {"seq_last_index_of", 1, 2, seq_last_index_of},
    {"sequence", 0, 0, sequence},
    {"size", 0, 0, size},
    {"values", 0, 0, values},
};

}  // namespace

std::span<const Builtin> builtins_of_lists() { return kListTable; }

}  // namespace ricochet::match::tpl
