#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json/reader.h"
#include "base/result.h"
#include "match/template/template.h"
#include "stubserver/values/template_vars.h"

namespace ricochet::stubserver {

/// A template that knows where it stands, so that what goes wrong when it is filled in is told with
/// a line and a column of its file. Immutable, cheap to copy.
class StubTemplate {
 public:
  /// The template in a string of a stub file. Syntax errors are findings at their place, nullopt
  /// then; unknown names are warnings, because a name with a default, or one that is never reached,
  /// does no harm. `trimmed`: as Moco reads its strings. `vars` may be nullptr.
  static std::optional<StubTemplate> compile(const base::JsonReader& source,
                                             const TemplateVars* vars, bool trimmed);
  /// The same in a key of an object.
  static std::optional<StubTemplate> compile_key(const base::JsonReader& member);
  /// The content of a file. Errors: template/syntax, with the place in it.
  static base::Result<StubTemplate> of_file(std::string_view content, const std::string& path);

  /// Failures have their place in the file; kClientsFault when the request lacks what it asks for.
  base::Result<std::string> render(const match::NameScope& scope) const;
  /// The same; exactly one `${x}` yields the value with its type.
  base::Result<base::Json> evaluate(const match::NameScope& scope) const;
  const std::string& text() const { return text_.text(); }

 private:
  /// Small, because a big file has a template in each of its sessions.
  struct Place {
    std::string file;
    std::size_t line = 1, column = 1;
    bool as_written = true;  ///< false: escapes stand in the string, only its beginning is known
  };
  StubTemplate(match::Template text, Place place)
      : text_(std::move(text)), place_(std::move(place)) {}
  static Place place_of(const base::JsonReader& value, base::JsonDocument::Token part,
                        std::string_view text, std::size_t shift);
  base::Diag placed(base::Diag error) const;

  match::Template text_;
  Place place_;
};

}  // namespace ricochet::stubserver
