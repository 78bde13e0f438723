// A template, filled in as a stub's answer is, and as a scenario's strings are.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json/json.h"
#include "match/template/request.h"
#include "match/template/template.h"
#include "match/text/error.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

match::Request sample() {
  match::Request request;
  request.method = "POST";
  request.set_target("/a/7?q=1&q=2&empty");
  request.headers = {{"Content-Type", "application/json"}, {"Cookie", "s=9"}, {"X-A", "b"}};
  request.body = R"({"a":{"b":[1,2.5,"c",null,true]},"list":[{"n":1},{"n":2}],"text":"hello"})";
  request.peer_address = "127.0.0.1";
  return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const match::Request request = sample();
  match::RenderLimits limits;
  limits.max_output = 64 * 1024;
  limits.max_steps = 20'000;
  for (const auto dialect : {match::Dialect::kMoco, match::Dialect::kScenario}) {
    const auto parsed = match::Template::parse(text, dialect);
    if (!parsed) {
      require(!parsed.error().message.empty());
      require(match::offset_of(parsed.error(), text) <= text.size());
      continue;
    }
    const match::Subject subject(request);
    const match::RequestScope scope(subject, {{"id", "7"}});
    for (const auto& reference : parsed->references()) require(reference.offset <= text.size());
    parsed->check(scope);
    const auto rendered = parsed->render(scope, limits);
    require(rendered ? rendered->size() <= limits.max_output : !rendered.error().message.empty());
    const auto value = parsed->evaluate(scope, limits);
    require(rendered.has_value() == value.has_value() || value.has_value());
    if (parsed->constant()) require(rendered.has_value());
  }
  return 0;
}
