#include "tests/unit/stubserver/stub_fixture.h"

#include <gtest/gtest.h>

#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

StubWorld still_world() {
  // 2026-01-01T00:00:00Z
  return StubWorld(base::Random(1),
                   [] { return base::WallTime(std::chrono::seconds(1'767'225'600)); });
}

std::shared_ptr<const RuleSet> parse(const std::string& text, const LoadOptions& options,
                                     base::DiagList& diags) {
  const auto document = base::JsonDocument::parse("stubs.json", text);
  if (!document) {
    diags.add(document.error());
    return nullptr;
  }
  return RuleSet::parse(base::JsonReader(*document, diags, "test"), options);
}

}  // namespace

match::Request make_request(std::string method, std::string target, std::string body,
                            std::vector<match::Field> headers) {
  match::Request request;
  request.method = std::move(method);
  request.set_target(std::move(target));
  request.body = std::move(body);
  request.headers = std::move(headers);
  request.peer_address = "127.0.0.1";
  request.peer_port = 40000;
  return request;
}

std::shared_ptr<const RuleSet> rules_from(const std::string& text, const LoadOptions& options) {
  base::DiagList diags;
  auto rules = parse(text, options, diags);
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
  return rules ? rules : RuleSet::empty();
}

std::string findings_in(const std::string& text, const LoadOptions& options) {
  base::DiagList diags;
  const auto rules = parse(text, options, diags);
  EXPECT_EQ(rules == nullptr, diags.has_errors()) << diags.render_all();
  return diags.render_all();
}

Stub::Stub(const std::string& text, const LoadOptions& options)
    : rules(rules_from(text, options)), state(still_world()) {}

Stub::Stub(std::shared_ptr<const RuleSet> loaded)
    : rules(std::move(loaded)), state(still_world()) {}

StubDecision Stub::ask(const match::Request& request) {
  const match::Subject subject(request);
  return decide(subject, *rules, state);
}

StubDecision Stub::ask(const std::string& method, const std::string& target,
                       const std::string& body, std::vector<match::Field> headers) {
  return ask(make_request(method, target, body, std::move(headers)));
}

std::string Stub::get(const std::string& target) { return brief(ask("GET", target)); }

StubDecision answer_of(const std::string& response, const LoadOptions& options) {
  return Stub("[{\"request\":{\"uri\":\"/\"},\"response\":" + response + "}]", options)
      .ask("GET", "/");
}

std::string brief(const StubDecision& decision) {
  return std::to_string(decision.response.status) + " " + decision.response.body;
}

std::string header_of(const StubDecision& decision, const std::string& name) {
  const std::string* value = decision.response.header(name);
  return value == nullptr ? "(none)" : *value;
}

std::string headers_of(const StubDecision& decision, const std::string& name) {
  std::string out;
  for (const auto& field : decision.response.headers) {
    if (base::iequals(field.name, name)) out += (out.empty() ? "" : "|") + field.value;
  }
  return out;
}

}  // namespace ricochet::stubserver
