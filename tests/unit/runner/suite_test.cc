#include "runner/model/suite.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Suite, ReadsEveryKey) {
  WorkFolder folder;
  folder.write("shop/ricochet.json", R"({
  "bus": { "kafka": "broker:9092", "properties": { "client.id": "tests" }, "delete_topics": true },
  "topics": { "orders": { "partitions": 3 }, "audit": {} },
  "network": { "bind": "0.0.0.0", "advertise": "host.docker.internal" },
  "stubs": { "photos": "stubs/../stubs/photos.json", "bare": [], "fixed": { "port": 8081 },
             "both": { "file": "both.json", "port": 8082 } },
  "bins": { "names": ["webhooks", "mail_2-x"], "port": 8090 },
  "env": ["DEFECT"],
  "sut": { "photo-service": {
      "command": ["./photo", "--port", "${bins.webhooks.port}"],
      "env": { "BROKERS": "${bus.kafka}" }, "cwd": "bin",
      "ready": { "log": "ready", "within": "2s" },
      "ports": ["http", "admin"], "per_scenario": true,
      "stop": { "signal": "INT", "grace": "250ms" } },
    "elsewhere": { "external": true, "ports": { "http": 8080 }, "ready": { "command": ["probe", "it"] } } },
  "defaults": { "within": "7s", "settle": "10ms", "for": "1m" }
})");
  base::DiagList diags;
  const auto suite = load_suite("shop/ricochet.json", diags);
  ASSERT_NE(suite, nullptr) << diags.render_all();
  EXPECT_TRUE(diags.all().empty());
  EXPECT_EQ(suite->file, "shop/ricochet.json");
  EXPECT_EQ(suite->folder, "shop");
  ASSERT_TRUE(suite->bus.has_value());
  EXPECT_FALSE(suite->bus->embedded);
  EXPECT_EQ(suite->bus->servers, "broker:9092");
  EXPECT_EQ(suite->bus->properties.at("client.id"), "tests");
  ASSERT_EQ(suite->topics.size(), 2u);
  EXPECT_TRUE(suite->has_topic("orders"));
  EXPECT_TRUE(suite->has_topic("audit"));
  for (const auto& topic : suite->topics)
    EXPECT_EQ(topic.partitions, topic.name == "orders" ? 3 : 1) << topic.name;
  EXPECT_TRUE(suite->bus->delete_topics);
  std::string stubs;
  for (const auto& stub : suite->stubs)
    stubs +=
        stub.name + " " + stub.file + " " + std::to_string(stub.port) + " " + stub.pointer + "\n";
  EXPECT_EQ(stubs,
            "photos shop/stubs/photos.json 0 /stubs/photos\n"
            "bare  0 /stubs/bare\n"
            "fixed  8081 /stubs/fixed\n"
            "both shop/both.json 8082 /stubs/both/file\n");
  EXPECT_EQ(suite->bins_port, 8090);
  EXPECT_EQ(suite->bind_address(), "0.0.0.0");
  EXPECT_EQ(suite->advertised_host(), "host.docker.internal");
  EXPECT_EQ(suite->bins, (std::vector<std::string>{"webhooks", "mail_2-x"}));
  EXPECT_EQ(suite->env, std::vector<std::string>{"DEFECT"});
  const SutSpec* sut = suite->sut("photo-service");
  ASSERT_NE(sut, nullptr);
  EXPECT_EQ(sut->command.size(), 3u);
  EXPECT_EQ(sut->env.at("BROKERS"), "${bus.kafka}");
  EXPECT_EQ(sut->cwd, "bin");
  EXPECT_EQ(sut->ready.kind, ReadySpec::Kind::kLog);
  EXPECT_EQ(sut->ready.text, "ready");
  EXPECT_EQ(sut->ready.within, seconds(2));
  EXPECT_EQ(sut->stop.signal, "INT");
  EXPECT_EQ(sut->stop.grace, milliseconds(250));
  EXPECT_EQ(sut->pointer, "/sut/photo-service");
  EXPECT_TRUE(sut->per_scenario);
  ASSERT_EQ(sut->ports.size(), 2u);
  EXPECT_EQ(sut->ports[1].name + std::to_string(sut->ports[1].number), "admin0");
  const SutSpec* elsewhere = suite->sut("elsewhere");
  ASSERT_NE(elsewhere, nullptr);
  EXPECT_TRUE(elsewhere->external);
  EXPECT_EQ(elsewhere->ports.at(0).number, 8080);
  EXPECT_EQ(elsewhere->ready.kind, ReadySpec::Kind::kCommand);
  EXPECT_EQ(elsewhere->ready.command, (std::vector<std::string>{"probe", "it"}));
  EXPECT_EQ(suite->sut("nobody"), nullptr);
  EXPECT_EQ(suite->defaults.within, seconds(7));
  EXPECT_EQ(suite->defaults.settle, milliseconds(10));
  EXPECT_EQ(suite->defaults.never_for, std::chrono::minutes(1));
}

