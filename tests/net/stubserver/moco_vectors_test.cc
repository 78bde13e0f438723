#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "base/asio_loop.h"
#include "base/json.h"
#include "base/json_reader.h"
#include "stubserver/request_json.h"
#include "stubserver/server.h"
#include "stubserver/sources.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"

// Runs the vectors of moco_vectors/ (its README.md says what they are made of).
namespace ricochet::stubserver {
namespace {

namespace fs = std::filesystem;
using base::Json;

const char* const kFolder = RICOCHET_SOURCE_DIR "/tests/net/stubserver/moco_vectors";

Json read_group(const std::string& file) {
  std::ifstream in(std::string(kFolder) + "/" + file);
  return Json::parse(in);
}

struct Vector {
  std::string file, name;
};

std::vector<Vector> all_vectors() {
  std::vector<Vector> out;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string file = entry.path().filename().string();
    const Json vectors = read_group(file).at("vectors");
    for (const auto& [name, exchanges] : vectors.items()) out.push_back({file, name});
  }
  std::sort(out.begin(), out.end(), [](const Vector& a, const Vector& b) {
    return std::tie(a.file, a.name) < std::tie(b.file, b.name);
  });
  return out;
}

std::string name_of(const testing::TestParamInfo<Vector>& info) {
  std::string name = fs::path(info.param.file).stem().string() + "_" + info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

/// Puts values in the place of `${name}`; other `${...}` are templates of the stubs.
std::string fill(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = "${" + name + "}";
    for (auto at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

class MocoVectors : public testing::TestWithParam<Vector> {
 protected:
  MocoVectors() : before_(fs::current_path()) { fs::current_path(folder_.path()); }
  ~MocoVectors() override { fs::current_path(before_); }

  void serve(const Json& group) {
    server_ = std::make_unique<StubServer>(loop_, StubOptions("moco"), nullptr);
    values_["port"] = std::to_string(server_->start().value().port);
    const Json files = group.value("files", Json::object());
    for (const auto& [name, content] : files.items())
      folder_.write(name, fill(content.get<std::string>(), values_));
    Sources sources;
    sources.load.resources = {folder_.path()};
    sources.env = group.value("env", "");
    if (group.contains("stubs")) {
      folder_.write("stubs.json", fill(group["stubs"].dump(), values_));
      sources.files = {"stubs.json"};
    } else if (group.contains("settings")) {
      folder_.write("settings.json", fill(group["settings"].dump(), values_));
      sources.settings = "settings.json";
    } else {
      sources.files = group.at("load").get<std::vector<std::string>>();
    }
    base::DiagList diags;
    auto loaded = load_sources(sources, diags);
    ASSERT_NE(loaded.rules, nullptr) << diags.render_all();
    server_->set_base(std::move(loaded.rules));
  }

  std::string raw_request(const Json& request) {
    base::DiagList diags;
    const auto document =
        base::JsonDocument::parse("request", fill(request.dump(), values_)).value();
    const auto read = read_request(base::JsonReader(document, diags, "test"));
    EXPECT_TRUE(read) << diags.render_all();
    if (!read) return {};
    std::string raw = read->method + " " + read->target + " " + read->version +
                      "\r\nHost: 127.0.0.1:" + values_["port"] + "\r\nConnection: close\r\n";
    for (const auto& field : read->headers) raw += field.name + ": " + field.value + "\r\n";
    if (request.contains("text") || request.contains("json"))
      raw += "Content-Length: " + std::to_string(read->body.size()) + "\r\n";
    return raw + "\r\n" + read->body;
  }

  void check(const Json& exchange) {
    test::RawClient client(server_->server().endpoint().port, [this] {
      loop_.run_until([] { return false; }, std::chrono::milliseconds(1));
    });
    const auto started = std::chrono::steady_clock::now();
    client.send(raw_request(exchange.at("request")));
    const auto answer = client.read_answer();
    const auto took = std::chrono::steady_clock::now() - started;
    const Json expect = exchange.value("expect", Json::object());
    EXPECT_EQ(answer.status, expect.value("status", 200)) << answer.head << answer.body;
    if (expect.contains("text")) {
      EXPECT_EQ(answer.body, expect["text"].get<std::string>());
    }
    if (expect.contains("json")) {
      EXPECT_EQ(Json::parse(answer.body), expect["json"]);
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
    if (expect.contains("at_least_ms")) {
      EXPECT_GE(took, std::chrono::milliseconds(expect["at_least_ms"].get<int>()));
    }
    const Json take = exchange.value("take", Json::object());
    for (const auto& [name, header] : take.items())
      values_[name] = answer.header(header.get<std::string>());
  }

  test::TempFolder folder_;
  fs::path before_;
  base::AsioLoop loop_;
  std::map<std::string, std::string> values_;
  std::unique_ptr<StubServer> server_;
};

TEST_P(MocoVectors, Hold) {
  const Json group = read_group(GetParam().file);
  ASSERT_NO_FATAL_FAILURE(serve(group));
  for (const auto& exchange : group.at("vectors").at(GetParam().name)) {
    SCOPED_TRACE(exchange.dump());
    check(exchange);
  }
}
INSTANTIATE_TEST_SUITE_P(Moco, MocoVectors, testing::ValuesIn(all_vectors()), name_of);

}  // namespace
}  // namespace ricochet::stubserver
