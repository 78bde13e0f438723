#include "match/text/xpath_price.h"

#include <algorithm>
#include <cmath>

namespace ricochet::match::xpath {

namespace {

using Axis = Plan::Axis;
using Kind = Plan::Kind;
using Yields = Plan::Yields;

constexpr double kMost = static_cast<double>(std::uint64_t{1} << 60);

// In units of match::Work, of which a nanosecond has one to four.
constexpr double kOfOperation = 24;
constexpr double kOfPassing = 12;    ///< a node on an axis
constexpr double kOfText = 24;       ///< a node whose text goes into a string value
constexpr double kOfFinding = 24;    ///< one that goes into a set
constexpr double kOfDuplicate = 32;  ///< one that is looked up among those of its set
constexpr double kOfOrder = 6;       ///< a comparison of places
constexpr double kOfNumber = 200;    ///< a text read as a number, and for each byte of it:
constexpr double kOfDigit = 12;
constexpr double kOfSurvey = 48;  ///< a node of a profile
/// pugixml lets a text grow by so many bytes, then it is copied, 16 bytes a unit.
constexpr double kGrowth = 1024, kCopied = 16;
/// The longest text of a number.
constexpr double kNumberLength = 330;

/// Sets that evaluations of one expression yield, all together.
struct PricedSet {
  double runs = 1;     ///< how often it is evaluated, once for a set
  double pairs = 1;    ///< sizes of all sets together
  double repeats = 1;  ///< sets that one node is in
  double most = 1;     ///< size of the largest
  Kin kin;             ///< what nodes
};

/// Texts, likewise.
struct PricedText {
  double most = 0;  ///< bytes
  double sum = 0;
};

struct PricedValue {
  Yields yields = Yields::kNumber;
  PricedSet set;    ///< of kNodes
  PricedText text;  ///< of kText
};

/// What an expression is evaluated for.
struct PricedFor {
  double runs;     ///< how often
  double repeats;  ///< with the same node
  Kin kin;         ///< of these nodes
};

PricedSet here(const PricedFor& at) { return {at.runs, at.runs, at.repeats, 1, at.kin}; }

class Pricer {
 public:
  explicit Pricer(const Profile& profile) : profile_(profile) {}

  double run(const Plan::Node& root) {
    const auto value = eval(root, {1, 1, profile_.document});
    if (value.yields == Yields::kNodes) {
      sort(value.set.pairs, value.set.most);
      texts_of(value.set);  // what is shown of them
    } else {
      text_of(value, 1);
    }
    return cost_;
  }

 private:
  void pay(double units) { cost_ += units; }
  void sort(double pairs, double most) { pay(pairs * std::log2(most + 2) * kOfOrder); }

  /// String values of all nodes of the sets.
  PricedText texts_of(const PricedSet& set) { return string_values(set, set.pairs, set.repeats); }
  PricedText string_values(const PricedSet& set, double nodes, double repeats) {
    const PricedText text{set.kin.text_most,
                          std::min(nodes * set.kin.text_most, repeats * set.kin.text)};
    const double passed = std::min(nodes * set.kin.subtree_most, repeats * set.kin.subtree);
    const double copies = 1 + std::min(profile_.texts.count, set.kin.text_most / kGrowth) / kCopied;
    pay(nodes * kOfOperation + passed * kOfText + text.sum * copies);
    return text;
  }
  /// Of the first node of each set.
  PricedText first_texts(const PricedSet& set) {
    pay(set.pairs * kOfOrder);
    return string_values(set, std::min(set.runs, set.pairs), set.repeats);
  }
  /// Of any value.
  PricedText text_of(const PricedValue& value, double runs) {
    switch (value.yields) {
      case Yields::kNodes:
        return first_texts(value.set);
      case Yields::kText:
        return value.text;
      case Yields::kTruth:
        return {5, 5 * runs};
      default:
        pay(runs * kOfNumber);
        return {kNumberLength, kNumberLength * runs};
    }
  }
  void number_of(const PricedValue& value, double runs) {
    if (value.yields == Yields::kNumber || value.yields == Yields::kTruth) return;
    read_numbers(text_of(value, runs), runs);
  }
  void read_numbers(const PricedText& text, double count) {
    pay(count * kOfNumber + text.sum * kOfDigit);
  }

