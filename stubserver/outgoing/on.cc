#include "stubserver/outgoing/on.h"

#include <utility>
#include <vector>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "stubserver/outgoing/call_options.h"
#include "stubserver/outgoing/callback.h"
#include "stubserver/outgoing/target_url.h"
#include "stubserver/values/duration_value.h"
#include "stubserver/values/header_field.h"
#include "stubserver/values/scalar_value.h"
#include "stubserver/values/text_value.h"
#include "stubserver/values/value_shapes.h"

namespace ricochet::stubserver {

namespace {

/// When an asynchronous callback is made, when nothing else is said (Moco's Java API).
constexpr base::Duration kDefaultLatency = std::chrono::seconds(1);
/// Most callbacks of one session.
constexpr std::size_t kMaxCallbacks = 100;

/// Moco's two first: `get` wins over `post`. The others are ours.
struct Method {
  const char* key;
  bool needs_body;
};
constexpr Method kMethods[] = {{"get", false},  {"post", true},    {"put", true},
                               {"patch", true}, {"delete", false}, {"head", false}};

/// One call, compiled.
struct Action {
  std::string method;
  std::optional<TargetUrl> url;
  std::vector<std::pair<std::string, TextValue>> headers;
  std::optional<TextValue> body;
  CallOptions call;
};

/// One element of `complete`.
struct Callback {
  Action action;
  bool async = false;
  base::Duration latency{0};
};

base::Result<http::ClientRequest> request_of(const Action& action, std::string url,
                                             const AnswerInput& input) {
  http::ClientRequest out;
  out.method = action.method;
  out.timeout = action.call.timeout;
  out.tls = action.call.tls;
  out.url = std::move(url);
  for (const auto& [name, value] : action.headers) {
    auto text = value.text(input);
    if (!text) return text.error();
    if (!is_field_value(*text))
      return value.unfit("the header " + base::in_quotes(name) +
                         " of the callback would hold control characters");
    out.headers.push_back({name, std::move(*text)});
  }
  if (!action.body) return out;
  auto content = action.body->content(input);
  if (!content) return content.error();
  out.body = std::move(content->bytes);
  bool typed = false;
  for (const auto& field : out.headers) typed = typed || base::iequals(field.name, "Content-Type");
  if (typed) return out;
  // As Moco's client has it, whatever the content is: a file's type has none of its own.
  if (content->type.find("charset=") == std::string::npos) content->type += "; charset=utf-8";
  out.headers.push_back({"Content-Type", std::move(content->type)});
  return out;
}

/// The key `on`: calls that follow a match, before the answer or apart from it.
class On final : public ResponsePart {
 public:
  explicit On(std::vector<Callback> callbacks) : callbacks_(std::move(callbacks)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    for (const auto& callback : callbacks_) {
      auto target = callback.action.url->target(input);
      if (!target) return target.error();
      auto request = request_of(callback.action, std::move(target->url), input);
      if (!request) return request.error();
      auto call = std::make_unique<CallbackCall>(std::move(*request), target->named);
      if (!callback.async) {
        answer.errands.push_back(std::move(call));
        continue;
      }
      FollowUp follow_up;
      follow_up.delay = callback.latency;
      follow_up.errand = std::move(call);
      answer.follow_ups.push_back(std::move(follow_up));
    }
    return {};
  }

