#include "stubserver/websocket/endpoint.h"

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "match/subject.h"
#include "stubserver/values/value_shapes.h"

namespace ricochet::stubserver {

namespace {

using base::Json;
using base::JsonReader;

std::optional<TextValue> required_text(const JsonReader& object, const char* key,
                                       const LoadOptions& options) {
  const auto value = object.find(key);
  return value ? TextValue::compile(*value, options) : std::nullopt;
}

/// A message as the `request` object that looks at a body: "text" and the operators (of which Moco
/// has none here) under `text`, files under their own keys.
Json body_request(const Json& message) {
  Json out = Json::object();
  if (message.is_object() && message.size() == 1) {
    const auto only = message.begin();
    const std::string& key = only.key();
    const Json& operand = only.value();
    if (key == "text" || key == "file" || key == "path_resource") {
      out[key] = operand;
      return out;
    }
  }
  out["text"] = message;
  return out;
}

std::shared_ptr<const match::Matcher> compile_message(const JsonReader& value,
                                                      const LoadOptions& options) {
  const Json request = body_request(value.value());
  match::CompileOptions compile;
  compile.file_root = options.file_root;
  compile.resources = options.resources;
  compile.only_below = options.from_outside();
  return match::Matcher::compile(value.with_value(request), compile);
}

/// Whether a message fits that has no bytes. An empty body counts as none in a request (Moco's
/// rule), but an empty message is one; so the condition is asked about a value that is empty. A
/// file is asked never.
bool fits_empty(const Json& message) {
  const Json body = body_request(message);
  if (!body.contains("text")) return false;
  Json as_header = Json::object();
  as_header["headers"]["message"] = body["text"];
  const auto document = base::JsonDocument::parse("message", base::compact_json(as_header));
  if (!document) return false;
  base::DiagList unused;  // what is wrong with it has been said of the message itself
  const auto matcher =
      match::Matcher::compile(base::JsonReader(*document, unused, "stub"), match::CompileOptions());
  if (matcher == nullptr) return false;
  match::Request probe;
  probe.headers.push_back({"message", ""});
  return matcher->matches(match::Subject(probe));
}

std::optional<Broadcast> compile_broadcast(const JsonReader& value, const LoadOptions& options) {
  if (!value.object()) return std::nullopt;
  Broadcast out;
  const auto content = value.find("content");
  if (!content) return std::nullopt;
  out.content = TextValue::compile(*content, options);
  if (const auto group = value.find("group")) {
    const auto name = group->nonempty_string();
    if (!name) return std::nullopt;
    out.group = *name;
  }
  return out.content ? std::optional(std::move(out)) : std::nullopt;
}

/// `text` and `file` are the same keys as those of a TextValue, but stand beside others.
bool compile_content(const JsonReader& value, const LoadOptions& options, WebSocketReply& out) {
  const JsonReader* used = nullptr;
  std::optional<JsonReader> members[] = {value.find("text"), value.find("template"),
                                         value.find("json"), value.find("file"),
                                         value.find("path_resource")};
  for (const auto& member : members) {
    if (!member) continue;
    if (used != nullptr) {
      member->error_at_key("two-bodies",
                           "both " + base::in_quotes(used->key()) + " and " +
                               base::in_quotes(member->key()) + " are the message to send",
                           "keep one of them");
      return false;
    }
    used = &*member;
  }
  if (used == nullptr) return true;
  if (used->key() == "text") {
    out.content = TextValue::compile(*used, options);
    return out.content.has_value();
  }
  Json only = Json::object();
  only[used->key()] = used->value();
  out.content = TextValue::compile(value.with_value(only), options);
  return out.content.has_value();
}

std::optional<WebSocketReply> compile_reply(const JsonReader& value, const LoadOptions& options) {
  if (!value.object()) return std::nullopt;
  WebSocketReply out;
  if (!compile_content(value, options, out)) return std::nullopt;
  if (const auto group = value.find("group")) {
    const auto name = group->nonempty_string();
    if (!name) return std::nullopt;
    out.join = *name;
  }
  if (const auto broadcast = value.find("broadcast")) {
    out.broadcast = compile_broadcast(*broadcast, options);
    if (!out.broadcast) return std::nullopt;
  }
  return out;
}

std::optional<WebSocketEndpoint::Session> compile_message_session(const JsonReader& value,
                                                                  const LoadOptions& options) {
  if (!value.object()) return std::nullopt;
  const auto request = value.find("request");
  const auto response = value.find("response");
  if (!request || !response) return std::nullopt;
  WebSocketEndpoint::Session out;
  out.message = compile_message(*request, options);
  out.fits_empty = fits_empty(request->value());
  auto reply = compile_reply(*response, options);
  if (out.message == nullptr || !reply) return std::nullopt;
  out.reply = std::move(*reply);
  return out;
}

base::Shape reply_shape() {
  using base::Shape;
  const Shape file = shape_of_file_value();
  return Shape::object(
      {{"text", shape_of_text_value(), "the message"},
       {"template", shape_of_template_text(), "a template that comes to it"},
       {"json", Shape::any(), "the message is this JSON"},
       {"file", file, "the message is the content of this file"},
       {"path_resource", file, "the message is the content of this file of a resource folder"},
       {"broadcast",
        Shape::object({required("content", shape_of_text_value(), "the message"),
                       {"group", Shape::nonempty(), "who gets it", "everybody"}}),
        "a message to others"},
       {"group", Shape::nonempty(), "the group that the sender joins"}},
      {base::KeyRule::at_most_one_of({"text", "template", "json", "file", "path_resource"})});
}

}  // namespace

base::Shape WebSocketEndpoint::shape() {
  using base::Shape;
  const Shape text = shape_of_text_value();
  return Shape::object(
      {required("uri", match::matcher_shape(match::Kind::kRequest).rows({"uri"}).front().shape,
                "the path"),
       {"connected", text, "what is said to whoever connects"},
       {"pingpongs",
        Shape::list(Shape::object({required("ping", text, "a ping with this"),
                                   required("pong", text, "is answered so")})),
        "pings, and their answers"},
       {"sessions",
        Shape::list(Shape::object({required("request", Shape::any(), "which messages it is for"),
                                   required("response", reply_shape(), "what is answered")})),
        "messages, and their answers"}});
}

std::shared_ptr<const WebSocketEndpoint> WebSocketEndpoint::compile(const JsonReader& place,
                                                                    const LoadOptions& options) {
  static const base::Shape kShape = shape();
  const JsonReader value = place.as(kShape);
  if (!value.object()) return nullptr;
  auto out = std::make_shared<WebSocketEndpoint>();
  bool clean = true;
  if (const auto connected = value.find("connected")) {
    out->connected = TextValue::compile(*connected, options);
    clean = out->connected.has_value();
  }
  if (const auto pingpongs = value.find("pingpongs")) {
    for (const auto& each : pingpongs->elements()) {
      if (!each.object()) continue;
      auto ping = required_text(each, "ping", options);
      auto pong = required_text(each, "pong", options);
      clean = clean && ping && pong;
      if (ping && pong) out->pingpongs.push_back({std::move(*ping), std::move(*pong)});
    }
  }
  if (const auto sessions = value.find("sessions")) {
    for (const auto& each : sessions->elements()) {
      auto exchange = compile_message_session(each, options);
      clean = clean && exchange;
      if (exchange) out->sessions.push_back(std::move(*exchange));
    }
  }
  return clean ? out : nullptr;
}

}  // namespace ricochet::stubserver
