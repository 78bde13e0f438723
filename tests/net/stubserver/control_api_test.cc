#include "stubserver/control/api.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/text/text.h"
#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"

namespace ricochet::stubserver {
namespace {

using base::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

constexpr const char* kStubs =
    R"([{"description":"the a","request":{"uri":"/a"},"response":{"seq":[{"text":"1"},{"text":"2"}]}},
        {"request":{"uri":"/b","method":"post"},"response":{"text":"b"}}])";

class ControlApiTest : public NetTest {
 protected:
  ControlApiTest() {
    serve(kStubs);
    ControlledStub stub;
    stub.server = server_.get();
    stub.clear_log = [this] { sink_.exchanges.clear(); };
    use({stub});
  }
  void use(std::vector<ControlledStub> stubs) {
    control_.reset();
    router_ = std::make_unique<http::Router>();
    api_ = std::make_unique<ControlApi>(std::move(stubs));
    api_->add_routes(*router_);
    control_ = std::make_unique<http::Server>(loop_, http::ServerOptions{}, *router_);
    control_->start().value();
  }

  struct Answer {
    int status = 0;
    Json json;
  };
  Answer call(const std::string& method, const std::string& path, const std::string& body = {}) {
    Answer answer;
    bool done = false;
    http::ClientRequest request;
    request.method = method;
    request.url = control_->endpoint().url() + "/api/v2/stubs" + path;
    request.body = body;
    const auto handle =
        http::fetch(loop_, std::move(request), [&](base::Result<http::Response> response) {
          done = true;
          if (!response) return;
          answer.status = response->status;
          if (!response->body.empty()) answer.json = Json::parse(response->body);
        });
    wait_until([&] { return done; });
    return answer;
  }
  std::string id_of(std::size_t n) { return server_->rules()->rules().at(n)->id; }

  std::unique_ptr<http::Router> router_;
  std::unique_ptr<ControlApi> api_;
  std::unique_ptr<http::Server> control_;
};

TEST_F(ControlApiTest, ListsStubsAndSessionsWithTheirCounters) {
  get("/a");
  get("/nope");
  const auto stubs = call("GET", "");
  EXPECT_EQ(stubs.status, 200);
  EXPECT_EQ(stubs.json["stubs"][0]["name"], "photos");
  EXPECT_EQ(stubs.json["stubs"][0]["url"], server_->url());
  EXPECT_EQ(stubs.json["stubs"][0]["sessions"], 2);
  EXPECT_EQ(stubs.json["stubs"][0]["hits"], 1);
  EXPECT_EQ(call("GET", "/photos").json["unmatched"], 1);
  const auto sessions = call("GET", "/photos/sessions").json["sessions"];
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0]["description"], "the a");
  EXPECT_EQ(sessions[0]["place"], "stubs.json:1");
  EXPECT_EQ(sessions[0]["hits"], 1);
  EXPECT_EQ(sessions[0]["session"]["request"]["uri"], "/a");
  EXPECT_EQ(call("GET", "/photos/sessions/" + id_of(0)).json, sessions[0]);
  const auto unused = call("GET", "/photos/sessions?unused=1").json["sessions"];
  ASSERT_EQ(unused.size(), 1u);
  EXPECT_EQ(unused[0]["matches"], "POST /b");
}

TEST_F(ControlApiTest, UnknownNamesGetASuggestion) {
  const auto stub = call("GET", "/photo/sessions");
  EXPECT_EQ(stub.status, 404);
  EXPECT_EQ(stub.json["hint"], "did you mean \"photos\"?");
  EXPECT_EQ(call("GET", "/photos/sessions/nope").status, 404);
  EXPECT_EQ(call("DELETE", "/photos/sessions/nope").status, 404);
  EXPECT_EQ(call("PUT", "/photos/sessions/nope", R"({"response":{}})").status, 404);
  EXPECT_EQ(call("GET", "/photos/sessions?used=1").status, 400);
}

TEST_F(ControlApiTest, EveryRefusalSaysWhatToDo) {
  ControlledStub bare;
  bare.server = server_.get();
  use({bare});
  std::string story;
  const auto say = [&](const std::string& method, const std::string& path,
                       const std::string& body = {}) {
    const auto answer = call(method, path, body);
    story += ">>> " + method + " " + path + "\n" + std::to_string(answer.status) + " " +
             answer.json.dump(2) + "\n";
  };
  say("GET", "/photo/sessions");
  say("GET", "/photos/sessions/nope");
  say("GET", "/photos/sessions?used=1");
  say("POST", "/photos/sessions", "[{");
  say("POST", "/photos/reset/log");
  say("POST", "/photos/reload");
  test::expect_golden("stubserver/control-errors.txt", story);
}

