// A request object (up to a line of three dashes) and a request to judge: target, headers, an empty
// line, body. What is checked is what everything else relies on.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json/reader.h"
#include "base/text/text.h"
#include "match/give_up.h"
#include "match/matcher.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

bool key_holds(const match::ValueKey& key, const std::string& path) {
  switch (key.kind) {
    case match::ValueKey::Kind::kLiteral:
      return path == key.text;
    case match::ValueKey::Kind::kPrefix:
      return path.starts_with(key.text);
    case match::ValueKey::Kind::kSegments: {
      const auto segments = match::path_segments(path);
      if (segments.size() < key.segments.size()) return false;
      if (segments.size() > key.segments.size() && !key.open) return false;
      return std::equal(
          key.segments.begin(), key.segments.end(), segments.begin(),
          [](const auto& wanted, std::string_view is) { return !wanted || *wanted == is; });
    }
  }
  return false;
}

/// What fits must be found by an index: its path, its method and its values are among the keys.
void require_found(const match::SelectiveKey& key, const match::Subject& subject) {
  const match::Request& request = *subject.request();
  for (const auto& exact : key.exact) {
    const auto there = exact.place->values_in(subject);
    require(!there || std::any_of(exact.values.begin(), exact.values.end(), [&](const auto& value) {
      return std::find(there->begin(), there->end(), value) != there->end();
    }));
  }
  if (key.paths) {
    require(std::any_of(key.paths->begin(), key.paths->end(),
                        [&](const auto& k) { return key_holds(k, request.path); }));
  }
  if (key.methods) {
    require(std::find(key.methods->begin(), key.methods->end(), base::to_upper(request.method)) !=
            key.methods->end());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto object = fuzz::take(input, "\n---\n");
  const auto document = base::JsonDocument::parse("fuzz.json", std::string(object));
  if (!document) return 0;
  base::DiagList diags;
  match::CompileOptions options;
  options.may_read_machine = false;
  const auto matcher = match::Matcher::compile(base::JsonReader(*document, diags, "fuzz"), options);
  require((matcher == nullptr) == diags.has_errors());
  fuzz::require_places(diags, object);
  if (matcher == nullptr) return 0;

  const auto request = fuzz::read_request(input);
  const match::Subject subject(request);
  const auto before = match::give_ups();
  const bool verdict = matcher->matches(subject);
  const auto conditions = matcher->explain(subject);
  const bool explained = std::all_of(conditions.begin(), conditions.end(),
                                     [](const auto& condition) { return condition.ok; });
  require(verdict == explained || match::give_ups() != before);
  if (verdict) require_found(matcher->selective_key(), subject);
  matcher->path_variables(subject);
  require(!matcher->describe().empty());
  return 0;
}
