#include "match/template/template.h"

#include <algorithm>
#include <iterator>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "match/template/eval/evaluator.h"
#include "match/template/eval/rehearsal.h"
#include "match/template/syntax/parser.h"
#include "match/text/error.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

using base::Json;

/// One string of a JSON value: parsed and evaluated; an error gets the pointer.
base::Result<Json> expand_string(const std::string& text, const NameScope& scope, Dialect dialect,
                                 const RenderLimits& limits, const std::string& pointer) {
  const auto has = [&text](const char* mark) { return text.find(mark) != std::string::npos; };
  const bool numeric = dialect == Dialect::kMoco && has("#{");
  if (!has("${") && !has("<#") && !has("<@") && !numeric) return Json(text);
  auto parsed = Template::parse(text, dialect);
  auto result = parsed ? parsed->evaluate(scope, limits) : base::Result<Json>(parsed.error());
  if (result) return result;
  base::Diag error = result.error();
  error.where.pointer = pointer;
  return error;
}

base::Result<Json> expand(const Json& value, const NameScope& scope, Dialect dialect,
                          const RenderLimits& limits, const std::string& pointer,
                          std::size_t depth) {
  if (depth > base::kMaxJsonDepth) {
    base::Diag d(
        "template/limit",
        "the value is nested deeper than " + std::to_string(base::kMaxJsonDepth) + " levels",
        "flatten it");
    d.where.pointer = pointer;
    return d;
  }
  if (value.is_string())
    return expand_string(value.get_ref<const std::string&>(), scope, dialect, limits, pointer);
  if (value.is_array()) {
    Json out = Json::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
      auto element =
          expand(value[i], scope, dialect, limits, base::pointer_append(pointer, i), depth + 1);
      if (!element) return element;
      out.push_back(std::move(*element));
    }
    return out;
  }
  if (!value.is_object()) return value;
  Json out = Json::object();
  for (auto it = value.begin(); it != value.end(); ++it) {
    const auto below = base::pointer_append(pointer, it.key());
    auto key = expand_string(it.key(), scope, dialect, limits, below);
    if (!key) return key;
    const auto name = key->is_string() ? key->get<std::string>() : base::compact_json(*key);
    if (out.contains(name)) {
      base::Diag d("template/duplicate-key", "two keys become " + base::in_quotes(name),
                   "rename one of them");
      d.where.pointer = below;
      return d;
    }
    auto member = expand(it.value(), scope, dialect, limits, below, depth + 1);
    if (!member) return member;
    out[name] = std::move(*member);
  }
  return out;
}

}  // namespace

base::Result<Template> Template::parse(std::string_view text, Dialect dialect) {
  Template out;
  try {
    out.parsed_ = tpl::parse(std::string(text), dialect);
  } catch (const tpl::Failure& failure) {
    return failure.diag;
  }
  return out;
}

base::Result<std::string> Template::render(const NameScope& scope,
                                           const RenderLimits& limits) const {
  try {
    const Work work;  // of its regular expressions
    return tpl::Evaluator(*parsed_, scope, limits).render();
  } catch (const tpl::Failure& failure) {
    return failure.diag;
  }
}

base::Result<Json> Template::evaluate(const NameScope& scope, const RenderLimits& limits) const {
  try {
    const auto& nodes = parsed_->nodes;
    const bool one_value =
        nodes.size() == 1 && nodes.front().kind == tpl::Node::Kind::kValue && !nodes.front().escape;
    const Work work;
    tpl::Evaluator evaluator(*parsed_, scope, limits);
    if (!one_value) return Json(evaluator.render());
    return evaluator.whole_value(*nodes.front().expr);
  } catch (const tpl::Failure& failure) {
    return failure.diag;
  }
}

const std::string& Template::text() const { return parsed_->text; }

bool Template::constant() const {
  for (const auto& node : parsed_->nodes) {
    if (node.kind != tpl::Node::Kind::kText) return false;
  }
  return true;
}

const std::vector<Template::Reference>& Template::references() const { return parsed_->references; }

std::vector<base::Diag> Template::check(const NameScope& scope) const {
  std::vector<base::Diag> out;
  const auto functions = scope.function_names();
  const auto names = scope.names();
  for (const auto& reference : references()) {
    const auto& known = reference.function ? functions : names;
    if (std::find(known.begin(), known.end(), reference.name) != known.end()) continue;
    out.push_back(
        text_error(reference.function ? "template/unknown-function" : "template/undefined",
                   reference.function ? "unknown function " + reference.name + "()"
                                      : reference.name + " is not defined",
                   text(), reference.offset, reference.name.size(),
                   base::did_you_mean(reference.name, known)));
    if (!reference.function) out.back().severity = base::Severity::kWarning;
  }
  auto rehearsed = tpl::rehearse(*parsed_, scope);
  std::move(rehearsed.begin(), rehearsed.end(), std::back_inserter(out));
  return out;
}

base::Result<Json> expand_json(const Json& value, const NameScope& scope, Dialect dialect,
                               const RenderLimits& limits) {
  return expand(value, scope, dialect, limits, "", 0);
}

void report_expansion(const base::JsonReader& reader, const base::Diag& error) {
  base::Diag d = error;
  const auto pointer = reader.pointer() + error.where.pointer;
  d.code = reader.area() + "/" + std::string(error.code_without_area());
  d.where = reader.document()->locate(pointer);
  // The template stands in the value or, when its key was the template, before it on the line.
  for (const auto part : {base::JsonDocument::Token::kValue, base::JsonDocument::Token::kKey}) {
    const auto place = reader.document()->locate(pointer, part);
    // The column counts from 1, so this is the byte behind the opening quote.
    const auto start = place.column - place.source_begin;
    if (error.where.source_line.empty() ||
        place.source_line.compare(std::min(start, place.source_line.size()),
                                  error.where.source_line.size(), error.where.source_line) != 0)
      continue;
    d.where = place;
    d.where.column += error.where.column;
    d.where.length = error.where.length;
    break;
  }
  reader.diags().add(std::move(d));
}

}  // namespace ricochet::match
