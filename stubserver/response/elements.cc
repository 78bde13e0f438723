#include "stubserver/response/elements.h"

#include <algorithm>

#include "base/text/printable.h"

namespace ricochet::stubserver {

bool Elements::sets_body() const {
  return std::any_of(responses.begin(), responses.end(),
                     [](const auto& r) { return r->sets_body(); });
}

const ResponsePart* Elements::preflight() const {
  for (const auto& response : responses) {
    if (const ResponsePart* found = response->preflight()) return found;
  }
  return nullptr;
}

Elements compile_elements(const base::JsonReader& array, PartContext& context) {
  Elements out;
  const auto readers = array.elements();
  if (array.is_array() && readers.size() < 2) {
    array.error("too-short", base::in_quotes(array.key()) + " needs two responses at least",
                readers.empty() ? "write them, or remove the key"
                                : "write the one without " + base::in_quotes(array.key()));
    return {};
  }
  for (const auto& reader : readers) {
    auto response = CompiledResponse::compile(reader, context);
    if (response != nullptr) out.responses.push_back(std::move(response));
  }
  if (out.responses.size() != readers.size()) return {};
  out.cursor = context.cursors++;
  return out;
}

}  // namespace ricochet::stubserver