  PricedValue eval(const Plan::Node& node, const PricedFor& at) {
    pay(at.runs * kOfOperation);
    PricedValue out;
    out.yields = node.yields;
    switch (node.kind) {
      case Kind::kNumber:
        break;
      case Kind::kText: {
        const auto length = static_cast<double>(node.length);
        out.text = {length, length * at.runs};
        break;
      }
      case Kind::kRoot:
        out.set = {at.runs, at.runs, at.runs, 1, profile_.document};
        break;
      case Kind::kStep:
        out.set = joins_wide_step(node) ? step(node, source(*node.from, at), joined(node.axis))
                                        : step(node, source(node, at), node.axis);
        break;
      case Kind::kFilter:
        out.set = filter(node, at);
        break;
      case Kind::kUnion:
        out.set = both(eval(*node.parts[0], at).set, eval(*node.parts[1], at).set);
        break;
      case Kind::kCall:
        call(node, at, out);
        break;
      case Kind::kEquality:
      case Kind::kOrder:
        compare(eval(*node.parts[0], at), eval(*node.parts[1], at), at.runs,
                node.kind == Kind::kOrder);
        break;
      case Kind::kLogic:
        for (const auto& part : node.parts) eval(*part, at);
        break;
      case Kind::kArithmetic:
        for (const auto& part : node.parts) number_of(eval(*part, at), at.runs);
        break;
    }
    return out;
  }

  const Kin& kin_of(const Plan::Node& step) const {
    const bool attribute = step.axis == Axis::kAttribute;
    switch (step.test) {
      case Plan::Test::kName:
        return attribute ? profile_.named_attributes[step.place]
                         : profile_.named_elements[step.place];
      case Plan::Test::kAllOfAxis:
        return attribute ? profile_.attributes : profile_.elements;
      case Plan::Test::kText:
        return profile_.texts;
      case Plan::Test::kOther:
        return profile_.others;
      default:
        return attribute ? profile_.attributes : profile_.any;
    }
  }

  /// What a step comes across from all nodes of the sets.
  struct Way {
    double passed;
    double repeats;  ///< how often one node is found, at most
    double most;     ///< that one set can have
    bool unique;     ///< as no node is found from two of one set
  };
  Way way(Axis axis, const PricedSet& from, const Kin& to) const {
    const auto& any = profile_.any;
    switch (axis) {
      case Axis::kChild:
        return {std::min(from.repeats * any.count, from.pairs * any.per_parent), from.repeats,
                from.most * to.per_parent, true};
      case Axis::kAttribute:
        return {std::min(from.repeats * profile_.attributes.count,
                         from.pairs * profile_.attributes.per_parent),
                from.repeats, from.most * to.per_parent, true};
      case Axis::kSelf:
        return {from.pairs, from.repeats, from.most, true};
      case Axis::kParent:
        return {from.pairs, from.repeats * any.per_parent, from.most, false};
      case Axis::kDescendant:
      case Axis::kDescendantOrSelf:
        return {std::min(from.repeats * from.kin.subtree, from.pairs * from.kin.subtree_most),
                from.repeats * (profile_.depth + 1), from.most * from.kin.subtree_most, false};
      case Axis::kAncestor:
      case Axis::kAncestorOrSelf:
        return {from.pairs * (profile_.depth + 1), from.repeats * to.subtree_most,
                from.most * (profile_.depth + 1), false};
      case Axis::kFollowingSibling:
      case Axis::kPrecedingSibling:
        return {from.pairs * any.per_parent, from.repeats * any.per_parent,
                from.most * to.per_parent, false};
      case Axis::kFollowing:
        return {from.pairs * any.count, from.repeats * any.count, to.count, false};
      case Axis::kPreceding:  // asks of each node whether it is an ancestor
        return {from.pairs * any.count * (profile_.depth + 1), from.repeats * any.count, to.count,
                false};
      default:  // pugixml knows no nodes of namespaces
        return {0, 0, 0, true};
    }
  }

