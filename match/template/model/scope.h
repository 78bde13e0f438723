#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/json/fwd.h"
#include "base/random.h"
#include "base/result.h"

namespace ricochet::match {

class Value;

/// A value whose members are worked out when they are asked for: `req`, and maps with names in any
/// case.
class Dynamic {
 public:
  virtual ~Dynamic() = default;
  /// nullopt: there is no such member. An error: asking for it makes no sense (the body is not
  /// JSON).
  virtual base::Result<std::optional<Value>> member(std::string_view name) const = 0;
  virtual std::vector<std::string> names() const = 0;
  /// The whole, for `${x}` and `<#list>`.
  virtual base::Result<base::Json> json() const = 0;
};

/// What an expression yields: JSON (owned or pointing into something longer-lived), or a Dynamic.
class Value {
 public:
  explicit Value(base::Json json);
  explicit Value(std::shared_ptr<const Dynamic> dynamic) : dynamic_(std::move(dynamic)) {}
  /// Copies nothing: `json` must outlive the rendering.
  static Value view(const base::Json& json);

  const base::Json* json() const { return json_.get(); }  ///< nullptr for a Dynamic
  const Dynamic* dynamic() const { return dynamic_.get(); }
  /// What a dot can name, for did-you-mean.
  std::vector<std::string> member_names() const;
  /// A part of this value's JSON, which stays alive with it.
  Value part(const base::Json& inner) const;
  /// The text of a JSON string, which stays alive with it, too.
  std::shared_ptr<const std::string> text() const;

 private:
  Value() = default;
  std::shared_ptr<const base::Json> json_;
  std::shared_ptr<const Dynamic> dynamic_;
};

/// What a template can name. Lookups must be without side effects; calls may draw from a Random.
class NameScope {
 public:
  virtual ~NameScope() = default;
  virtual std::optional<Value> lookup(std::string_view name) const = 0;
  /// Names that lookup() knows, for did-you-mean.
  virtual std::vector<std::string> names() const = 0;
  /// nullopt: there is no such function.
  virtual std::optional<base::Result<Value>> call(std::string_view name,
                                                  const std::vector<Value>& args) const = 0;
  virtual std::vector<std::string> function_names() const = 0;
  /// What `.now` is; nullopt: there is no clock here.
  virtual std::optional<base::WallTime> now() const { return std::nullopt; }
};

/// Variables from a JSON object, in front of another scope (optional): the inner name hides the
/// outer one. Both are referred to and must outlive it.
class JsonScope final : public NameScope {
 public:
  explicit JsonScope(const base::Json& object, const NameScope* outer = nullptr)
      : object_(object), outer_(outer) {}
  std::optional<Value> lookup(std::string_view name) const override;
  std::vector<std::string> names() const override;
  std::optional<base::Result<Value>> call(std::string_view name,
                                          const std::vector<Value>& args) const override;
  std::vector<std::string> function_names() const override;
  std::optional<base::WallTime> now() const override {
    return outer_ != nullptr ? outer_->now() : std::nullopt;
  }

 private:
  const base::Json& object_;
  const NameScope* outer_;
};

/// How numbers and containers read inside text, and which escapes there are.
enum class Dialect {
  kMoco,      ///< numbers as FreeMarker's `#.#` (half-even), lists and objects are not text
  kScenario,  ///< numbers exact, lists and objects as JSON, `$${` is a literal `${`
};

/// The functions that every template has:
///   uuid()                       a version 4 UUID
///   now()                        RFC 3339 in UTC
///   now('yyyy-MM-dd HH:mm:ss')   local time by a pattern of Java's DateTimeFormatter
///   random(), random(n), random(a, b), each optionally with a DecimalFormat such as '#.###' as
///   last argument:
///     a number in [0,1), [0,n), [a,b). In scenarios whole limits give whole numbers.
class FunctionScope final : public NameScope {
 public:
  using WallClock = std::function<base::WallTime()>;
  FunctionScope(base::Random& random, WallClock clock, Dialect dialect)
      : random_(random), clock_(std::move(clock)), dialect_(dialect) {}
  std::optional<Value> lookup(std::string_view) const override { return std::nullopt; }
  std::vector<std::string> names() const override { return {}; }
  std::optional<base::Result<Value>> call(std::string_view name,
                                          const std::vector<Value>& args) const override;
  std::vector<std::string> function_names() const override;
  std::optional<base::WallTime> now() const override { return clock_(); }

 private:
  base::Random& random_;
  WallClock clock_;
  Dialect dialect_;
};

}  // namespace ricochet::match
