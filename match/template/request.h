#pragma once
#include <map>
#include <memory>
#include <string>

#include "match/subject.h"
#include "match/template/model/scope.h"

namespace ricochet::match {

/// Moco's `req`: method, uri, version, content, headers['X'] (in any case), queries['q'],
/// forms['f'], cookies['c'], json, xml (without its root), path.x, client.address, client.port. In
/// front of another scope (optional). The subject and the outer scope must outlive it.
class RequestScope final : public NameScope {
 public:
  /// `path` are the variables that the matcher captured (Matcher::path_variables).
  RequestScope(const Subject& subject, std::map<std::string, std::string> path,
               const NameScope* outer = nullptr);
  std::optional<Value> lookup(std::string_view name) const override;
  std::vector<std::string> names() const override;
  std::optional<base::Result<Value>> call(std::string_view name,
                                          const std::vector<Value>& args) const override;
  std::vector<std::string> function_names() const override;
  std::optional<base::WallTime> now() const override {
    return outer_ != nullptr ? outer_->now() : std::nullopt;
  }

 private:
  std::shared_ptr<const Dynamic> req_;
  const NameScope* outer_;
};

}  // namespace ricochet::match
