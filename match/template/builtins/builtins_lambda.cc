#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

Datum apply(const BuiltinCall& c, const Datum& item) {
  if (c.args[0].callable() == nullptr)
    c.fail("needs x -> ..., or a function, got " + kind_of(c.args[0]), "");
  return c.tools.call(c.args[0], {item});
}

bool holds(const BuiltinCall& c, const Datum& item) {
  const auto result = apply(c, item);
  const auto* boolean = result.boolean();
  if (boolean == nullptr)
    c.fail("needs true or false of each item, got " + kind_of(result), "compare: x -> x.n > 1");
  return *boolean;
}

/// What a list without an end becomes, as far as somebody asks for it. It lives no longer than the
/// rendering; that what is asked for never comes ends with the account of that.
class OpenList final : public Sequence {
 public:
  enum class How { kMap, kFilter, kDropWhile };
  OpenList(const BuiltinCall& c, std::shared_ptr<const Sequence> source, How how)
      : tools_(c.tools),
        name_(c.name),
        target_(c.target),
        args_(c.args),
        source_(std::move(source)),
        how_(how) {}
  std::size_t size() const override { return Range::kOpen; }
  std::size_t depth() const override { return 1 + source_->depth(); }  // at() goes down in them
  Datum at(std::size_t index) const override {
    const BuiltinCall c{tools_, name_, target_, args_};
    while (made_.size() <= index) {
      auto item = source_->at(next_++);
      if (how_ == How::kMap)
        item = apply(c, item);
      else if (!begun_ && holds(c, item) == (how_ == How::kDropWhile))
        continue;
      begun_ = how_ == How::kDropWhile;
      c.charge(kElement);
      made_.push_back(std::move(item));
    }
    return made_[index];
  }

 private:
  static constexpr std::size_t kElement = 16;
  Tools& tools_;
  std::string_view name_;
  Datum target_;
  Items args_;
  std::shared_ptr<const Sequence> source_;
  How how_;
  mutable Items made_;
  mutable std::size_t next_ = 0;
  mutable bool begun_ = false;  // nothing more is dropped
};

/// Null: the list ends.
std::shared_ptr<const Sequence> open_list(const BuiltinCall& c, OpenList::How how) {
  auto list = c.target.sequence();
  if (!list || !list->open()) return nullptr;
  return std::make_shared<OpenList>(c, std::move(list), how);
}

Datum map(const BuiltinCall& c) {
  if (auto open = open_list(c, OpenList::How::kMap)) return Datum(std::move(open));
  const auto list = c.list();
  Items out;
  for (std::size_t i = 0; i < list->size(); ++i) out.push_back(apply(c, list->at(i)));
  return c.made(std::move(out));
}

Datum filter(const BuiltinCall& c) {
  if (auto open = open_list(c, OpenList::How::kFilter)) return Datum(std::move(open));
  const auto list = c.list();
  Items out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto item = list->at(i);
    if (holds(c, item)) out.push_back(std::move(item));
  }
  return c.made(std::move(out));
}

Datum take_while(const BuiltinCall& c) {
  const auto target = c.target.sequence();
  const auto list = target && target->open() ? target : c.list();
  Items out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto item = list->at(i);
    if (!holds(c, item)) break;
    if (list->open()) c.charge(32);  // of a list that ends all of it was charged
    out.push_back(std::move(item));
  }
  return c.made(std::move(out));
}

Datum drop_while(const BuiltinCall& c) {
  if (auto open = open_list(c, OpenList::How::kDropWhile)) return Datum(std::move(open));
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
