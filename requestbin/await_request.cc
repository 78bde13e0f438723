#include "requestbin/await_request.h"

#include "base/json.h"
#include "base/json_reader.h"
#include "requestbin/expectation_reader.h"
#include "requestbin/selector.h"

namespace ricochet::requestbin {

bool read_await_request(const std::string& body, const BinInfo& bin, base::DiagList& diags,
                        Expectation& expectation) {
  const auto document = base::JsonDocument::parse("await", body.empty() ? "{}" : body);
  if (!document) {
    diags.add(document.error());
    return false;
  }
  const base::JsonReader root(*document, diags, "await");
  const bool topic = bin.kind == BinKind::kTopic;
  const std::string selector_key = topic ? "event" : "request";
  std::vector<std::string> keys = {selector_key, "after", "name"};
  keys.insert(keys.end(), expectation_keys().begin(), expectation_keys().end());
  if (!root.object(keys)) return false;

  expectation.noun = topic ? "event" : "call";
  Source source;
  source.bin = bin.name;
  source.after = bin.cleared_through;
  source.from_held = true;
  if (const auto after = root.find("after")) {
    if (const auto seq = after->integer(0, INT64_MAX)) {
      source.after = static_cast<Seq>(*seq);
      source.from_held = false;
    }
  }
  expectation.sources.push_back(source);
  if (const auto name = root.find("name")) expectation.name = name->string().value_or("");
  if (const auto selector = root.find(selector_key); selector)
    expectation.selector = read_selector(*selector, bin.kind);
  return read_expectation(root, {}, expectation) && !diags.has_errors();
}

}  // namespace ricochet::requestbin
