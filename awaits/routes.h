#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "awaits/steps.h"

namespace ricochet::awaits {

/// The steps of one wait over all records of its window. Without values to keep that is one
/// StepMachine. With them, records that have the same values are one route, each route has a
/// StepMachine of its own, and the first route that is whole is what was waited for. Of a failure
/// the route that got furthest is told. Knows no time.
class Routes {
 public:
  static constexpr std::size_t kMaxRoutes = 1000;  ///< what begins beyond is not followed
  static constexpr std::size_t kMaxStrays = 1000;  ///< fitting records remembered for the story

  explicit Routes(const Expectation& expectation);

  /// Whether what best() shows has changed. Of a strict order the route that was whole first stays
  /// the best one as long as nothing comes behind it.
  bool consider(const journal::RecordPtr& record, const match::Subject& subject);
  /// See StepMachine; only of an expectation that keeps nothing.
  bool starts(const journal::RecordPtr& record, const match::Subject& subject) const;
  void note_early(const journal::RecordPtr& record, const match::Subject& subject);
  bool undecidable(const journal::RecordPtr& record, const match::Subject& subject) const;

  /// The route that is whole, or else got furthest; the first of equals.
  const StepMachine& best() const { return machines_[best_].machine; }
  /// Nothing that comes can mend it. With values to keep another route might still become whole.
  bool broken() const { return keeps_.empty() && best().broken(); }
  /// What is wrong with the best route, and which record strayed from it.
  std::string what_is_wrong() const;
  /// The same for a headline, see StepMachine::in_brief().
  std::string in_brief() const;

 private:
  using Values = std::vector<std::optional<KeptValue>>;
  struct Route {
    Values values;
    StepMachine machine;
  };
  struct Fitting {
    journal::RecordPtr record;
    Values values;
    std::vector<std::uint32_t> steps;
  };
  Values values_of(const match::Subject& subject) const;
  std::size_t route_of(const Values& values);
  struct Stray {
    std::string place;  ///< "#3 of billing"; empty: there is none
    std::string what;   ///< "header:traceparent was absent, expected ..."
  };
  Stray stray_of(std::size_t open) const;
  bool has_begun(const Values& values) const;

  std::vector<ExpectedStep> steps_;
  Order order_;
  std::vector<std::shared_ptr<const Correlation>> keeps_;
  std::vector<Route> machines_;  // at least one; with keeps, those behind the first are routes
  std::map<Values, std::size_t> by_values_;
  std::vector<Fitting> fitting_;
  std::size_t best_ = 0;
};

}  // namespace ricochet::awaits
