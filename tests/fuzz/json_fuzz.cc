// A JSON text, or nearly: as a body, as one of several values, and as a file.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/utf8.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ricochet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string why;
  const auto body = base::parse_json_body(text, &why);
  fuzz::require((body == nullptr) == !why.empty() && base::is_utf8(why));
  const auto first = base::parse_json_body(text, nullptr, base::JsonTail::kMoreValues);
  if (body != nullptr) {
    fuzz::require(first != nullptr && *first == *body);
    const auto written = base::compact_json(*body);
    for (const auto& again : {written, base::pretty_json(*body), base::ascii_json(*body)}) {
      const auto value = base::parse_json_body(again);
      fuzz::require(value != nullptr && base::compact_json(*value) == written);
    }
  }
  const auto document = base::JsonDocument::parse("fuzz.json", std::string(text));
  if (!document) {
    base::DiagList diags;
    diags.add(document.error());
    fuzz::require_places(diags, text);
    return 0;
  }
  // A file may have comments, but no repeated keys and no half surrogate pairs.
  if (body != nullptr) fuzz::require((*document)->root() == *body);
  (void)(*document)->locate("/0/a");
  return 0;
}
