#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::match::xpath {

/// An XPath 1.0 as it is made up, for who reckons what it may cost (xpath_price.h). pugixml, which
/// evaluates it, does not show its own. Immutable once read, shared between threads.
struct Plan {
  enum class Yields { kNodes, kNumber, kText, kTruth };
  enum class Kind {
    kNumber,
    kText,  ///< a literal
    kRoot,
    kStep,
    kFilter,  ///< (nodes)[predicate]
    kUnion,
    kCall,
    kEquality,  ///< = and !=
    kOrder,     ///< < <= > >=
    kLogic,
    kArithmetic
  };
  enum class Axis {
    kAncestor,
    kAncestorOrSelf,
    kAttribute,
    kChild,
    kDescendant,
    kDescendantOrSelf,
    kFollowing,
    kFollowingSibling,
    kNamespace,
    kParent,
    kPreceding,
    kPrecedingSibling,
    kSelf
  };
  enum class Test { kAny, kAllOfAxis, kName, kText, kOther };

  struct Node {
    Kind kind = Kind::kNumber;
    Yields yields = Yields::kNumber;
    std::string name;        ///< of a function, or that a step asks for
    std::size_t length = 0;  ///< of a literal, bytes
    Axis axis = Axis::kChild;
    Test test = Test::kAny;
    std::size_t place = 0;       ///< of a step's name among Plan::elements or Plan::attributes
    std::unique_ptr<Node> from;  ///< of a step: what it goes on from; nullptr: the context
    std::vector<std::unique_ptr<Node>> parts;  ///< operands, arguments, predicates
  };

  /// nullptr: this is not read here, though pugixml may.
  std::unique_ptr<Node> root;
  /// Local names that steps ask for, each once.
  std::vector<std::string> elements, attributes;

  /// `expression` is one that pugixml takes.
  static Plan read(std::string_view expression);
};

/// pugixml makes one step of `//` and the step behind it, where no predicate asks for places: it
/// finds nodes again from each of those before, and asks the predicates of them each time.
bool joins_wide_step(const Plan::Node& step);
/// A predicate that leaves one node at most: a number, or last().
bool is_place(const Plan::Node& predicate);

}  // namespace ricochet::match::xpath
