#include "tests/net/stubserver/vector_world.h"

#include <algorithm>
#include <chrono>

#include "base/file.h"
#include "base/json/reader.h"
#include "http/client.h"
#include "match/matcher.h"
#include "stubserver/control/request_json.h"
#include "stubserver/rules/sources.h"
#include "tests/support/websocket_frames.h"

namespace ricochet::stubserver {

namespace {

namespace fs = std::filesystem;
using base::Json;

/// A mistyped key would be an expectation that nobody looks at.
void only_keys(const Json& object, const std::vector<std::string>& known) {
  for (const auto& [key, value] : object.items()) {
    EXPECT_NE(std::find(known.begin(), known.end(), key), known.end())
        << "unknown key \"" << key << "\" in " << object.dump();
  }
}

base::Result<std::shared_ptr<const base::JsonDocument>> document_of(const Json& json) {
  return base::JsonDocument::parse("vector", json.dump());
}

}  // namespace

VectorWorld::VectorWorld() : before_(fs::current_path()) { fs::current_path(folder_.path()); }

VectorWorld::~VectorWorld() { fs::current_path(before_); }

std::string VectorWorld::fill(std::string text) const {
  for (const auto& [name, value] : values_) {
    const std::string mark = "${" + name + "}";
    for (auto at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

std::unique_ptr<test::RawClient> VectorWorld::connect(std::uint16_t port) {
  return std::make_unique<test::RawClient>(
      port, [this] { loop_.run_until([] { return false; }, std::chrono::milliseconds(1)); });
}

void VectorWorld::wait_until(const std::function<bool()>& done) {
  EXPECT_TRUE(loop_.run_until(done, kDeadline)) << "waited too long";
}

void VectorWorld::serve(const Json& group) {
  only_keys(group, {"server", "target", "files", "stubs", "settings", "load", "env", "vectors"});
  if (group.contains("target")) start_target(group["target"]);
  port_ = start_server(group.value("server", "http"));
  values_["port"] = std::to_string(port_);
  write_stubs(group);
  base::DiagList diags;
  auto rules = load(group, diags);
  ASSERT_NE(rules, nullptr) << diags.render_all();
  if (socket_ != nullptr) {
    socket_->set_base(std::move(rules));
  } else {
    server_->set_base(std::move(rules));
  }
}

void VectorWorld::start_target(const Json& sessions) {
  target_ = std::make_unique<StubServer>(loop_, StubOptions("target"), &received_);
  target_->start().value();
  values_["target"] = target_->url();
  folder_.write("target.json", sessions.dump());
  base::DiagList diags;
  Sources sources;
  sources.files = {"target.json"};
  auto loaded = load_sources(sources, diags);
  ASSERT_NE(loaded.rules, nullptr) << diags.render_all();
  target_->set_base(std::move(loaded.rules));
}

std::uint16_t VectorWorld::start_server(const std::string& kind) {
  if (kind == "socket") {
    socket_ = std::make_unique<SocketServer>(loop_, SocketOptions(),
                                             std::function<void(const std::string&)>());
    return socket_->start().value();
  }
  StubOptions options("moco");
  options.favicon = true;                      // as Moco's runner
  if (kind == "https") options.tls.emplace();  // with a certificate that it signs itself
  server_ = std::make_unique<StubServer>(loop_, options, nullptr);
  return server_->start().value().port;
}

void VectorWorld::write_stubs(const Json& group) {
  const Json files = group.value("files", Json::object());
  for (const auto& [name, content] : files.items()) {
    // JSON files may stand there as what they are.
    folder_.write(name, fill(content.is_string() ? content.get<std::string>() : content.dump()));
  }
  for (const char* key : {"stubs", "settings"}) {
    if (group.contains(key)) folder_.write(std::string(key) + ".json", fill(group[key].dump()));
  }
}

std::shared_ptr<const RuleSet> VectorWorld::load(const Json& group, base::DiagList& diags) {
  Sources sources;
  sources.load.resources = {folder_.path()};
  sources.env = group.value("env", "");
  if (group.contains("stubs")) {
    sources.files = {"stubs.json"};
  } else if (group.contains("settings")) {
    sources.settings = "settings.json";
  } else {
    sources.files = group.at("load").get<std::vector<std::string>>();
  }
  return load_sources(sources, diags).rules;
}

void VectorWorld::step(const Json& step) {
  if (step.contains("request")) return exchange(step);
  if (step.contains("refused")) return refused(step);
  if (step.contains("received")) return received(step);
  if (step.contains("file")) return file(step);
  if (step.contains("client")) return converse(step);
  only_keys(step, {"stop"});
  ASSERT_EQ(step.value("stop", ""), "target") << "no known step";
  target_.reset();
}

void VectorWorld::exchange(const Json& step) {
  only_keys(step, {"request", "at", "expect", "take"});
  base::DiagList diags;
  const auto document = document_of(fill(step.at("request"))).value();
  const auto request = read_request(base::JsonReader(document, diags, "test"));
  ASSERT_TRUE(request) << diags.render_all();
  const auto started = std::chrono::steady_clock::now();
  const auto answer = ask(*request, step.value("at", "server") == "target");
  const auto took = std::chrono::steady_clock::now() - started;
  const Json expect = fill(step.value("expect", Json::object()));
  check_answer(answer, expect);
  if (expect.contains("at_least_ms")) {
    EXPECT_GE(took, std::chrono::milliseconds(expect["at_least_ms"].get<int>()));
  }
  const Json take = step.value("take", Json::object());
  for (const auto& [name, header] : take.items())
    values_[name] = answer.header(header.get<std::string>());
}

void VectorWorld::check_answer(const test::RawAnswer& answer, const Json& expect) const {
  only_keys(expect, {"status", "text", "json", "body_has", "head_has", "headers", "headers_begin",
                     "no_headers", "at_least_ms"});
  EXPECT_EQ(answer.status, expect.value("status", 200)) << answer.head << answer.body;
  if (expect.contains("text")) {
    EXPECT_EQ(answer.body, expect["text"].get<std::string>());
  }
  if (expect.contains("json")) {
    EXPECT_EQ(Json::parse(answer.body, nullptr, false), expect["json"]) << answer.body;
  }
  if (expect.contains("body_has")) {
    EXPECT_NE(answer.body.find(expect["body_has"].get<std::string>()), std::string::npos)
        << answer.body;
  }
  if (expect.contains("head_has")) {
    EXPECT_NE(answer.head.find(expect["head_has"].get<std::string>()), std::string::npos)
        << answer.head;
  }
  const Json headers = expect.value("headers", Json::object());
  for (const auto& [name, value] : headers.items())
    EXPECT_EQ(answer.header(name), value.get<std::string>()) << name;
  const Json begin = expect.value("headers_begin", Json::object());
  for (const auto& [name, value] : begin.items())
    EXPECT_TRUE(answer.header(name).starts_with(value.get<std::string>())) << answer.head;
  for (const auto& name : expect.value("no_headers", Json::array()))
    EXPECT_EQ(answer.header(name.get<std::string>()), "");
}

test::RawAnswer VectorWorld::ask(const match::Request& request, bool target) {
  if (!target && server_->url().starts_with("https:")) return ask_over_tls(request);
  const std::uint16_t port = target ? target_->server().endpoint().port : port_;
  std::string raw = request.method + " " + request.target + " " + request.version +
                    "\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nConnection: close\r\n";
  for (const auto& field : request.headers) raw += field.name + ": " + field.value + "\r\n";
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
    raw += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  const auto client = connect(port);
  client->send(raw + "\r\n" + request.body);
  return client->read_answer(request.method == "HEAD");
}

test::RawAnswer VectorWorld::ask_over_tls(const match::Request& request) {
  http::ClientRequest call;
  call.method = request.method;
  call.url = server_->url() + request.target;
  call.headers = request.headers;
  call.body = request.body;
  call.tls.insecure = true;
  std::optional<base::Result<http::Response>> outcome;
  const auto handle =
      http::fetch(loop_, std::move(call),
                  [&outcome](base::Result<http::Response> response) { outcome = response; });
  wait_until([&] { return outcome.has_value(); });
  test::RawAnswer answer;
  if (!outcome || !*outcome) return answer;
  answer.status = (*outcome)->status;
  answer.body = (*outcome)->body;
  for (const auto& field : (*outcome)->headers)
    answer.head += field.name + ": " + field.value + "\r\n";
  return answer;
}

void VectorWorld::refused(const Json& step) {
  only_keys(step, {"refused", "code"});
  folder_.write("refused.json", fill(step["refused"].dump()));
  Sources sources;
  sources.files = {"refused.json"};
  base::DiagList diags;
  EXPECT_EQ(load_sources(sources, diags).rules, nullptr);
  ASSERT_TRUE(diags.has_errors());
  EXPECT_EQ(diags.all()[0].code, step.at("code").get<std::string>()) << diags.render_all();
}

void VectorWorld::received(const Json& step) {
  only_keys(step, {"received"});
  base::DiagList diags;
  const auto document = document_of(fill(step["received"])).value();
  const auto matcher = match::Matcher::compile(base::JsonReader(document, diags, "test"));
  ASSERT_NE(matcher, nullptr) << diags.render_all();
  wait_until([&] {
    while (looked_at_ < received_.exchanges.size()) {
      if (matcher->matches(match::Subject(received_.exchanges[looked_at_++].request))) return true;
    }
    return false;
  });
}

void VectorWorld::file(const Json& step) const {
  only_keys(step, {"file", "has"});
  const auto content = base::read_file(step["file"].get<std::string>());
  ASSERT_TRUE(content) << content.error().message;
  EXPECT_NE(content->find(step.at("has").get<std::string>()), std::string::npos) << *content;
}

void VectorWorld::open(Client& client, const std::string& uri) {
  client.connection = connect(port_);
  client.websocket = socket_ == nullptr;
  if (!client.websocket) return;
  client.connection->send(test::websocket_handshake(uri));
  const std::string head = client.connection->read_until("\r\n\r\n");
  EXPECT_NE(head.find(" 101 "), std::string::npos) << head;
}

void VectorWorld::converse(const Json& step) {
  only_keys(step, {"client", "open", "send", "binary", "ping", "receive", "pong"});
  Client& client = clients_[step["client"].get<std::string>()];
  const auto text = [&](const char* key) { return step[key].get<std::string>(); };
  if (step.contains("open")) open(client, text("open"));
  ASSERT_NE(client.connection, nullptr) << "this client has no \"open\" yet";
  test::RawClient& connection = *client.connection;
  if (!client.websocket) {
    only_keys(step, {"client", "open", "send", "receive"});
    if (step.contains("send")) connection.send(text("send"));
    if (step.contains("receive")) {
      EXPECT_EQ(connection.read(text("receive").size()), text("receive"));
    }
    return;
  }
  if (step.contains("send")) connection.send(test::frame(test::kText, text("send")));
  if (step.contains("binary")) connection.send(test::frame(test::kBinary, text("binary")));
  if (step.contains("ping")) connection.send(test::frame(test::kPing, text("ping")));
  if (step.contains("receive")) {
    EXPECT_EQ(test::read_frame(connection), (test::Frame{test::kBinary, text("receive")}));
  }
  if (step.contains("pong")) {
    EXPECT_EQ(test::read_frame(connection), (test::Frame{test::kPong, text("pong")}));
  }
}

}  // namespace ricochet::stubserver
