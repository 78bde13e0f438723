#include "match/template/model/scope.h"

#include "base/json/json.h"

namespace ricochet::match {

Value::Value(base::Json json) : json_(std::make_shared<const base::Json>(std::move(json))) {}

Value Value::view(const base::Json& json) {
  Value out;
  out.json_ = std::shared_ptr<const base::Json>(std::shared_ptr<void>(), &json);
  return out;
}

Value Value::part(const base::Json& inner) const {
  Value out;
  out.json_ = std::shared_ptr<const base::Json>(json_, &inner);
  return out;
}

std::shared_ptr<const std::string> Value::text() const {
  return {json_, &json_->get_ref<const std::string&>()};
}

std::vector<std::string> Value::member_names() const {
  if (dynamic_ != nullptr) return dynamic_->names();
  std::vector<std::string> out;
  if (!json_->is_object()) return out;
  for (auto it = json_->begin(); it != json_->end(); ++it) out.push_back(it.key());
  return out;
}

std::optional<Value> JsonScope::lookup(std::string_view name) const {
  if (object_.is_object()) {
    const auto it = object_.find(std::string(name));
    if (it != object_.end()) return Value::view(*it);
  }
  return outer_ != nullptr ? outer_->lookup(name) : std::nullopt;
}

std::vector<std::string> JsonScope::names() const {
  std::vector<std::string> out;
  if (object_.is_object()) {
    for (auto it = object_.begin(); it != object_.end(); ++it) out.push_back(it.key());
  }
  if (outer_ != nullptr) {
    const auto more = outer_->names();
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

std::optional<base::Result<Value>> JsonScope::call(std::string_view name,
                                                   const std::vector<Value>& args) const {
  return outer_ != nullptr ? outer_->call(name, args) : std::nullopt;
}

std::vector<std::string> JsonScope::function_names() const {
  return outer_ != nullptr ? outer_->function_names() : std::vector<std::string>();
}

}  // namespace ricochet::match
