// A JSONPath (the first line) on a JSON body (the rest), as `json_paths` meets them.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json/document.h"
#include "base/json/json.h"
#include "match/json/jsonpath.h"
#include "match/text/error.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

bool inside(const base::Json& root, const base::Json* wanted) {
  if (&root == wanted) return true;
  if (!root.is_structured()) return false;
  for (const auto& child : root) {
    if (inside(child, wanted)) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.substr(0, input.find('\n'));
  const auto path = match::JsonPath::parse(line);
  if (!path) {
    require(!path.error().message.empty() && match::offset_of(path.error(), line) <= line.size());
    return 0;
  }
  require(path->text() == line && match::JsonPath::parse(path->text()));
  const auto body = base::parse_json_body(input.substr(std::min(line.size() + 1, input.size())));
  if (body == nullptr) return 0;
  const auto nodes = path->evaluate(*body);
  require(!path->definite() || nodes.values.size() <= 1);
  // Every node is one of the body's own, or was computed and is kept alive beside it.
  if (nodes.values.size() > 100) return 0;
  for (const auto* node : nodes.values) {
    bool known = inside(*body, node);
    for (const auto& computed : nodes.computed) known = known || computed.get() == node;
    require(known);
  }
  return 0;
}
