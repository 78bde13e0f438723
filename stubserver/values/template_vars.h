#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json/reader.h"
#include "base/result.h"
#include "match/subject.h"

namespace ricochet::stubserver {

/// Takes one value out of the request, for a variable of a template.
class Extractor {
 public:
  virtual ~Extractor() = default;
  /// Moco's shapes: cookies, forms and definite JSON paths give a string, all else a list. Error
  /// stub/bad-request when the request has no such value.
  virtual base::Result<base::Json> value(const match::Subject& subject) const = 0;
};

/// The `vars` of a template: strings, and values taken out of the request by `{"json_path":
/// "$.a"}`, `xpath`, `header`, `cookie`, `form` or `queries` (and the other spellings that Moco
/// takes). Immutable.
class TemplateVars {
 public:
  /// Findings go to the reader's list, nullptr then.
  static std::shared_ptr<const TemplateVars> compile(const base::JsonReader& object);

  /// An object with a member for each variable.
  base::Result<base::Json> values(const match::Subject& subject) const;
  std::vector<std::string> names() const;

 private:
  struct Var {
    std::string name;
    std::string text;  ///< when there is no extractor
    std::unique_ptr<const Extractor> extractor;
  };
  std::vector<Var> vars_;
};

}  // namespace ricochet::stubserver
