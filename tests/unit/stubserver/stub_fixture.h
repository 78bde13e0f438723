#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "match/subject.h"
#include "stubserver/decide/decide.h"
#include "stubserver/model/state.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// A request with the body and headers that a test names; the rest is as a plain client would send
/// it.
match::Request make_request(std::string method, std::string target, std::string body = {},
                            std::vector<match::Field> headers = {});

/// Sessions from the text of a file called "stubs.json"; a finding, even a warning, fails the test.
std::shared_ptr<const RuleSet> rules_from(const std::string& text, const LoadOptions& options = {});
/// The rendered findings about the text, for files that are not in order.
std::string findings_in(const std::string& text, const LoadOptions& options = {});

/// Sessions and their state, asked without a socket. Wall time stands still.
class Stub {
 public:
  explicit Stub(const std::string& text, const LoadOptions& options = {});
  explicit Stub(std::shared_ptr<const RuleSet> loaded);
  StubDecision ask(const match::Request& request);
  StubDecision ask(const std::string& method, const std::string& target,
                   const std::string& body = {}, std::vector<match::Field> headers = {});
  /// Status and body: "200 foo".
  std::string get(const std::string& target);

  std::shared_ptr<const RuleSet> rules;
  StubState state;
};

/// The answer to GET / of the one session with this `response`, which no finding may be about.
StubDecision answer_of(const std::string& response, const LoadOptions& options = {});

/// "200 foo"
std::string brief(const StubDecision& decision);
/// The header, or "(none)".
std::string header_of(const StubDecision& decision, const std::string& name);
/// All of that name, with | between them.
std::string headers_of(const StubDecision& decision, const std::string& name);

}  // namespace ricochet::stubserver
