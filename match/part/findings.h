#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "match/matcher.h"
#include "match/template/filled_values.h"

namespace ricochet::match {

class Part;

/// What was found out about one subject, by the parts that looked at it and the templates that took
/// from it: asked again, they do not look again. So what is dear can be found out on another
/// thread, and a decision made on the loop's only puts it together. What gave up (give_up.h) gives
/// up again. Not thread-safe.
class Findings {
 public:
  bool fits(const Part& part, const Subject& subject);
  void explain_into(const Part& part, const Subject& subject, std::vector<Condition>& out);
  std::size_t failures(const Part& part, const Subject& subject);
  FilledValues& filled() { return filled_; }

 private:
  template <class T>
  struct Found {
    std::optional<T> value;
    std::uint64_t gave_up = 0;  ///< how often, while it was looked for
  };
  struct Known {
    Found<bool> fits;
    Found<std::vector<Condition>> conditions;
  };
  template <class T, class Look>
  static const T& once(Found<T>& found, const Look& look);

  std::unordered_map<std::uint64_t, Known> known_;  ///< by Part::number()
  FilledValues filled_;
};

/// From now on what parts find out about the subject is kept, so that each looks once.
void keep_findings(Subject& subject);

/// What a matcher asks of a part: the findings of the subject when it keeps any. In passing
/// (match::Work) a part that needs a large body is not asked: the scope falls short.
bool fits(const Part& part, const Subject& subject);
void explain_into(const Part& part, const Subject& subject, std::vector<Condition>& out);
std::size_t failures(const Part& part, const Subject& subject);

}  // namespace ricochet::match
