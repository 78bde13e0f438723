#pragma once
#include <memory>
#include <string>
#include <vector>

#include "match/give_up.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {

/// Where a record is: the path of a call, the key of an event.
inline std::string where(const match::Subject& subject) {
  if (subject.request() != nullptr) return subject.request()->path;
  return subject.event()->key.value_or("");
}

class WherePlace final : public match::ValuePlace {
 public:
  std::string name() const override { return "where"; }
  bool needs_body() const override { return false; }
  std::optional<std::vector<std::string>> values_in(const match::Subject& subject) const override {
    return std::vector{where(subject)};
  }
};

/// Fits what is there, and gives up where it is heavy.
class WhereMatcher final : public PathMatcher {
 public:
  explicit WhereMatcher(const std::string& place) : PathMatcher(place), place_(place) {}
  bool matches(const match::Subject& subject) const override {
    if (where(subject) != place_) return false;
    if (subject.message().header("x-heavy") == nullptr) return true;
    ++match::give_ups();
    return false;
  }
  match::SelectiveKey selective_key() const override {
    match::SelectiveKey key;
    key.exact.push_back({std::make_shared<WherePlace>(), {place_}});
    return key;
  }

 private:
  std::string place_;
};

}  // namespace ricochet::awaits