TEST(Suite, WhatIsLeftOutHasTheDocumentedDefault) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({ "sut": { "s": { "command": ["s"] } } })");
  ASSERT_NE(suite, nullptr);
  EXPECT_EQ(suite->folder, ".");
  EXPECT_FALSE(suite->bus.has_value());
  EXPECT_EQ(suite->bind_address(), "127.0.0.1");
  EXPECT_EQ(suite->advertised_host(), "127.0.0.1");
  EXPECT_EQ(suite->defaults.within, seconds(5));
  EXPECT_EQ(suite->defaults.settle, milliseconds(150));
  EXPECT_EQ(suite->defaults.never_for, milliseconds(200));
  const SutSpec& sut = suite->suts.at(0);
  EXPECT_EQ(sut.ready.kind, ReadySpec::Kind::kNone);
  EXPECT_EQ(sut.ready.within, seconds(30));
  EXPECT_EQ(sut.stop.signal, "TERM");
  EXPECT_EQ(sut.stop.grace, seconds(5));
}

TEST(Suite, TopicsNeedABusAndGetTheEmbeddedOne) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({ "topics": { "orders": {} } })");
  ASSERT_TRUE(suite->bus.has_value());
  EXPECT_TRUE(suite->bus->embedded);
}

TEST(Suite, EachProbeOfReadiness) {
  const std::pair<const char*, ReadySpec::Kind> probes[] = {{"log", ReadySpec::Kind::kLog},
                                                            {"tcp", ReadySpec::Kind::kTcp},
                                                            {"http", ReadySpec::Kind::kHttp}};
  WorkFolder folder;
  for (const auto& [key, kind] : probes) {
    const auto suite = make_suite(folder, R"({ "sut": { "s": { "command": ["s"], "ready": { ")" +
                                              std::string(key) + R"(": "x:1" } } } })");
    EXPECT_EQ(suite->suts.at(0).ready.kind, kind);
    EXPECT_EQ(suite->suts.at(0).ready.text, "x:1");
  }
}

TEST(Suite, WithoutAFileThereAreOnlyDefaults) {
  EXPECT_EQ(default_suite("a/b")->folder, "a/b");
  EXPECT_EQ(default_suite("")->folder, ".");
  EXPECT_EQ(default_suite("a")->file, "");
  EXPECT_EQ(default_suite("a")->document, nullptr);
}