TEST_F(ControlApiTest, AddedSessionsAreTriedFirstAndGoAgain) {
  const auto one =
      call("POST", "/photos/sessions", R"({"request":{"uri":"/a"},"response":{"text":"added"}})");
  EXPECT_EQ(one.status, 201);
  ASSERT_EQ(one.json["sessions"].size(), 1u);
  EXPECT_EQ(get("/a"), "200 added");
  const auto two = call(
      "POST", "/photos/sessions",
      R"([{"request":{"uri":"/a"},"response":{"text":"newest"}},{"response":{"text":"any"}}])");
  EXPECT_EQ(two.json["sessions"].size(), 2u);
  EXPECT_EQ(get("/a"), "200 newest");
  EXPECT_EQ(get("/x"), "200 any");
  const std::string id = two.json["sessions"][0]["id"];
  EXPECT_EQ(call("DELETE", "/photos/sessions/" + id).status, 204);
  EXPECT_EQ(get("/a"), "200 added");
  server_->set_base(rules(kStubs));
  EXPECT_EQ(get("/a"), "200 added");
  EXPECT_EQ(call("DELETE", "/photos/sessions").status, 204);
  EXPECT_EQ(get("/a"), "200 1");
  EXPECT_EQ(get("/x").substr(0, 3), "400");
}

TEST_F(ControlApiTest, EqualSessionsHaveIdsOfTheirOwn) {
  const std::string text = R"({"request":{"uri":"/c"},"response":{"text":"c"}})";
  const std::string first = call("POST", "/photos/sessions", text).json["sessions"][0]["id"];
  const std::string second = call("POST", "/photos/sessions", text).json["sessions"][0]["id"];
  EXPECT_EQ(second, first + "-2");
}

TEST_F(ControlApiTest, MistakesInSessionsAreToldWithTheirPlace) {
  const auto bad =
      call("POST", "/photos/sessions", R"([{"request":{"urii":"/a"},"response":{"statuss":1}}])");
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(bad.json["errors"].size(), 2u);
  EXPECT_EQ(bad.json["code"], "stub/unknown-key");
  EXPECT_EQ(bad.json["where"], "the body of the request:1:14");
  EXPECT_EQ(call("POST", "/photos/sessions", "[{").status, 400);
  EXPECT_EQ(get("/a"), "200 1");
}

TEST_F(ControlApiTest, AReplacedSessionKeepsItsIdAndPlace) {
  get("/a");
  const std::string id = id_of(0);
  const auto replaced = call("PUT", "/photos/sessions/" + id,
                             R"({"request":{"uri":"/a"},"response":{"text":"new"}})");
  EXPECT_EQ(replaced.status, 200);
  EXPECT_EQ(replaced.json["sessions"][0]["id"], id);
  EXPECT_EQ(replaced.json["sessions"][0]["hits"], 0);
  EXPECT_EQ(get("/a"), "200 new");
  EXPECT_EQ(id_of(0), id);
  EXPECT_EQ(call("DELETE", "/photos/sessions/" + id).status, 204);
  EXPECT_EQ(get("/a").substr(0, 3), "400");
  server_->set_base(rules(kStubs));  // the files are read again
  EXPECT_EQ(get("/a"), "200 1");
  EXPECT_EQ(id_of(0), id);
}

TEST_F(ControlApiTest, SessionsOfScenariosCannotBeChanged) {
  server_->push_overlay("scenario",
                        rules(R"([{"request":{"uri":"/s"},"response":{"text":"s"}}])", "scenario"));
  EXPECT_EQ(call("DELETE", "/photos/sessions/" + id_of(0)).status, 404);
  EXPECT_EQ(get("/s"), "200 s");
}

TEST_F(ControlApiTest, CountersStateAndLogAreResetSeparately) {
  get("/a");
  get("/nope");
  EXPECT_EQ(call("POST", "/photos/reset/counters").status, 204);
  EXPECT_EQ(call("GET", "/photos").json["hits"], 0);
  EXPECT_EQ(call("GET", "/photos").json["unmatched"], 0);
  EXPECT_EQ(get("/a"), "200 2");
  EXPECT_EQ(call("POST", "/photos/reset/state").status, 204);
  EXPECT_EQ(call("GET", "/photos").json["hits"], 1);
  EXPECT_EQ(get("/a"), "200 1");
  EXPECT_EQ(sink_.exchanges.size(), 4u);
  EXPECT_EQ(call("POST", "/photos/reset/log").status, 204);
  EXPECT_TRUE(sink_.exchanges.empty());
}

