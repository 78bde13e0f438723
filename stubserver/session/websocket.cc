#include "http/websocket.h"
#include "base/json/json.h"
#include "stubserver/response/response.h"
#include "stubserver/session/extras.h"
#include "stubserver/session/request.h"
#include "stubserver/session/session.h"
#include "stubserver/websocket/conversation.h"

namespace ricochet::stubserver {

namespace {

/// Takes upgrades over; whoever asks without one is told how (RFC 9110 section 15.5.22).
class Accept final : public ResponsePart {
 public:
  explicit Accept(std::shared_ptr<const WebSocketEndpoint> endpoint)
      : endpoint_(std::move(endpoint)) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    const match::Request& request = *input.subject.request();
    if (!http::WebSocket::is_upgrade(request)) {
      answer.response.status = 426;
      answer.response.set_header("Upgrade", "websocket");
      answer.response.set_header("Sec-WebSocket-Version", "13");
      answer.set_body(input.state.rule->place() +
                          " is a WebSocket: ask with GET, Connection: Upgrade and Upgrade: "
                          "websocket\n",
                      "text/plain; charset=utf-8");
      return {};
    }
    if (const auto wrong = http::WebSocket::refusal(request); !wrong.empty()) {
      answer.response.status = 400;
      answer.response.set_header("Sec-WebSocket-Version", "13");  // RFC 6455 section 4.4
      answer.set_body(input.state.rule->place() + ": " + wrong + "\n", "text/plain; charset=utf-8");
      return {};
    }
    auto& room = input.state.room;
    if (room == nullptr) room = std::make_shared<WebSocketRoom>();
    answer.response.status = 101;
    answer.delivery =
        std::make_unique<Conversation>(endpoint_, room, input.state.rule, input.stub, request);
    return {};
  }

 private:
  std::shared_ptr<const WebSocketEndpoint> endpoint_;
};

}  // namespace

/// `websocket`: an endpoint of its own, any number of them anywhere in the files.
void compile_websocket(const base::JsonReader& session, const LoadOptions& options, Rules& out) {
  const base::JsonReader value = *session.find("websocket");
  auto endpoint = WebSocketEndpoint::compile(value, options);
  if (!value.is_object()) return;
  const auto uri = value.find("uri");
  if (!uri) return;
  auto rule = begin_rule(session, options);
  const base::Json request = {{"uri", uri->value()}};
  rule->matcher = match::Matcher::compile(value.with_value(request), matcher_options(options));
  PartContext context{options};
  if (endpoint == nullptr || rule->matcher == nullptr) return;
  std::vector<std::unique_ptr<const ResponsePart>> parts;
  parts.push_back(std::make_unique<Accept>(std::move(endpoint)));
  complete(*rule, session, context, std::make_shared<const CompiledResponse>(std::move(parts)));
  if (rule->response != nullptr) out.push_back(std::move(rule));
}

}  // namespace ricochet::stubserver