  PricedSet source(const Plan::Node& step, const PricedFor& at) {
    return step.from ? eval(*step.from, at).set : here(at);
  }
  static Axis joined(Axis behind) {
    return behind == Axis::kChild || behind == Axis::kDescendant ? Axis::kDescendant
                                                                 : Axis::kDescendantOrSelf;
  }

  PricedSet step(const Plan::Node& node, const PricedSet& from, Axis axis) {
    const Kin& to = kin_of(node);
    const Way way = this->way(axis, from, to);
    double repeats = std::min(way.repeats, from.pairs);
    double found = std::min(way.passed, repeats * to.count);
    double most = std::min(way.most, to.count);
    // A name is compared as far as it is like the one asked for.
    const double name = static_cast<double>(node.name.size()) / 8;
    pay(from.pairs * kOfOperation + way.passed * (kOfPassing + name) + found * kOfFinding);
    for (const auto& predicate : node.parts) {
      ask(*predicate, {found, std::min(found, repeats), to});
      if (is_place(*predicate)) {
        found = std::min(found, from.pairs);
        most = std::min(most, from.most);
      }
    }
    if (!way.unique) {
      pay(found * kOfDuplicate);
      repeats = std::min(repeats, from.runs);
    }
    const double pairs = std::min({found, repeats * to.count, from.runs * most});
    return {from.runs, pairs, repeats, most, to};
  }
  void ask(const Plan::Node& predicate, const PricedFor& at) {
    pay(at.runs * kOfOperation);
    if (predicate.kind != Kind::kNumber) eval(predicate, at);
  }

  PricedSet filter(const Plan::Node& node, const PricedFor& at) {
    auto set = eval(*node.from, at).set;
    sort(set.pairs, set.most);
    for (const auto& predicate : node.parts) {
      ask(*predicate, {set.pairs, std::min(set.pairs, set.repeats), set.kin});
      if (!is_place(*predicate)) continue;
      set.pairs = std::min(set.pairs, set.runs);
      set.most = std::min(set.most, 1.0);
    }
    return set;
  }

  PricedSet both(const PricedSet& a, const PricedSet& b) {
    const double pairs = a.pairs + b.pairs;
    pay(pairs * (kOfFinding + kOfDuplicate));
    PricedSet out{a.runs, pairs, std::min(a.runs, a.repeats + b.repeats), a.most + b.most, {}};
    out.kin.count = std::min(profile_.any.count, a.kin.count + b.kin.count);
    out.kin.per_parent = std::min(profile_.any.per_parent, a.kin.per_parent + b.kin.per_parent);
    out.kin.subtree = a.kin.subtree + b.kin.subtree;
    out.kin.subtree_most = std::max(a.kin.subtree_most, b.kin.subtree_most);
    out.kin.text = a.kin.text + b.kin.text;
    out.kin.text_most = std::max(a.kin.text_most, b.kin.text_most);
    return out;
  }