TEST_F(ControlApiTest, ExplainShowsEverySessionWithEachClauseAndChangesNothing) {
  const auto hit = call("POST", "/photos/explain", R"({"uri":"/a?x=1"})");
  EXPECT_EQ(hit.status, 200);
  EXPECT_EQ(hit.json["matched"]["id"], id_of(0));
  EXPECT_EQ(hit.json["candidates"].size(), 2u);
  EXPECT_EQ(hit.json["candidates"][0]["fits"], true);
  EXPECT_EQ(call("GET", "/photos").json["hits"], 0);
  EXPECT_EQ(get("/a"), "200 1");
  const auto miss = call("POST", "/photos/explain",
                         R"({"method":"GET","uri":"/b","headers":{"A":["1","2"]},"json":{"k":1}})");
  EXPECT_TRUE(miss.json["matched"].is_null());
  EXPECT_THAT(miss.json["why_not"].get<std::string>(), HasSubstr("stubs.json:2"));
  const auto& conditions = miss.json["candidates"][1]["conditions"];
  ASSERT_EQ(conditions.size(), 2u);
  EXPECT_EQ(conditions[0]["name"], "method");
  EXPECT_EQ(conditions[0]["ok"], false);
  EXPECT_EQ(conditions[0]["actual"], "\"GET\"");
  EXPECT_EQ(conditions[1]["ok"], true);
  const auto short_list = call("POST", "/photos/explain?limit=1", R"({"uri":"/a"})");
  EXPECT_EQ(short_list.json["candidates"].size(), 1u);
  EXPECT_EQ(short_list.json["left_out"], 1);
  EXPECT_EQ(call("POST", "/photos/explain", R"({"urii":"/a"})").json["hint"],
            "did you mean \"uri\"?");
  EXPECT_EQ(call("POST", "/photos/explain", "").status, 400);
}

TEST_F(ControlApiTest, ReloadAndHealthOfFiles) {
  EXPECT_EQ(call("POST", "/photos/reload").status, 409);
  EXPECT_EQ(call("GET", "/photos/health").status, 200);
  test::TempFolder folder;
  folder.write("a.json", R"([{"request":{"uri":"/f"},"response":{"text":"one"}}])");
  Sources sources;
  sources.files = {folder / "a.json"};
  Reloader reloader(
      loop_, sources,
      {[this](auto loaded) { server_->set_base(std::move(loaded)); }, [](const std::string&) {}});
  base::DiagList diags;
  ASSERT_TRUE(reloader.load(diags));
  ControlledStub stub;
  stub.server = server_.get();
  stub.reloader = &reloader;
  use({stub});
  EXPECT_EQ(get("/f"), "200 one");
  folder.write("a.json", R"([{"request":{"uri":"/f"},"response":{"text":"two"}}])");
  EXPECT_EQ(call("POST", "/photos/reload").status, 200);
  EXPECT_EQ(get("/f"), "200 two");
  folder.write("a.json", R"([{"request":{"uri":"/f"}}])");
  const auto broken = call("POST", "/photos/reload");
  EXPECT_EQ(broken.status, 422);
  EXPECT_EQ(broken.json["findings"][0]["code"], "stub/missing-response");
  EXPECT_EQ(get("/f"), "200 two");
  const auto health = call("GET", "/photos/health");
  EXPECT_EQ(health.status, 503);
  EXPECT_EQ(health.json["loads"], 2);
  EXPECT_THAT(health.json["findings"][0]["where"].get<std::string>(), HasSubstr("a.json:1:2"));
  EXPECT_EQ(call("GET", "").json["stubs"][0]["healthy"], false);
}

TEST_F(ControlApiTest, SeveralStubsBehindOneListener) {
  StubServer other(loop_, StubOptions("other"), nullptr);
  other.start().value();
  ControlledStub a, b;
  a.server = server_.get();
  b.server = &other;
  use({a, b});
  EXPECT_EQ(call("GET", "").json["stubs"].size(), 2u);
  EXPECT_EQ(call("POST", "/other/sessions", R"({"response":{"text":"o"}})").status, 201);
  EXPECT_EQ(other.rules()->size(), 1u);
  EXPECT_EQ(server_->rules()->size(), 2u);
  EXPECT_EQ(call("POST", "/other/reset/log").status, 409);
}

TEST_F(ControlApiTest, TheDescriptionAndTheRoutesAgree) {
  const Json document = Json::parse(ControlApi::openapi());
  EXPECT_EQ(document["openapi"], "3.1.0");
  std::vector<std::string> described;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (method == "parameters") continue;
      described.push_back(base::to_upper(method) + " " + path);
      EXPECT_TRUE(operation.contains("summary")) << path;
      EXPECT_FALSE(operation["responses"].empty()) << path;
    }
  }
  EXPECT_THAT(router_->routes(), UnorderedElementsAreArray(described));
}

}  // namespace
}  // namespace ricochet::stubserver
