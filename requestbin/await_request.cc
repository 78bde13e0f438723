#include "requestbin/await_request.h"

#include "base/json.h"
#include "base/json_reader.h"
#include "match/matcher.h"
#include "requestbin/expectation_reader.h"

namespace ricochet::requestbin {

namespace {

/// A selector that came over the network must not read files of this machine, in whatever group it
/// stands.
bool names_file(const base::JsonReader& selector) {
  for (const auto& member : selector.members()) {
    if (member.key() == "file") {
      member.error_at_key("no-file", "\"file\" cannot be used over HTTP",
                          "send the content itself, as \"text\" or \"json\"");
      return true;
    }
    if (member.key() != "any" && member.key() != "all" && member.key() != "not") continue;
    if (member.is_object() && names_file(member)) return true;
    if (!member.is_array()) continue;
    for (const auto& element : member.elements()) {
      if (names_file(element)) return true;
    }
  }
  return false;
}

}  // namespace

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
  if (const auto after = root.find("after")) {
    if (const auto seq = after->integer(0, INT64_MAX)) source.after = static_cast<Seq>(*seq);
  }
  expectation.sources.push_back(source);
  if (const auto name = root.find("name")) expectation.name = name->string().value_or("");
  if (const auto selector = root.find(selector_key); selector && !names_file(*selector)) {
    match::CompileOptions options;
    options.kind = topic ? match::Kind::kEvent : match::Kind::kRequest;
    expectation.selector = match::Matcher::compile(*selector, options);
  }
  return read_expectation(root, {}, expectation) && !diags.has_errors();
}

}  // namespace ricochet::requestbin
