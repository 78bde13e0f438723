#include <algorithm>
#include <iterator>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "match/give_up.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::JsonReader;
using Matchers = std::vector<std::shared_ptr<const Matcher>>;

/// Alternatives that one explanation looks into, and how much of each it shows.
constexpr std::size_t kMaxExplained = 16;
constexpr std::size_t kShownOfMatchers = 300;
/// That a description names; people read no more.
constexpr std::size_t kMaxTold = 100;

std::string joined(const Matchers& matchers, const char* word) {
  std::string out;
  std::size_t told = 0;
  for (const auto& matcher : matchers) {
    if (told++ == kMaxTold)
      return out + " " + word + " " + std::to_string(matchers.size() - kMaxTold) + " more)";
    out += (out.empty() ? "(" : std::string(" ") + word + " ") + matcher->describe();
  }
  return out + ")";
}

std::string failed_texts(const std::vector<Condition>& conditions) {
  std::string out;
  for (const auto& c : conditions) {
    if (c.ok) continue;
    out += (out.empty() ? "" : "; ") + c.name + " should be " + c.expected + ", got " + c.actual;
    if (!c.detail.empty()) out += " (" + c.detail + ")";
  }
  return base::shorten(out, kShownOfMatchers);
}

/// A part that is made of whole matchers.
class Nested : public Part {
 public:
  explicit Nested(Matchers matchers) : matchers_(std::move(matchers)) {}
  bool needs_body() const override {
    return std::any_of(matchers_.begin(), matchers_.end(),
                       [](const auto& matcher) { return matcher->needs_body(); });
  }
  bool may_give_up() const override {
    return std::any_of(matchers_.begin(), matchers_.end(),
                       [](const auto& matcher) { return matcher->may_give_up(); });
  }

 protected:
  Matchers matchers_;
};

/// any: at least one of the objects fits.
class AnyPart final : public Nested {
 public:
  using Nested::Nested;
  bool matches(const Subject& subject) const override { return first_fitting(subject) != nullptr; }

  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "any";
    c.expected = "one of " + std::to_string(matchers_.size()) + ": " +
                 base::shorten(joined(matchers_, "or"), kShownOfMatchers);
    if (const auto* fitting = first_fitting(subject)) {
      c.ok = true;
      c.actual = (*fitting)->describe();
      return c;
    }
    c.actual = "none of them";
    std::size_t best = 0, fewest = 0;
    std::vector<Condition> nearest;
    for (std::size_t i = 0; i < std::min(matchers_.size(), kMaxExplained); ++i) {
      auto conditions = matchers_[i]->explain(subject);
      const auto failed = static_cast<std::size_t>(std::count_if(
          conditions.begin(), conditions.end(), [](const Condition& x) { return !x.ok; }));
      if (i != 0 && failed >= fewest) continue;
      best = i;
      fewest = failed;
      nearest = std::move(conditions);
    }
    c.detail = "nearest is " + matchers_[best]->describe() + ": " + failed_texts(nearest);
    return c;
  }
  std::string describe() const override { return joined(matchers_, "or"); }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    key.paths = std::vector<ValueKey>();
    key.methods = std::vector<std::string>();
    for (const auto& matcher : matchers_) {
      auto own = matcher->selective_key();
      key.paths = either(std::move(key.paths), std::move(own.paths));
      key.exact = matcher == matchers_.front() ? std::move(own.exact)
                                               : either(std::move(key.exact), own.exact);
      if (!own.methods)
        key.methods.reset();
      else if (key.methods)
        key.methods->insert(key.methods->end(), own.methods->begin(), own.methods->end());
    }
    return key;
  }
  std::map<std::string, std::string> variables(const Subject& subject) const override {
    const auto* fitting = first_fitting(subject);
    return fitting == nullptr ? std::map<std::string, std::string>()
                              : (*fitting)->path_variables(subject);
  }

 private:
  const std::shared_ptr<const Matcher>* first_fitting(const Subject& subject) const {
    const auto it = std::find_if(matchers_.begin(), matchers_.end(),
                                 [&](const auto& matcher) { return matcher->matches(subject); });
    return it == matchers_.end() ? nullptr : &*it;
  }
};

