#include <algorithm>

#include "match/template/model/builtin.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

Datum contains(const BuiltinCall& c) {
  return Datum(c.text().find(c.text_arg(0)) != std::string::npos);
}
Datum starts_with(const BuiltinCall& c) { return Datum(c.text().starts_with(c.text_arg(0))); }
Datum ends_with(const BuiltinCall& c) { return Datum(c.text().ends_with(c.text_arg(0))); }

Datum ensure_ends_with(const BuiltinCall& c) {
  auto text = c.text();
  const auto& suffix = c.text_arg(0);
  return c.made(text.ends_with(suffix) ? std::move(text) : text + suffix);
}

Datum remove_beginning(const BuiltinCall& c) {
  auto text = c.text();
  const auto& prefix = c.text_arg(0);
  return c.made(text.starts_with(prefix) ? text.substr(prefix.size()) : std::move(text));
}
Datum remove_ending(const BuiltinCall& c) {
  auto text = c.text();
  const auto& suffix = c.text_arg(0);
  return c.made(text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size())
                                       : std::move(text));
}

Datum place(const std::string& text, std::size_t offset) {
  return Datum::whole(offset == std::string::npos
                          ? -1
                          : static_cast<std::int64_t>(utf16_units_before(text, offset)));
}

Datum index_of(const BuiltinCall& c) {
  const auto text = c.text();
  std::size_t from = 0;
  if (c.count() > 1 && c.int_arg(1) > 0) {
    from = utf16_offset(text, static_cast<std::size_t>(c.int_arg(1)));
    if (from == std::string::npos) from = text.size();
  }
  return place(text, text.find(c.text_arg(0), from));
}

Datum last_index_of(const BuiltinCall& c) {
  const auto text = c.text();
  auto from = std::string::npos;
  if (c.count() > 1) {
    if (c.int_arg(1) < 0) return Datum::whole(-1);
    from = utf16_offset(text, static_cast<std::size_t>(c.int_arg(1)));
  }
  return place(text, text.rfind(c.text_arg(0), from));
}

Datum substring(const BuiltinCall& c) {
  const auto text = c.text();
  const auto size = static_cast<std::int64_t>(utf16_length(text));
  const std::int64_t from = c.int_arg(0);
  const std::int64_t to = c.count() > 1 ? c.int_arg(1) : size;
  for (const auto at : {from, to}) {
    if (at < 0) c.fail("got the index " + std::to_string(at), "the first character is 0");
    if (at > size)
      c.fail("got the index " + std::to_string(at) + ", but the string has " +
                 std::to_string(size) + " characters",
             "ask before: <#if s?length gt " + std::to_string(at) + ">, or slice: s[0..*10]");
  }
  if (from > to) c.fail("begins behind its end", "write the smaller index first");
  return c.made(utf16_slice(text, static_cast<std::size_t>(from), static_cast<std::size_t>(to)));
}

constexpr Builtin kFindTable[] = {
    {"contains", 1, 1, contains},
    {"ends_with", 1, 1, ends_with},
    {"ensure_ends_with", 1, 1, ensure_ends_with},
    {"index_of", 1, 2, index_of},
    {"last_index_of", 1, 2, last_index_of},
    {"remove_beginning", 1, 1, remove_beginning},
    {"remove_ending", 1, 1, remove_ending},
    {"starts_with", 1, 1, starts_with},
    {"substring", 1, 2, substring},
};

}  // namespace

std::span<const Builtin> builtins_that_find() { return kFindTable; }

}  // namespace ricochet::match::tpl
