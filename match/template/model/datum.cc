#include "match/template/model/datum.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/json/json.h"
#include "base/json/number.h"

namespace ricochet::match::tpl {

namespace {

using base::Json;

constexpr std::size_t kWeight = 16;  // bytes that a value costs besides its text

std::size_t deepest(const Datum& value, std::size_t before) {
  return std::max(value.depth() + 1, before);
}

class ItemList final : public Sequence {
 public:
  explicit ItemList(Items items) : items_(std::move(items)) {
    for (const auto& item : items_) depth_ = deepest(item, depth_);
  }
  std::size_t size() const override { return items_.size(); }
  Datum at(std::size_t index) const override { return items_[index]; }
  std::size_t depth() const override { return depth_; }

 private:
  Items items_;
  std::size_t depth_ = 1;
};

class SharedItems final : public Sequence {
 public:
  explicit SharedItems(std::shared_ptr<const Items> items) : items_(std::move(items)) {}
  std::size_t size() const override { return items_->size(); }
  Datum at(std::size_t index) const override { return (*items_)[index]; }

 private:
  std::shared_ptr<const Items> items_;
};

class JsonList final : public Sequence {
 public:
  explicit JsonList(Value value) : value_(std::move(value)) {}
  std::size_t size() const override { return value_.json()->size(); }
  Datum at(std::size_t index) const override {
    return Datum::of(value_.part((*value_.json())[index]));
  }

 private:
  Value value_;
};

class MemberHash final : public Hash {
 public:
  explicit MemberHash(std::vector<std::pair<std::string, Datum>> members) {
    for (auto& [name, value] : members) {
      depth_ = deepest(value, depth_);
      const auto known = places_.find(name);
      if (known != places_.end()) {
        members_[known->second].second = std::move(value);
        continue;
      }
      places_.emplace(name, members_.size());
      members_.emplace_back(std::move(name), std::move(value));
    }
  }
  base::Result<Datum> get(const std::string& name) const override {
    const auto it = places_.find(name);
    return it == places_.end() ? Datum() : members_[it->second].second;
  }
  std::vector<std::string> keys() const override {
    std::vector<std::string> out;
    for (const auto& member : members_) out.push_back(member.first);
    return out;
  }
  base::Result<Members> members() const override { return members_; }
  std::size_t size() const override { return members_.size(); }
  std::size_t depth() const override { return depth_; }

 private:
  std::vector<std::pair<std::string, Datum>> members_;
  std::unordered_map<std::string, std::size_t> places_;
  std::size_t depth_ = 1;
};

class JsonHash final : public Hash {
 public:
  explicit JsonHash(Value value) : value_(std::move(value)) {}
  base::Result<Datum> get(const std::string& name) const override {
    const auto it = value_.json()->find(name);
    return it == value_.json()->end() ? Datum() : Datum::of(value_.part(*it));
  }
  std::vector<std::string> keys() const override { return value_.member_names(); }
  base::Result<Members> members() const override {
    Members out;
    for (auto it = value_.json()->begin(); it != value_.json()->end(); ++it)
      out.emplace_back(it.key(), Datum::of(value_.part(*it)));
    return out;
  }
  const Value* json() const override { return &value_; }
  std::size_t size() const override { return value_.json()->size(); }

 private:
  Value value_;
};

class DynamicHash final : public Hash {
 public:
  explicit DynamicHash(Value value) : value_(std::move(value)) {}
  base::Result<Datum> get(const std::string& name) const override {
    auto found = value_.dynamic()->member(name);
    if (!found) return found.error();
    return *found ? Datum::of(**found) : Datum();
  }
  std::vector<std::string> keys() const override {
    std::vector<std::string> out;
    std::unordered_set<std::string> seen;
    // Repeated headers have one key, as in a map.
    for (auto& name : value_.dynamic()->names()) {
      if (seen.insert(name).second) out.push_back(std::move(name));
    }
    return out;
  }
  base::Result<Members> members() const override {
    auto whole = value_.dynamic()->json();
    return whole && whole->is_object() ? JsonHash(Value(std::move(*whole))).members()
                                       : Hash::members();
  }