 private:
  std::vector<Callback> callbacks_;
};

bool read_headers(const base::JsonReader& object, const LoadOptions& options, Action& action) {
  if (!object.object()) return false;
  for (const auto& member : object.members()) {
    auto text = TextValue::compile(member, options);
    if (!text) return false;
    if (!is_field_name(member.key())) {
      member.error_at_key("bad-header",
                          base::in_quotes(member.key()) + " is not a name for a header",
                          "names are letters, digits and -");
      return false;
    }
    action.headers.emplace_back(member.key(), std::move(*text));
  }
  return true;
}

bool read_body(const base::JsonReader& value, bool needed, const LoadOptions& options,
               Action& action) {
  const auto content = value.find("content");
  const auto json = value.find("json");
  if (content && json) {
    json->error_at_key("two-bodies", "both \"content\" and \"json\" are the body of the call",
                       "keep one of them");
    return false;
  }
  if (json) action.body = TextValue::json(*json);
  if (content) {
    action.body = TextValue::compile(*content, options);
    return action.body.has_value();
  }
  if (json || !needed || value.misspelt({"content", "json"})) return true;
  value.error("missing-key", base::in_quotes(value.key()) + " has nothing to send",
              R"(add "content": "..." or "json": {...})");
  return false;
}

std::optional<Action> read_action(const base::JsonReader& value, const Method& method,
                                  const LoadOptions& options) {
  if (!value.object()) return std::nullopt;
  Action action;
  action.method = base::to_upper(method.key);
  const auto url = value.find("url");
  if (url) action.url = TargetUrl::compile(*url, options);
  const auto call = CallOptions::compile(value, options);
  const auto headers = value.find("headers");
  const bool headers_read = !headers || read_headers(*headers, options, action);
  const bool body_read = read_body(value, method.needs_body, options, action);
  if (!action.url || !call || !headers_read || !body_read) return std::nullopt;
  action.call = *call;
  return action;
}

/// The first of the methods that is there; the others are dropped, as in Moco, but with a word.
std::optional<Action> read_call(const base::JsonReader& value, const LoadOptions& options) {
  std::optional<base::JsonReader> used;
  const Method* method = nullptr;
  for (const auto& known : kMethods) {
    const auto member = value.find(known.key);
    if (!member) continue;
    if (!used) {
      used = member;
      method = &known;
      continue;
    }
    member->warning(
        "ignored",
        base::in_quotes(known.key) + " has no effect beside " + base::in_quotes(used->key()),
        "make \"complete\" a list of two");
  }
  if (used) return read_action(*used, *method, options);
  if (!value.misspelt({"get", "post", "put", "patch", "delete", "head"})) {
    value.error("missing-key", "\"complete\" calls nobody",
                R"(add "get": { "url": "http://..." } or "post")");
  }
  return std::nullopt;
}

std::optional<Callback> read_callback(const base::JsonReader& value, const LoadOptions& options) {
  if (!value.object()) return std::nullopt;
  Callback out;
  if (const auto async = value.find("async")) {
    const auto given = read_flag_value(*async);
    if (!given) return std::nullopt;
    out.async = *given;
  }
  if (out.async) out.latency = kDefaultLatency;
  if (const auto latency = value.find("latency")) {
    if (!out.async) {
      latency->error_at_key("bad-latency", "only an asynchronous callback has a latency",
                            "add \"async\": true beside it");
      return std::nullopt;
    }
    const auto given = read_duration_value(*latency);
    if (!given) return std::nullopt;
    out.latency = *given;
  }
  auto action = read_call(value, options);
  if (!action) return std::nullopt;
  out.action = std::move(*action);
  return out;
}

base::Shape action_shape(const Method& method) {
  using base::Shape;
  std::vector<base::ShapeKey> rows = {
      required("url", shape_of_text_value(), "who is called"),
      {"headers", Shape::map(shape_of_text_value()), "headers of the call"},
      {"content", shape_of_text_value(), "its body"},
      {"json", Shape::any(), "its body, as JSON"}};
  const std::vector<std::string> bodies = {"content", "json"};
  return Shape::object(
      joined(std::move(rows), CallOptions::rows()),
      {method.needs_body ? base::KeyRule::one_of(bodies) : base::KeyRule::at_most_one_of(bodies)});
}

base::Shape callback_shape() {
  using base::Shape;
  std::vector<base::ShapeKey> rows = {
      {"async", shape_of_flag(), "apart from the answer, which does not wait for it"},
      {"latency", duration_value_shape(), "of an asynchronous one: how long after the answer",
       "1s"}};
  std::vector<std::string> methods;
  for (const auto& method : kMethods) {
    rows.push_back({method.key, action_shape(method), "the call"});
    methods.emplace_back(method.key);
  }
  return Shape::object(std::move(rows), {base::KeyRule::some_of(std::move(methods))});
}

}  // namespace

base::Shape on_shape() {
  using base::Shape;
  return Shape::object(
      {{"complete", Shape::one_or_list(callback_shape()), "who is called when a request fitted"}});
}

std::unique_ptr<const ResponsePart> compile_on(const base::JsonReader& place,
                                               PartContext& context) {
  static const base::Shape kShape = on_shape();
  const base::JsonReader value = place.as(kShape);
  if (!value.object()) return nullptr;
  const auto complete = value.find("complete");
  if (!complete) return nullptr;
  std::vector<base::JsonReader> values = {*complete};
  if (complete->is_array()) values = complete->elements();
  if (values.size() > kMaxCallbacks) {
    complete->error("out-of-range",
                    "at most " + std::to_string(kMaxCallbacks) + " callbacks of one session",
                    "shorten the list");
    return nullptr;
  }
  std::vector<Callback> callbacks;
  for (const auto& each : values) {
    auto callback = read_callback(each, context.options);
    if (callback) callbacks.push_back(std::move(*callback));
  }
  return std::make_unique<On>(std::move(callbacks));
}

}  // namespace ricochet::stubserver