TEST(Suite, EveryErrorHasItsPlaceAndCure) {
  const std::vector<Case> cases = {
      {"not an object", R"([])"},
      {"not JSON", R"({ "bins": [ })"},
      {"unknown key", R"({ "topic": {} })"},
      {"bus: not an object", R"({ "bus": "embedded" })"},
      {"bus: unknown key", R"({ "bus": { "kafka": "embedded", "property": {} } })"},
      {"bus: no kafka", R"({ "bus": {} })"},
      {"bus: empty", R"({ "bus": { "kafka": "" } })"},
      {"bus: misspelt", R"({ "bus": { "kafka": "embeded" } })"},
      {"bus: no port", R"({ "bus": { "kafka": "broker.example" } })"},
      {"bus: one of several has no port", R"({ "bus": { "kafka": "a:9092,b:many" } })"},
      {"bus: property is not text",
       R"({ "bus": { "kafka": "h:1", "properties": { "acks": 1 } } })"},
      {"bus: users of somebody else's", R"({ "bus": { "kafka": "h:1", "users": { "a": "b" } } })"},
      {"bus: tls without a key",
       R"({ "bus": { "kafka": "embedded", "tls": { "cert": "c.pem" } } })"},
      {"topics: not an object", R"({ "topics": ["orders"] })"},
      {"topics: bad name", R"({ "topics": { "or ders": {} } })"},
      {"topics: empty name", R"({ "topics": { "": {} } })"},
      {"topics: unknown key", R"({ "topics": { "orders": { "partition": 1 } } })"},
      {"topics: partitions out of range", R"({ "topics": { "orders": { "partitions": 0 } } })"},
      {"topics: a null topic", R"({ "topics": { "orders": null } })"},
      {"stubs: bad name", R"({ "stubs": { "a/b": [] } })"},
      {"stubs: sessions in the suite", R"({ "stubs": { "photos": [ {} ] } })"},
      {"stubs: empty file", R"({ "stubs": { "photos": "" } })"},
      {"bins: not an array", R"({ "bins": "webhooks" })"},
      {"bins: bad name", R"({ "bins": ["web hooks"] })"},
      {"bins: a dot", R"({ "bins": ["mail.v2"] })"},
      {"bins: reserved", R"({ "bins": ["api"] })"},
      {"stubs: a dot", R"({ "stubs": { "photos.v2": [] } })"},
      {"bins: no text", R"({ "bins": [1] })"},
      {"duplicate: stub and topic", R"({ "topics": { "photos": {} }, "stubs": { "photos": [] } })"},
      {"duplicate: bin and stub", R"({ "stubs": { "photos": [] }, "bins": ["photos"] })"},
      {"duplicate: bin and topic", R"({ "topics": { "photos": {} }, "bins": ["photos"] })"},
      {"duplicate: two bins", R"({ "bins": ["photos", "photos"] })"},
      {"env: not an array", R"({ "env": { "A": "1" } })"},
      {"env: empty name", R"({ "env": [""] })"},
      {"sut: not an object", R"({ "sut": ["./service"] })"},
      {"sut: bad name", R"({ "sut": { "a b": { "command": ["x"] } } })"},
      {"sut: unknown key", R"({ "sut": { "s": { "command": ["x"], "comand": ["y"] } } })"},
      {"sut: no command", R"({ "sut": { "s": {} } })"},
      {"sut: empty command", R"({ "sut": { "s": { "command": [] } } })"},
      {"sut: command is one text", R"({ "sut": { "s": { "command": "./service" } } })"},
      {"sut: env value is not text",
       R"({ "sut": { "s": { "command": ["x"], "env": { "PORT": 1 } } } })"},
      {"sut: cwd is not text", R"({ "sut": { "s": { "command": ["x"], "cwd": 1 } } })"},
      {"ready: zero within",
       R"({ "sut": { "s": { "command": ["x"], "ready": { "log": "a", "within": 0 } } } })"},
      {"ready: no probe",
       R"({ "sut": { "s": { "command": ["x"], "ready": { "within": "1s" } } } })"},
      {"ready: two probes",
       R"({ "sut": { "s": { "command": ["x"], "ready": { "log": "a", "tcp": "b:1" } } } })"},
      {"ready: unknown probe",
       R"({ "sut": { "s": { "command": ["x"], "ready": { "logs": "a" } } } })"},
      {"ready by a group without a bus",
       R"({ "sut": { "s": { "command": ["x"], "ready": { "group": "g" } } } })"},
      {"bus groups: an unknown word",
       R"({ "bus": { "kafka": "embedded", "groups": { "g": { "commits": "later" } } } })"},
      {"bus groups: an unknown key",
       R"({ "bus": { "kafka": "embedded", "groups": { "g": { "commit": "after-work" } } } })"},
      {"ready: not an object", R"({ "sut": { "s": { "command": ["x"], "ready": "a" } } })"},
      {"ready: empty text", R"({ "sut": { "s": { "command": ["x"], "ready": { "log": "" } } } })"},
      {"ready: bad time",
       R"({ "sut": { "s": { "command": ["x"], "ready": { "log": "a", "within": "soon" } } } })"},
      {"stop: unknown signal",
       R"({ "sut": { "s": { "command": ["x"], "stop": { "signal": "TREM" } } } })"},
      {"stop: unknown key",
       R"({ "sut": { "s": { "command": ["x"], "stop": { "graze": "1s" } } } })"},
      {"stop: bad grace", R"({ "sut": { "s": { "command": ["x"], "stop": { "grace": -1 } } } })"},
      {"sut: misspelt command", R"({ "sut": { "s": { "comand": ["x"] } } })"},
      {"defaults: unknown key", R"({ "defaults": { "withing": "1s" } })"},
      {"defaults: zero within", R"({ "defaults": { "within": 0 } })"},
      {"defaults: zero settle", R"({ "defaults": { "settle": "0ms" } })"},
      {"defaults: zero for", R"({ "defaults": { "for": "0s" } })"},
      {"bus: what only ours has",
       R"({ "bus": { "kafka": "localhost:9092", "brokers": 3, "join_delay": "1s" } })"},
      {"bus: too many brokers",
       R"({ "bus": { "kafka": "embedded", "brokers": 101, "join_members": 0 } })"},
      {"bus: reset of a broker that is not ours",
       R"({ "bus": { "kafka": "localhost:9092", "reset": true } })"},
      {"bus: a port of somebody else's", R"({ "bus": { "kafka": "h:1", "port": 9092 } })"},
      {"network: unknown key", R"({ "network": { "bind": "0.0.0.0", "advertize": "me" } })"},
      {"network: nobody can connect there", R"({ "network": { "bind": "0.0.0.0" } })"},
      {"stubs: a port out of range", R"({ "stubs": { "photos": { "port": 0 } } })"},
      {"stubs: an unknown key", R"({ "stubs": { "photos": { "file": "a.json", "prot": 1 } } })"},
      {"bins: no names", R"({ "bins": { "port": 8090 } })"},
      {"ports: bad name", R"({ "sut": { "s": { "command": ["x"], "ports": ["web-ui"] } } })"},
      {"ports: twice", R"({ "sut": { "s": { "command": ["x"], "ports": ["http", "http"] } } })"},
      {"ports: out of range",
       R"({ "sut": { "s": { "command": ["x"], "ports": { "http": 65536 } } } })"},
      {"ready: empty command",
       R"({ "sut": { "s": { "command": ["x"], "ready": { "command": [] } } } })"},
      {"external: what only a run's own has",
       R"({ "sut": { "s": { "external": true, "command": ["x"], "env": {}, "ports": ["http"],
      "stop": { "signal": "INT" }, "ready": { "log": "up" } } } })"},
      {"several at once", R"({
  "bus": { "kafka": "embeded" },
  "bins": ["a b"],
  "defaults": { "for": 0 },
  "color": true
})"},
  };
  WorkFolder folder;
  std::string all;
  for (const auto& c : cases) {
    folder.write(kSuiteFileName, c.text);
    base::DiagList diags;
    EXPECT_EQ(load_suite(kSuiteFileName, diags), nullptr) << c.name;
    EXPECT_TRUE(diags.has_errors()) << c.name;
    all += golden_entry(c.name, diags);
  }
  test::expect_golden("runner/suite_errors.txt", all);
}

TEST(Suite, HowLongANameMayBe) {
  WorkFolder folder;
  const struct {
    const char* before;
    const char* after;
    std::size_t longest;
  } kinds[] = {
      {R"({ "bins": [")", R"("] })", 64},
      {R"({ "stubs": { ")", R"(": [] } })", 64},
      {R"({ "sut": { ")", R"(": { "command": ["x"] } } })", 64},
      {R"({ "topics": { "a.)", R"(": {} } })", 247},
  };
  for (const auto& kind : kinds) {
    make_suite(folder, kind.before + std::string(kind.longest, 'x') + kind.after);
    folder.write(kSuiteFileName, kind.before + std::string(kind.longest + 1, 'x') + kind.after);
    base::DiagList diags;
    EXPECT_EQ(load_suite(kSuiteFileName, diags), nullptr) << kind.before;
    EXPECT_EQ(codes(diags.all()), "suite/bad-name") << kind.before;
  }
}

TEST(Suite, AMissingFileIsNamed) {
  WorkFolder folder;
  base::DiagList diags;
  EXPECT_EQ(load_suite("none.json", diags), nullptr);
  EXPECT_EQ(codes(diags.all()), "file/not-found");
}

}  // namespace
}  // namespace ricochet::runner
