#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/json/fwd.h"
#include "match/template/model/moment.h"
#include "match/template/model/number.h"
#include "match/template/model/scope.h"

namespace ricochet::match::tpl {

struct Expr;
struct Node;
class Datum;
using Items = std::vector<Datum>;

/// A list: items, JSON's, or the numbers of a range.
class Sequence {
 public:
  virtual ~Sequence() = default;
  virtual std::size_t size() const = 0;
  virtual Datum at(std::size_t index) const = 0;   ///< `index` is less than the size
  virtual std::size_t depth() const { return 0; }  ///< containers of ours inside one another
  /// Without an end: `1..`, and what built-ins with lambdas make of it element by element.
  bool open() const { return size() == SIZE_MAX; }
};

/// A hash. Members of a request are worked out when they are asked for, and that may fail.
class Hash {
 public:
  using Members = std::vector<std::pair<std::string, Datum>>;
  virtual ~Hash() = default;
  /// May go through all of them.
  virtual base::Result<Datum> get(const std::string& name) const = 0;
  virtual std::vector<std::string> keys() const = 0;
  /// All of them, in the order of keys(); in time that grows with their number only.
  virtual base::Result<Members> members() const;
  /// The JSON object that it is; nullptr: it is none.
  virtual const Value* json() const { return nullptr; }
  virtual std::size_t size() const { return keys().size(); }
  virtual std::size_t depth() const { return 0; }
};

/// `1..3` and the like. An open one (`1..`) has kOpen numbers where a size is asked for.
class Range final : public Sequence {
 public:
  static constexpr std::size_t kOpen = SIZE_MAX;
  Range(std::int64_t first, std::size_t count, bool down, bool adaptive, bool inclusive)
      : first_(first), count_(count), down_(down), adaptive_(adaptive), inclusive_(inclusive) {}
  std::size_t size() const override { return count_; }
  Datum at(std::size_t index) const override;
  bool adaptive() const { return adaptive_; }  ///< a slice may end before it
  std::int64_t first() const { return first_; }
  bool down() const { return down_; }
  bool inclusive() const { return inclusive_; }  ///< written as a..b

 private:
  std::int64_t first_;
  std::size_t count_;
  bool down_, adaptive_, inclusive_;
};

/// What `?matches` yields: true or false for the whole text, a list of the parts that fit, and
/// groups.
struct Matches {
  bool whole = false;
  std::shared_ptr<const Items> groups, parts;
};

/// A text; one that a regular expression found has its groups.
struct Text {
  std::shared_ptr<const std::string> text;
  std::shared_ptr<const Items> groups;
  bool nothing = false;  ///< what `x!` yields: an empty list and an empty object as well
};

/// A macro or function of the template, or a lambda.
struct Callable {
  const Node* definition = nullptr;  ///< of <#macro> or <#function>
  const Expr* lambda = nullptr;
};

/// What an expression of a template yields. Copying one copies nothing large.
class Datum {
 public:
  struct Null {};
  Datum() = default;  ///< missing
  explicit Datum(std::string text);
  explicit Datum(Text text) : value_(std::move(text)) {}
  explicit Datum(bool value) : value_(value) {}
  explicit Datum(Number number) : value_(std::move(number)) {}
  explicit Datum(Moment moment) : value_(moment) {}
  explicit Datum(std::shared_ptr<const Sequence> list) : value_(std::move(list)) {}
  explicit Datum(std::shared_ptr<const Hash> hash) : value_(std::move(hash)) {}
  explicit Datum(std::shared_ptr<const Matches> matches) : value_(std::move(matches)) {}
  explicit Datum(Callable callable) : value_(callable) {}
  /// What `x!` yields.
  static Datum nothing();
  static Datum whole(std::int64_t value) { return Datum(Number::of(value)); }
  static Datum list(Items items);
  static Datum hash(std::vector<std::pair<std::string, Datum>> members);
  /// Of a variable; null is there but not a value.
  static Datum of(const Value& value);

  bool missing() const { return value_.index() <= 1; }
  bool null() const { return std::holds_alternative<Null>(value_); }
  const std::string* text() const;  ///< nullptr: not a string
  const bool* boolean() const;      ///< also of ?matches
  const Number* number() const { return std::get_if<Number>(&value_); }
  const Moment* moment() const { return std::get_if<Moment>(&value_); }
  /// Lists, and the parts of ?matches; nullptr: neither.
  std::shared_ptr<const Sequence> sequence() const;
  const Range* range() const;
  const Hash* hash() const;
  const Callable* callable() const { return std::get_if<Callable>(&value_); }
  /// Of ?matches, or of one of its parts.
  std::shared_ptr<const Items> groups() const;
  /// Containers of ours inside one another.
  std::size_t depth() const;
  /// About what it holds, for the account of work.
  std::size_t weight() const;

 private:
  std::variant<std::monostate, Null, Text, bool, Number, Moment, std::shared_ptr<const Sequence>,
               std::shared_ptr<const Hash>, std::shared_ptr<const Matches>, Callable>
      value_;
};

/// "a string", "a number", ... for messages.
std::string kind_of(const Datum& value);

}  // namespace ricochet::match::tpl
