#include "requestbin/server/openapi.h"

#include <cassert>

#include "base/json/document.h"
#include "base/json/json.h"
#include "requestbin/server/api_assets.h"

namespace ricochet::requestbin {

namespace {

base::Diag described_twice(const std::string& what) {
  return {"bin/bad-openapi", what + " is described twice", "describe each route in one document"};
}

base::Status merge(base::Json& into, const base::Json& from, const std::string& where) {
  for (const auto& [key, value] : from.items()) {
    if (into.contains(key)) return described_twice(where + key);
    into[key] = value;
  }
  return {};
}

}  // namespace

OpenApi::OpenApi() = default;
OpenApi::~OpenApi() = default;

const base::Json& OpenApi::document() const {
  if (document_ != nullptr) return *document_;
  document_ = std::make_unique<base::Json>();
  for (const auto& asset : api_assets()) {
    if (asset.name != "openapi.json") continue;
    if (const auto parsed = base::parse_json_body(asset.bytes)) *document_ = *parsed;
  }
  assert(document_->is_object() && "api/openapi.json is embedded");
  return *document_;
}

base::Status OpenApi::add(std::string_view part) {
  (void)document();
  std::string why;
  const auto parsed = base::parse_json_body(part, &why);
  if (parsed == nullptr || !parsed->is_object())
    return base::Diag("bin/bad-openapi",
                      "a part of the OpenAPI document is not a JSON object: " + why);
  const auto paths = parsed->value("paths", base::Json::object());
  for (const auto& [path, operations] : paths.items()) {
    auto& ours = (*document_)["paths"][path];
    if (ours.is_null()) ours = base::Json::object();
    if (auto merged = merge(ours, operations, path + " "); !merged) return merged;
  }
  const auto components = parsed->value("components", base::Json::object());
  return merge((*document_)["components"]["schemas"],
               components.value("schemas", base::Json::object()), "the schema ");
}

std::string OpenApi::text() const { return base::pretty_json(document()) + "\n"; }

}  // namespace ricochet::requestbin
