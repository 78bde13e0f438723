#pragma once
#include <cstdint>
#include <functional>
#include <pugixml.hpp>
#include <random>
#include <string>
#include <vector>

namespace ricochet::match {

/// An XPath that is made up at random, and evaluated as XPath 1.0 says, without
/// any cleverness: each node that an axis passes is visited, predicates are
/// asked of every node, string values are made anew for each comparison, and
/// nothing ends early. Visits are counted, so that what an evaluation costs is
/// known without a clock.
class NaiveXPath {
 public:
  explicit NaiveXPath(std::mt19937& random);
  NaiveXPath(const NaiveXPath&) = delete;
  NaiveXPath& operator=(const NaiveXPath&) = delete;

  const std::string& text() const { return text_; }
  /// What it yields: "3 nodes: a|b", or a number. More than kMostVisits: it is
  /// given up, "".
  std::string evaluate(const pugi::xml_document& document);
  /// Of the last evaluation.
  std::uint64_t visits() const { return visits_; }

  static constexpr std::uint64_t kMostVisits = 1'000'000;
  struct TooMany {};

 private:
  using Nodes = std::vector<pugi::xpath_node>;
  /// A node among those that a predicate is asked of.
  struct At {
    pugi::xpath_node node;
    std::size_t position = 1, last = 1;
  };
  /// One of the made-up parts: how it is written, and what it yields.
  template <class T>
  struct Part {
    std::string text;
    std::function<T(const At&)> eval;
  };
  using Path = Part<Nodes>;
  using Truth = Part<bool>;

  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  std::string name();

  Path path(int depth);
  Path relative(int depth);
  Path step(Path from, int depth, bool wide);
  Truth predicate(int depth);
  static bool joins_wide(const std::string& axis, const std::vector<Truth>& predicates);
  Truth comparison(int depth);

  void visit(std::uint64_t nodes = 1);
  std::string string_value(const pugi::xpath_node& node);
  Nodes on_axis(const std::string& axis, const pugi::xpath_node& from);
  bool fits(const std::string& test, const std::string& axis, const pugi::xpath_node& node) const;
  void add(Nodes& to, const Nodes& from);

  std::mt19937& random_;
  std::string text_;
  Path nodes_;
  bool counts_ = false;
  pugi::xml_node root_;
  std::uint64_t visits_ = 0;
};

}  // namespace ricochet::match
