#include "stubserver/values/stub_template.h"

#include <vector>

#include "base/json/json.h"
#include "base/text/text.h"
#include "match/template/request.h"
#include "match/text/error.h"
#include "stubserver/model/answer_input.h"

namespace ricochet::stubserver {

namespace {

/// What no answer will have, or no rendering can do. A name that is not known is a warning: it may
/// stand where it is never asked for.
std::vector<base::Diag> findings_of(const match::Template& text, const TemplateVars* vars) {
  const match::Request request;
  const match::Subject subject(request);
  base::Json names = base::Json::object();
  if (vars != nullptr) {
    for (const auto& name : vars->names()) names[name] = "";
  }
  base::Random random(0);
  const match::FunctionScope functions(
      random, [] { return base::WallTime(); }, match::Dialect::kMoco);
  const match::JsonScope with_vars(names, &functions);
  const match::RequestScope scope(subject, {}, &with_vars);
  return text.check(scope);
}

bool is_name(const base::Diag& finding) { return finding.severity == base::Severity::kWarning; }

}  // namespace

StubTemplate::Place StubTemplate::place_of(const base::JsonReader& value,
                                           base::JsonDocument::Token part, std::string_view text,
                                           std::size_t shift) {
  const base::Location where = value.location(part);
  Place out{where.file, where.line, where.column, false};
  if (!where.known() || where.column <= where.source_begin) return out;
  const std::size_t quote = where.column - 1 - where.source_begin;
  const std::string_view line = where.source_line;
  out.as_written = line.substr(std::min(quote + 1 + shift, line.size()), text.size()) == text;
  if (out.as_written) out.column += 1 + shift;
  return out;
}

std::optional<StubTemplate> StubTemplate::compile(const base::JsonReader& source,
                                                  const TemplateVars* vars, bool trimmed) {
  const auto written = source.string();
  if (!written) return std::nullopt;
  const std::string_view text = trimmed ? base::trim(*written) : std::string_view(*written);
  const auto shift = static_cast<std::size_t>(text.data() - written->data());
  auto parsed = match::Template::parse(text, match::Dialect::kMoco);
  if (!parsed) {
    match::report(source, parsed.error(), shift);
    return std::nullopt;
  }
  bool good = true;
  for (const auto& finding : findings_of(*parsed, vars)) {
    if (is_name(finding)) {
      source.warning("unknown-name", finding.message, finding.hint);
    } else {
      match::report(source, finding, shift);
      good = false;
    }
  }
  if (!good) return std::nullopt;
  return StubTemplate(std::move(*parsed),
                      place_of(source, base::JsonDocument::Token::kValue, text, shift));
}

std::optional<StubTemplate> StubTemplate::compile_key(const base::JsonReader& member) {
  auto parsed = match::Template::parse(member.key(), match::Dialect::kMoco);
  if (!parsed) {
    member.error_at_key("bad-template", parsed.error().message, parsed.error().hint);
    return std::nullopt;
  }
  for (const auto& finding : findings_of(*parsed, nullptr)) {
    if (is_name(finding)) continue;
    member.error_at_key("bad-template", finding.message, finding.hint);
    return std::nullopt;
  }
  return StubTemplate(std::move(*parsed),
                      place_of(member, base::JsonDocument::Token::kKey, member.key(), 0));
}

base::Result<StubTemplate> StubTemplate::of_file(std::string_view content,
                                                 const std::string& path) {
  auto parsed = match::Template::parse(content, match::Dialect::kMoco);
  if (parsed) return StubTemplate(std::move(*parsed), Place{path, 1, 1, true});
  base::Diag error = parsed.error();
  error.where.file = path;
  return error;
}

base::Result<std::string> StubTemplate::render(const match::NameScope& scope) const {
  auto text = text_.render(scope);
  if (!text) return placed(text.error());
  return text;
}

base::Result<base::Json> StubTemplate::evaluate(const match::NameScope& scope) const {
  auto value = text_.evaluate(scope);
  if (!value) return placed(value.error());
  return value;
}

/// A template error counts lines and columns within the template.
base::Diag StubTemplate::placed(base::Diag error) const {
  if (error.kind == base::Diag::Kind::kRequest) error.code = kClientsFault;
  const base::Location within = error.where;
  error.where = {};
  error.where.file = place_.file;
  error.where.line = place_.line;
  error.where.column = place_.column;
  if (!place_.as_written || !within.known()) return error;
  error.where.line += within.line - 1;
  error.where.column = within.line == 1 ? place_.column + within.column - 1 : within.column;
  return error;
}

}  // namespace ricochet::stubserver