 private:
  Value value_;
};

}  // namespace

base::Result<Hash::Members> Hash::members() const {
  Members out;
  for (auto& key : keys()) {
    auto member = get(key);
    if (!member) return member.error();
    out.emplace_back(std::move(key), std::move(*member));
  }
  return out;
}

Datum::Datum(std::string text)
    : value_(Text{std::make_shared<const std::string>(std::move(text)), nullptr, false}) {}

Datum Datum::nothing() {
  static const auto kEmpty = std::make_shared<const std::string>();
  return Datum(Text{kEmpty, nullptr, true});
}

Datum Datum::list(Items items) {
  return Datum(std::shared_ptr<const Sequence>(std::make_shared<ItemList>(std::move(items))));
}

Datum Datum::hash(std::vector<std::pair<std::string, Datum>> members) {
  return Datum(std::shared_ptr<const Hash>(std::make_shared<MemberHash>(std::move(members))));
}

Datum Datum::of(const Value& value) {
  if (value.dynamic() != nullptr)
    return Datum(std::shared_ptr<const Hash>(std::make_shared<DynamicHash>(value)));
  const Json& json = *value.json();
  if (json.is_string()) {
    // Points into the value, which stays alive with it.
    return Datum(Text{value.text(), nullptr, false});
  }
  if (json.is_boolean()) return Datum(json.get<bool>());
  if (base::is_number(json)) {
    auto number = Number::of_json(json);
    return number ? Datum(std::move(*number)) : Datum();
  }
  if (json.is_array())
    return Datum(std::shared_ptr<const Sequence>(std::make_shared<JsonList>(value)));
  if (json.is_object())
    return Datum(std::shared_ptr<const Hash>(std::make_shared<JsonHash>(value)));
  Datum out;
  out.value_ = Null{};
  return out;
}

Datum Range::at(std::size_t index) const {
  const auto distance = static_cast<std::int64_t>(index);
  return Datum::whole(down_ ? first_ - distance : first_ + distance);
}

const std::string* Datum::text() const {
  const auto* text = std::get_if<Text>(&value_);
  return text == nullptr ? nullptr : text->text.get();
}

const bool* Datum::boolean() const {
  if (const auto* matches = std::get_if<std::shared_ptr<const Matches>>(&value_))
    return &(*matches)->whole;
  return std::get_if<bool>(&value_);
}

std::shared_ptr<const Sequence> Datum::sequence() const {
  if (const auto* list = std::get_if<std::shared_ptr<const Sequence>>(&value_)) return *list;
  if (const auto* matches = std::get_if<std::shared_ptr<const Matches>>(&value_))
    return std::make_shared<SharedItems>((*matches)->parts);
  const auto* text = std::get_if<Text>(&value_);
  if (text != nullptr && text->nothing) return std::make_shared<ItemList>(Items());
  return nullptr;
}

const Range* Datum::range() const {
  const auto* list = std::get_if<std::shared_ptr<const Sequence>>(&value_);
  return list == nullptr ? nullptr : dynamic_cast<const Range*>(list->get());
}

const Hash* Datum::hash() const {
  const auto* hash = std::get_if<std::shared_ptr<const Hash>>(&value_);
  if (hash != nullptr) return hash->get();
  static const MemberHash kEmpty({});
  const auto* text = std::get_if<Text>(&value_);
  return text != nullptr && text->nothing ? &kEmpty : nullptr;
}

std::shared_ptr<const Items> Datum::groups() const {
  if (const auto* matches = std::get_if<std::shared_ptr<const Matches>>(&value_))
    return (*matches)->groups;
  const auto* text = std::get_if<Text>(&value_);
  return text == nullptr ? nullptr : text->groups;
}

std::size_t Datum::depth() const {
  if (const auto* list = std::get_if<std::shared_ptr<const Sequence>>(&value_))
    return (*list)->depth();
  const auto* members = hash();
  return members == nullptr ? 0 : members->depth();
}

std::size_t Datum::weight() const {
  if (const auto* string = text()) return kWeight + string->size();
  if (const auto list = sequence()) return list->open() ? kWeight : kWeight * (1 + list->size());
  return kWeight;
}

std::string kind_of(const Datum& value) {
  if (value.null()) return "null";
  if (value.missing()) return "nothing";
  if (value.text() != nullptr) return "a string";
  if (value.number() != nullptr) return "a number";
  if (const auto list = value.sequence()) return "a list";
  if (const auto* boolean = value.boolean()) return *boolean ? "true" : "false";
  if (const auto* moment = value.moment()) return "a " + std::string(name_of(moment->kind));
  if (value.hash() != nullptr) return "an object";
  return value.callable()->lambda != nullptr ? "a lambda" : "a macro or function";
}

}  // namespace ricochet::match::tpl
