#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ricochet::base {

struct ShapeKey;

/// How many of these keys stand in an object. With `beside`, only when that key is there.
struct KeyRule {
  std::vector<std::string> keys;
  bool some = true;      ///< one at least
  bool one_only = true;  ///< one at most
  std::string beside = {};

  static KeyRule one_of(std::vector<std::string> keys) { return {std::move(keys), true, true}; }
  static KeyRule some_of(std::vector<std::string> keys) { return {std::move(keys), true, false}; }
  static KeyRule at_most_one_of(std::vector<std::string> keys) {
    return {std::move(keys), false, true};
  }
  /// Who writes `key` needs one of `others`, too.
  static KeyRule needs(std::string key, std::vector<std::string> others) {
    return {std::move(others), true, false, std::move(key)};
  }
};

/// What a JSON value of a file may be. A loader reads by it (JsonReader::as), and the JSON Schema
/// and the reference of the format are made of it (json_schema()), so that there is one list of
/// keys. Plain data; usually a static of the unit that reads the value.
class Shape {
 public:
  enum class Kind {
    kAny,
    kNull,
    kText,
    kBoolean,
    kInteger,  ///< min() to max()
    kNumber,
    kTime,    ///< "5s", see read_time()
    kWord,    ///< one of words()
    kList,    ///< of inner().front(), min() to max() of them
    kMap,     ///< any key, the value inner().front()
    kObject,  ///< keys()
    kEither,  ///< one of inner()
    kNamed,   ///< another shape under a name: one that several have, or that is in itself
  };
  static constexpr std::int64_t kNoBound = std::numeric_limits<std::int64_t>::max();

  // Defaulted behind ShapeKey, which a vector must know before it can be destroyed or copied.
  Shape(const Shape& other);
  Shape(Shape&& other) noexcept;
  Shape& operator=(const Shape& other);
  Shape& operator=(Shape&& other) noexcept;
  ~Shape();

  static Shape any();
  /// Where null says something; it is as good as absent elsewhere.
  static Shape null();
  static Shape text();
  static Shape nonempty();
  static Shape boolean();
  /// A boolean that must be true, where false would say nothing.
  static Shape yes();
  static Shape integer(std::int64_t min, std::int64_t max);
  static Shape number();
  static Shape time();
  static Shape word(std::vector<std::string> words);
  static Shape list(Shape of, std::int64_t min = 0, std::int64_t max = kNoBound);
  static Shape map(Shape of, std::int64_t min = 0);
  static Shape object(std::vector<ShapeKey> keys, std::vector<KeyRule> rules = {});
  static Shape either(std::vector<Shape> choices);
  /// One value, or a list of those.
  static Shape one_or_list(const Shape& of, std::int64_t min = 0);
  /// `definition` is asked when the shape is used, so it may name itself.
  static Shape named(std::string name, const Shape& (*definition)());

  /// The same; `${...}` anywhere in the value is filled in before the loader reads it.
  Shape filled() const;

  Kind kind() const { return kind_; }
  std::int64_t min() const { return min_; }
  std::int64_t max() const { return max_; }
  const std::vector<std::string>& words() const { return words_; }
  const std::vector<Shape>& inner() const { return inner_; }
  const std::vector<ShapeKey>& keys() const { return keys_; }
  const std::vector<KeyRule>& rules() const { return rules_; }
  const std::string& name() const { return name_; }
  bool is_filled() const { return filled_; }

  /// What a name stands for; itself when it is none.
  const Shape& resolved() const;
  /// The form that an object has: itself, or the first choice that is one; nullptr: none is.
  const Shape* object_form() const;
  /// Of the value under `key`; nullptr: the table has no such key.
  const Shape* below(std::string_view key) const;
  /// Of the elements of a list; nullptr: it is not one.
  const Shape* element() const;
  /// Those of an object, or of each choice that is one.
  std::vector<std::string> key_names() const;
  /// These rows of an object, for the table of somebody else; a name that it lacks is a bug.
  std::vector<ShapeKey> rows(const std::vector<std::string>& names) const;

 private:
  explicit Shape(Kind kind);
  Shape between(std::int64_t min, std::int64_t max) const;

  Kind kind_;
  std::int64_t min_ = 0;
  std::int64_t max_ = kNoBound;
  std::vector<std::string> words_;
  std::vector<Shape> inner_;
  std::vector<ShapeKey> keys_;
  std::vector<KeyRule> rules_;
  std::string name_;
  const Shape& (*definition_)() = nullptr;
  bool filled_ = false;
};

/// A row of a table of keys.
struct ShapeKey {
  std::string name;
  Shape shape;
  std::string text;            ///< what it means, in one sentence or two
  std::string otherwise = {};  ///< what holds without it, for people
  bool is_required = false;
};

/// The row of a key that must be there.
ShapeKey required(std::string name, Shape shape, std::string text);

/// Both tables, one after the other.
std::vector<ShapeKey> joined(std::vector<ShapeKey> a, const std::vector<ShapeKey>& b);

}  // namespace ricochet::base
