#include "match/template/eval/evaluator.h"

#include <algorithm>
#include <limits>

#include "base/json/json.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/template/eval/rendering_steps.h"
#include "match/text/error.h"
#include "match/work.h"

namespace ricochet::match {

std::uint64_t& rendering_steps() {
  static thread_local constinit std::uint64_t steps = 0;
  return steps;
}

namespace tpl {

using Kind = Expr::Kind;

Evaluator::Evaluator(const Parsed& parsed, const NameScope& scope, const RenderLimits& limits)
    : root_(parsed),
      parsed_(&parsed),
      scope_(scope),
      limits_(limits),
      most_in_passing_(Work::in_passing() ? Work::left_in_passing() / kWorkOfRenderingStep
                                          : std::numeric_limits<std::uint64_t>::max()) {
  for (const auto* definition : parsed.definitions)
    assigned_.insert_or_assign(definition->text, Datum(Callable{definition, nullptr}));
}

Evaluator::~Evaluator() {
  rendering_steps() += spent();
  // The counted steps are bounded by themselves elsewhere.
  if (Work::in_passing()) Work::use(spent() * kWorkOfRenderingStep);
}

std::string Evaluator::render() {
  std::string out;
  run(root_.nodes, out);
  return out;
}

base::Json Evaluator::whole_value(const Expr& expr) {
  const auto found = value(expr);
  if (found.missing() && !found.null()) undefined(expr);
  return guarded(expr, [&] { return to_json(found, *this); });
}

// ---- findings

void Evaluator::fail(std::string code, std::string message, const Expr& at,
                     std::string hint) const {
  throw Failure{text_error(std::move(code), std::move(message), parsed_->text, at.begin,
                           at.end - at.begin, std::move(hint))};
}

void Evaluator::fail(const base::Diag& inner, const Expr& at) const {
  Failure failure{text_error(inner.code, inner.message, parsed_->text, at.begin, at.end - at.begin,
                             inner.hint)};
  failure.diag.kind = inner.kind;
  throw failure;
}

void Evaluator::fail_at(std::string code, std::string message, std::size_t begin,
                        std::string hint) const {
  throw Failure{
      text_error(std::move(code), std::move(message), parsed_->text, begin, 1, std::move(hint))};
}

std::string Evaluator::source(const Expr& expr) const {
  return parsed_->text.substr(expr.begin, expr.end - expr.begin);
}

namespace {

const Expr& root_of(const Expr& expr) {
  const bool path =
      expr.kind == Kind::kMember || expr.kind == Kind::kIndex || expr.kind == Kind::kParen;
  return path ? root_of(*expr.args.front()) : expr;
}

}  // namespace

void Evaluator::undefined(const Expr& expr) {
  const auto& root = root_of(expr);
  const bool from_request = &root != &expr && root.kind == Kind::kName && root.name == "req";
  std::vector<std::string> known;
  std::string wanted;
  std::string hint;
  if (expr.kind == Kind::kName) {
    wanted = expr.name;
    known = scope_.names();
    for (const auto& own : frame_->locals) known.push_back(own.name);
    for (const auto* variables : {&frame_->variables, &assigned_, &globals_}) {
      for (const auto& [own, unused] : *variables) known.push_back(own);
    }
  } else if (expr.kind == Kind::kMember || expr.kind == Kind::kIndex) {
    if (expr.kind == Kind::kMember) wanted = expr.name;
    const auto owner = value(*expr.args.front());
    if (owner.hash() != nullptr) known = owner.hash()->keys();
    const auto dashed = std::find_if(known.begin(), known.end(), [&](const std::string& k) {
      return k.starts_with(wanted + "-");
    });
    if (!wanted.empty() && dashed != known.end())
      hint = "a name with - is written ['" + *dashed + "']";
  }
  if (hint.empty() && !wanted.empty() && !known.empty()) hint = base::did_you_mean(wanted, known);
  if (hint.empty()) hint = "give a default: " + source(expr) + "!'...'";
  // Only what the client sends can be missing from it; a misspelt part of req itself is ours to
  // mend.
  const bool part_of_req = expr.kind == Kind::kMember && &root == expr.args.front().get();
  const std::string message = source(expr) + " is not defined";
  if (from_request && !part_of_req)
    fail(base::Diag(base::Diag::Kind::kRequest, "template/request", message, hint), expr);
  fail("template/undefined", message, expr, hint);
}

// ---- bounds

void Evaluator::step(std::size_t begin) {
  if (++steps_ > limits_.max_steps)
    fail_at("template/limit",
            "the template takes more than " + std::to_string(limits_.max_steps) + " steps", begin,
            "shorten its lists");
  if (spent() > most_in_passing_) {
    Work::fall_short();
    fail_at("template/limit", "the template is filled in elsewhere", begin);
  }
}

Evaluator::Deeper::Deeper(Evaluator& e, std::size_t begin) : evaluator(e) {
  if (e.depth_ + 1 > kMaxDepth)
    e.fail_at("template/limit", "calls and blocks are nested too deeply", begin,
              "does a macro or function call itself without an end?");
  ++e.depth_;
}

void Evaluator::charge(std::size_t bytes) {
  const auto account = kAccount * limits_.max_output;
  if (Work::in_passing() && spent() + bytes / kBytesOfStep > most_in_passing_) {
    Work::fall_short();
    throw BuiltinError{"the template is filled in elsewhere", {}, "template/limit"};
  }
  if (bytes <= account && (charged_ += bytes) <= account) return;
  throw BuiltinError{"the template makes more than " + base::format_bytes(account) +
                         " of texts and lists on the way",
                     "make its values smaller", "template/limit"};
}

const Regex& Evaluator::regex(const std::string& pattern, bool whole) {
  constexpr std::size_t kMostPatterns = 100;
  constexpr std::size_t kCompiling = 20'000;  // takes as long as going through so many bytes
  const auto key = std::pair(pattern, whole);
  const auto known = regexes_.find(key);
  if (known != regexes_.end()) return known->second;
  charge(kCompiling + 16 * pattern.size());
  if (regexes_.size() >= kMostPatterns)
    throw BuiltinError{"more than " + std::to_string(kMostPatterns) + " regular expressions",
                       "write them as literals", "template/limit"};
  auto compiled = Regex::compile(pattern, {.whole = whole});
  if (!compiled)
    throw BuiltinError{compiled.error().message, compiled.error().hint, "template/bad-argument"};
  return regexes_.emplace(key, std::move(*compiled)).first->second;
}

}  // namespace tpl

}  // namespace ricochet::match