  /// As all of them, though pugixml ends at the first that holds.
  void compare(const PricedValue& a, const PricedValue& b, double runs, bool order) {
    const bool sets = a.yields == Yields::kNodes && b.yields == Yields::kNodes;
    if (!sets && a.yields != Yields::kNodes && b.yields != Yields::kNodes) {
      const bool numbers = order || a.yields == Yields::kNumber || b.yields == Yields::kNumber;
      for (const auto* side : {&a, &b}) {
        if (numbers)
          number_of(*side, runs);
        else
          pay(text_of(*side, runs).sum);
      }
      return;
    }
    if (!sets) {
      const auto& set = a.yields == Yields::kNodes ? a.set : b.set;
      const auto& other = a.yields == Yields::kNodes ? b : a;
      if (other.yields == Yields::kTruth) return;
      const auto text = texts_of(set);
      pay(set.pairs * kOfOperation + text.sum);
      if (order || other.yields == Yields::kNumber) {
        read_numbers(text, set.pairs);
        number_of(other, runs);
      }
      return;
    }
    // Each with each; both string values are made anew each time.
    const double pairs = a.set.pairs + std::min(a.set.pairs * b.set.most, b.set.pairs * a.set.most);
    double units = pairs * (kOfOperation + (order ? 2 * kOfNumber : 0));
    for (const auto& [one, other] : {std::pair{&a.set, &b.set}, std::pair{&b.set, &a.set}}) {
      const double before = cost_;
      const auto text = texts_of(*one);
      const double once = cost_ - before + text.sum * (1 + (order ? kOfDigit : 0));
      cost_ = before;
      units += once * std::max(1.0, other->most);
    }
    pay(units);
  }

  void call(const Plan::Node& node, const PricedFor& at, PricedValue& out) {
    const auto& name = node.name;
    if (name == "count" || name == "boolean" || name == "not" || name == "id") {
      for (const auto& part : node.parts) eval(*part, at);
      return;
    }
    if (name == "floor" || name == "ceiling" || name == "round") {
      for (const auto& part : node.parts) number_of(eval(*part, at), at.runs);
      return;
    }
    if (name == "sum") {
      for (const auto& part : node.parts) {
        const auto value = eval(*part, at);
        read_numbers(texts_of(value.set), value.set.pairs);
      }
      return;
    }
    if (name == "local-name" || name == "name" || name == "namespace-uri" || name == "lang") {
      for (const auto& part : node.parts) text_of(eval(*part, at), at.runs);
      // Up to the root, through what is declared on the way.
      const double declared =
          std::min(profile_.depth * profile_.attributes.per_parent, profile_.attributes.count);
      pay(at.runs * (profile_.depth + declared) * kOfPassing);
      out.text = {profile_.attributes.text_most, 0};
      if (name != "namespace-uri") out.text.most = profile_.longest_name;
      out.text.sum = at.runs * out.text.most;
      return;
    }
    arguments(node, at, out);
  }
  /// Of functions that take texts, or the string value of the context.
  void arguments(const Plan::Node& node, const PricedFor& at, PricedValue& out) {
    const bool takes_here = node.name == "string" || node.name == "normalize-space" ||
                            node.name == "string-length" || node.name == "number";
    double most = 0, sum = 0, from = 0;
    if (node.parts.empty() && takes_here) {
      const auto text = first_texts(here(at));
      most = text.most;
      sum = text.sum;
    }
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      const auto text = text_of(eval(*node.parts[i], at), at.runs);
      if (i == 1) from = text.most;
      most += text.most;
      sum += text.sum;
    }
    // Of translate(): each letter is looked for among those of the second text.
    pay(sum * (node.name == "translate" ? 8 + from / 4 : 4));
    if (node.name == "number") read_numbers({most, sum}, at.runs);
    out.text = {most, sum};
  }

  const Profile& profile_;
  double cost_ = 0;
};

std::uint64_t units(double cost) {
  return cost < kMost ? static_cast<std::uint64_t>(cost) : static_cast<std::uint64_t>(kMost);
}

}  // namespace

std::uint64_t price_of(const Plan& plan, const Profile& profile) {
  return plan.root ? units(Pricer(profile).run(*plan.root)) : units(kMost);
}

std::uint64_t price_of(const Profile& profile) { return units(profile.any.count * kOfSurvey); }

}  // namespace ricochet::match::xpath
