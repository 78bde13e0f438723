#include "match/matcher.h"

#include <algorithm>
#include <iterator>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "match/part/findings.h"
#include "match/part/part.h"

namespace ricochet::match {

Misfit Matcher::misfit(const Subject& subject) const {
  Misfit misfit;
  for (const auto& condition : explain(subject)) {
    if (condition.ok) continue;
    ++misfit.failed;
    misfit.path = misfit.path || condition.aspect == Aspect::kPath;
  }
  return misfit;
}

std::size_t Part::failures(const Subject& subject) const {
  std::vector<Condition> conditions;
  explain_into(subject, conditions);
  return static_cast<std::size_t>(std::count_if(conditions.begin(), conditions.end(),
                                                [](const Condition& c) { return !c.ok; }));
}

namespace {

using base::JsonReader;

class CompiledMatcher final : public Matcher {
 public:
  CompiledMatcher(Parts method, Parts uri, Parts others)
      : method_(std::move(method)), uri_(std::move(uri)), others_(std::move(others)) {}

  bool matches(const Subject& subject) const override {
    return all([&](const Part& part) { return fits(part, subject); });
  }

  std::vector<Condition> explain(const Subject& subject) const override {
    std::vector<Condition> out;
    all([&](const Part& part) {
      match::explain_into(part, subject, out);
      return true;
    });
    return out;
  }

  std::vector<Condition> explain_unless_path_fails(const Subject& subject) const override {
    const bool lost = path_fails(subject);
    std::vector<Condition> out;
    all([&](const Part& part) {
      if (!lost || !part.needs_body()) match::explain_into(part, subject, out);
      return true;
    });
    return out;
  }

  Misfit misfit(const Subject& subject) const override {
    Misfit misfit;
    misfit.path = path_fails(subject);
    all([&](const Part& part) {
      if (!misfit.path || !part.needs_body()) misfit.failed += match::failures(part, subject);
      return true;
    });
    return misfit;
  }

  std::string describe() const override {
    std::string line;
    for (const auto* group : {&method_, &uri_}) {
      for (const auto& part : *group) line += (line.empty() ? "" : " ") + part->describe();
    }
    if (others_.empty()) return line.empty() ? "anything" : line;
    std::string rest;
    for (const auto& part : others_) rest += (rest.empty() ? "" : ", ") + part->describe();
    return line.empty() ? rest : line + " with " + rest;
  }

  SelectiveKey selective_key() const override {
    SelectiveKey key;
    bool sure = true;  // that no part before it gives up
    all([&](const Part& part) {
      auto own = part.selective_key();
      key.paths = both(std::move(key.paths), std::move(own.paths));
      if (sure) std::move(own.exact.begin(), own.exact.end(), std::back_inserter(key.exact));
      sure = sure && !part.may_give_up();
      if (!key.methods) key.methods = std::move(own.methods);
      return true;
    });
    return key;
  }

  bool may_give_up() const override {
    return !all([](const Part& part) { return !part.may_give_up(); });
  }

  bool needs_body() const override {
    return std::any_of(others_.begin(), others_.end(),
                       [](const auto& part) { return part->needs_body(); });
  }

  std::map<std::string, std::string> path_variables(const Subject& subject) const override {
    std::map<std::string, std::string> out;
    all([&](const Part& part) {
      out.merge(part.variables(subject));
      return true;
    });
    return out;
  }

 private:
  bool path_fails(const Subject& subject) const {
    return std::any_of(uri_.begin(), uri_.end(),
                       [&](const auto& part) { return !fits(*part, subject); });
  }
  template <class Visit>
  bool all(const Visit& visit) const {
    for (const auto* group : {&method_, &uri_, &others_}) {
      for (const auto& part : *group) {
        if (!visit(*part)) return false;
      }
    }
    return true;
  }

  Parts method_, uri_, others_;
};

bool allowed(const KeySpec& spec, Kind kind) {
  return kind == Kind::kEvent ? spec.for_event : spec.for_request;
}

/// Keys that stand elsewhere in the language: say so, instead of guessing at a typo.
std::string hint_for(const std::string& key, Kind kind, const std::vector<std::string>& names) {
  for (const auto& spec : part_table()) {
    if (spec.name == key)
      return kind == Kind::kEvent ? "an event has no " + key : "only an event has a " + key;
  }
  if (key == "methods") return "\"method\" also takes a list: [\"GET\", \"POST\"]";
  if (key == "body") return "did you mean \"text\", \"json\" or \"json_paths\"?";
  if (key == "path" || key == "url") return "did you mean \"uri\"?";
  return base::did_you_mean(key, names);
}

}  // namespace

std::shared_ptr<const Matcher> Matcher::compile(const JsonReader& object,
                                                const CompileOptions& options) {
  return compile_matcher(object, options, 0);
}

std::shared_ptr<const Matcher> compile_matcher(const JsonReader& object,
                                               const CompileOptions& options, std::size_t depth) {
  if (depth > kMaxMatcherNesting) {
    object.error("too-deep",
                 "\"any\", \"all\" and \"not\" stand in one another more than " +
                     std::to_string(kMaxMatcherNesting) + " deep",
                 "write it flatter");
    return nullptr;
  }
  const base::ErrorMark mark(object.diags());
  if (!object.object({})) return nullptr;
  const auto names = matcher_keys(options.kind);
  for (const auto& member : object.members()) {
    if (std::find(names.begin(), names.end(), member.key()) != names.end()) continue;
    member.error_at_key("unknown-key", "unknown key " + base::in_quotes(member.key()),
                        hint_for(member.key(), options.kind, names));
  }
  Parts method, uri, others;
  const JsonReader read = object.as(matcher_shape(options.kind));
  // The order of the table is the order of evaluation.
  for (const auto& spec : part_table()) {
    if (!allowed(spec, options.kind)) continue;
    const auto value = read.find(spec.name);
    if (!value) continue;  // null is the same as absent, as in Moco
    spec.compile(*value, CompileContext{options, read, depth},
                 spec.name == "method" ? method
                 : spec.name == "uri"  ? uri
                                       : others);
  }
  if (!mark.clean()) return nullptr;
  if (method.empty() && uri.empty() && others.empty()) {
    object.error("empty-matcher", "this selects nothing: it has no condition",
                 "leave the whole object out to match everything");
    return nullptr;
  }
  return std::make_shared<CompiledMatcher>(std::move(method), std::move(uri), std::move(others));
}

std::shared_ptr<const Matcher> Matcher::any() {
  return std::make_shared<CompiledMatcher>(Parts(), Parts(), Parts());
}

std::vector<std::string> matcher_keys(Kind kind) {
  std::vector<std::string> names;
  for (const auto& spec : part_table()) {
    if (allowed(spec, kind)) names.emplace_back(spec.name);
  }
  return names;
}

}  // namespace ricochet::match
