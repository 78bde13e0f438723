#include "base/json/shape.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ricochet::base {

Shape::Shape(Kind kind) : kind_(kind) {}
Shape::Shape(const Shape& other) = default;
Shape::Shape(Shape&& other) noexcept = default;
Shape& Shape::operator=(const Shape& other) = default;
Shape& Shape::operator=(Shape&& other) noexcept = default;
Shape::~Shape() = default;

Shape Shape::any() { return Shape(Kind::kAny); }
Shape Shape::null() { return Shape(Kind::kNull); }
Shape Shape::text() { return Shape(Kind::kText); }
Shape Shape::nonempty() { return text().between(1, kNoBound); }
Shape Shape::boolean() { return Shape(Kind::kBoolean); }
Shape Shape::yes() { return boolean().between(1, kNoBound); }
Shape Shape::integer(std::int64_t min, std::int64_t max) {
  return Shape(Kind::kInteger).between(min, max);
}
Shape Shape::number() { return Shape(Kind::kNumber); }
Shape Shape::time() { return Shape(Kind::kTime); }

Shape Shape::between(std::int64_t min, std::int64_t max) const {
  Shape out = *this;
  out.min_ = min;
  out.max_ = max;
  return out;
}

Shape Shape::word(std::vector<std::string> words) {
  Shape out(Kind::kWord);
  out.words_ = std::move(words);
  return out;
}

Shape Shape::list(Shape of, std::int64_t min, std::int64_t max) {
  Shape out = Shape(Kind::kList).between(min, max);
  out.inner_.push_back(std::move(of));
  return out;
}

Shape Shape::map(Shape of, std::int64_t min) {
  Shape out = Shape(Kind::kMap).between(min, kNoBound);
  out.inner_.push_back(std::move(of));
  return out;
}

Shape Shape::object(std::vector<ShapeKey> keys, std::vector<KeyRule> rules) {
  Shape out(Kind::kObject);
  out.keys_ = std::move(keys);
  out.rules_ = std::move(rules);
  return out;
}

Shape Shape::either(std::vector<Shape> choices) {
  Shape out(Kind::kEither);
  out.inner_ = std::move(choices);
  return out;
}

Shape Shape::one_or_list(const Shape& of, std::int64_t min) { return either({of, list(of, min)}); }

Shape Shape::named(std::string name, const Shape& (*definition)()) {
  Shape out(Kind::kNamed);
  out.name_ = std::move(name);
  out.definition_ = definition;
  return out;
}

Shape Shape::filled() const {
  Shape out = *this;
  out.filled_ = true;
  return out;
}

const Shape& Shape::resolved() const {
  return kind_ == Kind::kNamed ? definition_().resolved() : *this;
}

const Shape* Shape::object_form() const {
  const Shape& shape = resolved();
  if (shape.kind_ == Kind::kObject || shape.kind_ == Kind::kMap) return &shape;
  if (shape.kind_ != Kind::kEither) return nullptr;
  for (const auto& choice : shape.inner_) {
    if (const Shape* form = choice.object_form()) return form;
  }
  return nullptr;
}

const Shape* Shape::below(std::string_view key) const {
  const Shape& shape = resolved();
  if (shape.kind_ == Kind::kMap) return &shape.inner_.front();
  if (shape.kind_ == Kind::kEither) {
    for (const auto& choice : shape.inner_) {
      if (const Shape* found = choice.below(key)) return found;
    }
    return nullptr;
  }
  const auto row = std::find_if(shape.keys_.begin(), shape.keys_.end(),
                                [&](const ShapeKey& each) { return each.name == key; });
  return row == shape.keys_.end() ? nullptr : &row->shape;
}

const Shape* Shape::element() const {
  const Shape& shape = resolved();
  if (shape.kind_ == Kind::kList) return &shape.inner_.front();
  if (shape.kind_ != Kind::kEither) return nullptr;
  for (const auto& choice : shape.inner_) {
    if (const Shape* found = choice.element()) return found;
  }
  return nullptr;
}

std::vector<std::string> Shape::key_names() const {
  const Shape& shape = resolved();
  std::vector<std::string> names;
  const auto add = [&names](std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  };
  for (const auto& key : shape.keys_) add(key.name);
  if (shape.kind_ == Kind::kEither) {
    for (const auto& choice : shape.inner_) {
      for (auto& name : choice.key_names()) add(std::move(name));
    }
  }
  return names;
}

std::vector<ShapeKey> Shape::rows(const std::vector<std::string>& names) const {
  const auto& all = resolved().keys_;
  std::vector<ShapeKey> out;
  for (const auto& name : names) {
    const auto row = std::find_if(all.begin(), all.end(),
                                  [&](const ShapeKey& each) { return each.name == name; });
    if (row == all.end()) throw std::logic_error("no table has a row " + name);
    out.push_back(*row);
  }
  return out;
}

ShapeKey required(std::string name, Shape shape, std::string text) {
  return {std::move(name), std::move(shape), std::move(text), {}, true};
}

std::vector<ShapeKey> joined(std::vector<ShapeKey> a, const std::vector<ShapeKey>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace ricochet::base
