#pragma once
#include <string>

#include "base/json/json.h"
#include "match/template/template.h"
#include "match/text/error.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {

/// What tests render against: variables from JSON text, a seeded Random and a clock that stands at
/// 2026-11-21T09:12:00.000123Z.
struct World {
  explicit World(const std::string& vars = "{}", Dialect d = Dialect::kMoco)
      : dialect(d),
        object(json(vars)),
        functions(
            random, [] { return base::WallTime(std::chrono::microseconds(1'795'252'320'000'123)); },
            d),
        scope(object, &functions) {}

  /// The text, or `code@offset: message (hint)`.
  std::string render(const std::string& text, const RenderLimits& limits = {}) const {
    const auto parsed = Template::parse(text, dialect);
    if (!parsed) return show(parsed.error(), text);
    const auto out = parsed->render(scope, limits);
    return out ? *out : show(out.error(), text);
  }
  std::string evaluate(const std::string& text) const {
    const auto out = Template::parse(text, dialect)->evaluate(scope);
    return out ? out->dump() : show(out.error(), text);
  }
  static std::string show(const base::Diag& d, const std::string& text) {
    return d.code + "@" + std::to_string(offset_of(d, text)) + ": " + d.message +
           (d.hint.empty() ? "" : " (" + d.hint + ")");
  }

  Dialect dialect;
  base::Json object;
  base::Random random{42};
  FunctionScope functions;
  JsonScope scope;
};

}  // namespace ricochet::match
