#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

Datum apply(const Call& c, const Datum& item) {
  if (c.args[0].callable() == nullptr)
    c.fail("needs x -> ..., or a function, got " + kind_of(c.args[0]), "");
  return c.tools.call(c.args[0], {item});
}

bool holds(const Call& c, const Datum& item) {
  const auto result = apply(c, item);
  const auto* boolean = result.boolean();
  if (boolean == nullptr)
    c.fail("needs true or false of each item, got " + kind_of(result), "compare: x -> x.n > 1");
  return *boolean;
}

Datum map(const Call& c) {
  const auto list = c.list();
  Items out;
  for (std::size_t i = 0; i < list->size(); ++i) out.push_back(apply(c, list->at(i)));
  return c.made(std::move(out));
}

Datum filter(const Call& c) {
  const auto list = c.list();
  Items out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto item = list->at(i);
    if (holds(c, item)) out.push_back(std::move(item));
  }
  return c.made(std::move(out));
}

Datum take_while(const Call& c) {
  const auto list = c.list();
  Items out;
  for (std::size_t i = 0; i < list->size() && holds(c, list->at(i)); ++i)
    out.push_back(list->at(i));
  return c.made(std::move(out));
}

Datum drop_while(const Call& c) {
  const auto list = c.list();
  std::size_t i = 0;
  while (i < list->size() && holds(c, list->at(i))) ++i;
  Items out;
  for (; i < list->size(); ++i) out.push_back(list->at(i));
  return c.made(std::move(out));
}

constexpr auto kLambda = Builtin::Kind::kLambda;
constexpr Builtin kLambdaTable[] = {
    {"drop_while", 1, 1, drop_while, kLambda},
    {"filter", 1, 1, filter, kLambda},
    {"map", 1, 1, map, kLambda},
    {"take_while", 1, 1, take_while, kLambda},
};

}  // namespace

std::span<const Builtin> builtins_with_lambdas() { return kLambdaTable; }

}  // namespace ricochet::match::tpl
