#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/json/fwd.h"
#include "base/result.h"

namespace ricochet::requestbin {

/// The OpenAPI 3.1 document of the control listener: ours (api/openapi.json), and the parts of
/// whoever adds routes of their own. Read when it is first asked for: a server starts without.
class OpenApi {
 public:
  OpenApi();
  ~OpenApi();

  /// Merges `paths` and `components.schemas` of an OpenAPI document into ours; a path that is there
  /// already gets the other's methods. Errors: bin/bad-openapi, also for a method or schema that is
  /// described twice.
  base::Status add(std::string_view part);
  std::string text() const;
  const base::Json& document() const;

 private:
  mutable std::unique_ptr<base::Json> document_;  ///< nullptr: nobody has asked
};

}  // namespace ricochet::requestbin