/// all: each of the objects fits. Their conditions count as the matcher's own.
class AllPart final : public Nested {
 public:
  using Nested::Nested;
  bool matches(const Subject& subject) const override {
    return std::all_of(matchers_.begin(), matchers_.end(),
                       [&](const auto& matcher) { return matcher->matches(subject); });
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "all";
    c.ok = matches(subject);
    c.expected = describe();
    c.actual = c.ok ? "all of them" : "not all of them";
    return c;
  }
  void explain_into(const Subject& subject, std::vector<Condition>& out) const override {
    for (const auto& matcher : matchers_) {
      for (auto& condition : matcher->explain(subject)) out.push_back(std::move(condition));
    }
  }
  std::string describe() const override { return joined(matchers_, "and"); }
  SelectiveKey selective_key() const override {
    SelectiveKey key;
    bool sure = true;  // that none before it gives up
    for (const auto& matcher : matchers_) {
      auto own = matcher->selective_key();
      key.paths = both(std::move(key.paths), std::move(own.paths));
      if (sure) std::move(own.exact.begin(), own.exact.end(), std::back_inserter(key.exact));
      sure = sure && !matcher->may_give_up();
      if (!key.methods) key.methods = std::move(own.methods);
    }
    return key;
  }
  std::map<std::string, std::string> variables(const Subject& subject) const override {
    std::map<std::string, std::string> out;
    for (const auto& matcher : matchers_) out.merge(matcher->path_variables(subject));
    return out;
  }
};

/// not: the object does not fit. What gave up has no verdict, so its opposite is none either.
class NotPart final : public Nested {
 public:
  using Nested::Nested;
  bool matches(const Subject& subject) const override {
    const auto before = give_ups();
    return !matchers_.front()->matches(subject) && give_ups() == before;
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "not";
    c.ok = matches(subject);
    c.expected = base::shorten(describe(), kShownOfMatchers);
    const bool fits = matchers_.front()->matches(subject);
    c.actual = fits ? "it fits" : "it does not fit";
    if (!c.ok && !fits) c.detail = failed_texts(matchers_.front()->explain(subject));
    return c;
  }
  std::string describe() const override { return "not " + joined(matchers_, "and"); }
};

std::shared_ptr<const Matcher> one(const JsonReader& value, const CompileContext& context) {
  return compile_matcher(value, context.options, context.depth + 1);
}

/// The list of objects, or an empty list when something was reported.
Matchers list(const JsonReader& value, const CompileContext& context) {
  Matchers out;
  if (!value.is_array() || value.value().empty()) {
    value.error(value.is_array() ? "empty-matcher" : "wrong-type",
                base::in_quotes(value.key()) + " takes a list of request objects, got " +
                    (value.is_array() ? "an empty one" : JsonReader::describe(value.value())),
                R"(write [ { "uri": "/a" }, { "uri": "/b" } ])");
    return out;
  }
  bool whole = true;
  for (const auto& element : value.elements()) {
    auto matcher = one(element, context);
    whole = whole && matcher != nullptr;
    if (matcher) out.push_back(std::move(matcher));
  }
  return whole ? out : Matchers();
}

}  // namespace

void compile_any(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (auto matchers = list(value, context); !matchers.empty())
    out.push_back(std::make_unique<AnyPart>(std::move(matchers)));
}

void compile_all(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (auto matchers = list(value, context); !matchers.empty())
    out.push_back(std::make_unique<AllPart>(std::move(matchers)));
}

void compile_not(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (auto matcher = one(value, context))
    out.push_back(std::make_unique<NotPart>(Matchers{std::move(matcher)}));
}

}  // namespace ricochet::match
