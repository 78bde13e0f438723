#include "tests/unit/stubserver/served_stub.h"

namespace ricochet::stubserver {

std::string Waiting::brief() const {
  return answer ? std::to_string(answer->status) + " " + answer->body : "(none)";
}

std::string Waiting::header(const std::string& name) const {
  const std::string* value = answer ? answer->header(name) : nullptr;
  return value == nullptr ? "(none)" : *value;
}

ServedStub::ServedStub(const std::string& text, const LoadOptions& options)
    : state(StubWorld(base::Random(1), [this] { return loop.wall_now(); })),
      handler(loop, {}, state, nullptr, nullptr) {
  handler.set_rules(rules_from(text, options));
}

std::shared_ptr<Waiting> ServedStub::start(const std::string& method, const std::string& target,
                                           const std::string& body) {
  auto waiting = std::make_shared<Waiting>();
  handler.handle(make_request(method, target, body, {{"X-A", "1"}}), waiting);
  return waiting;
}

std::shared_ptr<Waiting> ServedStub::ask(const std::string& method, const std::string& target,
                                         const std::string& body) {
  auto waiting = start(method, target, body);
  loop.run_ready();
  return waiting;
}

}  // namespace ricochet::stubserver
