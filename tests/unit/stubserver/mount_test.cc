#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>

#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

namespace fs = std::filesystem;

class Mount : public testing::Test {
 protected:
  Mount() {
    folder_.write("www/a.txt", "a");
    folder_.write("www/b.html", "<b>");
    folder_.write("www/sub/c.json", "{}");
    folder_.write("www/sub/deep/d.txt", "d");
    folder_.write("www/a b.txt", "space");
    folder_.write("secret.txt", "secret");
  }
  LoadOptions options() const {
    LoadOptions options;
    options.file_root = folder_.path();
    return options;
  }
  /// The session, and one behind it that takes what it leaves.
  std::unique_ptr<Stub> stub(const std::string& mount) {
    return std::make_unique<Stub>(
        "[{\"mount\":" + mount + R"(},{"response":{"status":404,"text":"none"}}])", options());
  }
  test::TempFolder folder_;
};

TEST_F(Mount, ServesFilesWithTheirTypes) {
  const auto s = stub(R"({"dir":"www","uri":"/s"})");
  EXPECT_EQ(s->get("/s/a.txt"), "200 a");
  EXPECT_EQ(s->get("/s/sub/deep/d.txt?x=1"), "200 d");
  EXPECT_EQ(s->get("/s/a%20b.txt"), "200 space");
  EXPECT_EQ(header_of(s->ask("GET", "/s/b.html"), "Content-Type"), "text/html");
  EXPECT_EQ(header_of(s->ask("POST", "/s/sub/c.json"), "Content-Type"), "application/json");
}

TEST_F(Mount, WhatIsNoFileFallsThrough) {
  const auto s = stub(R"({"dir":"www","uri":"/s"})");
  for (const char* target : {"/s", "/s/", "/s/sub", "/s/sub/", "/s/none.txt", "/sa.txt", "/a.txt",
                             "/s/a.txt/", "/s//a.txt"}) {
    EXPECT_EQ(s->get(target), "404 none") << target;
  }
}

TEST_F(Mount, StateAndQuotaStandBesideIt) {
  Stub s(
      R"([{"mount":{"dir":"www","uri":"/s"},"state":{"machine":"m","when":"start","then":"read"}},
             {"mount":{"dir":"www/sub","uri":"/s"},"state":{"machine":"m","when":"read"},
              "quota":{"limit":1,"window":"1m"}}])",
      options());
  EXPECT_EQ(s.get("/s/a.txt"), "200 a");
  EXPECT_EQ(s.get("/s/c.json"), "200 {}") << "the other folder, in the other state";
  EXPECT_EQ(s.ask("GET", "/s/c.json").response.status, 429);
  EXPECT_TRUE(s.get("/s/a.txt").starts_with("400 no session"));
}

TEST_F(Mount, CallsBack) {
  Stub s(R"([{"mount":{"dir":"www","uri":"/s"},"on":{"complete":{"get":{"url":"http://h/cb"}}}}])",
         options());
  EXPECT_EQ(s.ask("GET", "/s/a.txt").errands.size(), 1u);
}

TEST_F(Mount, RootAndTrailingSlashOfTheUri) {
  EXPECT_EQ(stub(R"({"dir":"www","uri":"/"})")->get("/a.txt"), "200 a");
  EXPECT_EQ(stub(R"({"dir":"www","uri":"/s/t/"})")->get("/s/t/a.txt"), "200 a");
}

TEST_F(Mount, OneOfTheIncludesIsEnough) {
  const auto s = stub(R"({"dir":"www","uri":"/s","includes":["*.txt","sub/**"]})");
  EXPECT_EQ(s->get("/s/a.txt"), "200 a");
  EXPECT_EQ(s->get("/s/sub/c.json"), "200 {}");
  EXPECT_EQ(s->get("/s/sub/deep/d.txt"), "200 d");
  EXPECT_EQ(s->get("/s/b.html"), "404 none");
}

TEST_F(Mount, StarStaysInItsFolder) {
  EXPECT_EQ(stub(R"({"dir":"www","uri":"/s","includes":["*.txt"]})")->get("/s/sub/deep/d.txt"),
            "404 none");
}

TEST_F(Mount, ExcludesGoBeforeIncludes) {
  const auto s = stub(R"({"dir":"www","uri":"/s","includes":["**"],"excludes":["a*","*.html"]})");
  EXPECT_EQ(s->get("/s/a.txt"), "404 none");
  EXPECT_EQ(s->get("/s/b.html"), "404 none");
  EXPECT_EQ(s->get("/s/sub/c.json"), "200 {}");
}

TEST_F(Mount, OtherPartsOfAResponseApply) {
  const auto s = stub(R"({"dir":"www","uri":"/s","status":203,"latency":5,"cookies":{"c":"1"},
                          "cors":true,"headers":{"Content-Type":"text/plain","Cache-Control":"no-store"}})");
  const auto decision = s->ask("GET", "/s/b.html", "", {{"Origin", "o"}});
  EXPECT_EQ(brief(decision), "203 <b>");
  EXPECT_EQ(decision.delay, std::chrono::milliseconds(5));
  EXPECT_EQ(header_of(decision, "Content-Type"), "text/plain");
  EXPECT_EQ(header_of(decision, "Cache-Control"), "no-store");
  EXPECT_EQ(header_of(decision, "Set-Cookie"), "c=1");
  EXPECT_EQ(header_of(decision, "Access-Control-Allow-Origin"), "*");
}

TEST_F(Mount, FilesAreReadAnewForEachRequest) {
  const auto s = stub(R"({"dir":"www","uri":"/s"})");
  EXPECT_EQ(s->get("/s/new.txt"), "404 none");
  folder_.write("www/new.txt", "new");
  EXPECT_EQ(s->get("/s/new.txt"), "200 new");
}

TEST_F(Mount, WhyNotSaysWhatIsMissing) {
  Stub s(R"([{"mount":{"dir":"www","uri":"/s"}}])", options());
  const auto decision = s.ask("GET", "/s/none.txt");
  EXPECT_EQ(decision.response.status, 400);
  EXPECT_NE(decision.why_not.find("file should be a file in"), std::string::npos)
      << decision.why_not;
}

/// Ways out of a folder, each of them with a file at its end.
class Traversal : public Mount {
 protected:
  Traversal() {
    const fs::path www = folder_ / "www";
    fs::create_symlink("../secret.txt", www / "out");
    fs::create_symlink(folder_ / "secret.txt", www / "absolute");
    fs::create_symlink("..", www / "up");
    fs::create_directory_symlink("sub/deep", www / "in");
    fs::create_symlink("../a.txt", www / "sub/inside");
    ::mkfifo((www / "pipe").c_str(), 0600);
  }
};

TEST_F(Traversal, NoWayOutOfTheFolder) {
  const auto s = stub(R"({"dir":"www","uri":"/s"})");
  for (const char* target : {"/s/../secret.txt",
                             "/s/%2e%2e/secret.txt",
                             "/s/%2E%2E%2Fsecret.txt",
                             "/s/..%2fsecret.txt",
                             "/s/%252e%252e/secret.txt",
                             "/s/..%252fsecret.txt",
                             "/s/sub/../../secret.txt",
                             "/s/./../secret.txt",
                             "/s/..%5csecret.txt",
                             "/s/..\\secret.txt",
                             "/s/a.txt%00",
                             "/s/%00/../secret.txt",
                             "/s//etc/hostname",
                             "/s/%2fetc/hostname",
                             "/s/out",
                             "/s/absolute",
                             "/s/up/secret.txt",
                             "/s/up/www/a.txt",
                             "/s/pipe",
                             "/s/.",
                             "/s/.."}) {
    EXPECT_EQ(s->get(target), "404 none") << target;
  }
}

TEST_F(Traversal, LinksThatStayInsideAreFollowed) {
  const auto s = stub(R"({"dir":"www","uri":"/s"})");
  EXPECT_EQ(s->get("/s/in/d.txt"), "200 d");
  EXPECT_EQ(s->get("/s/sub/inside"), "200 a");
}

TEST_F(Traversal, NameFromATemplateStaysInside) {
  folder_.write("data/a.json", "[1]");
  fs::create_symlink("../secret.txt", folder_ / "data/out");
  for (const std::string& name :
       {std::string("data/${req.queries['n']}"), folder_ / "data/${req.queries['n']}"}) {
    Stub s(R"([{"response":{"file":{"name":{"template":")" + name + R"("}}}}])", options());
    EXPECT_EQ(s.get("/?n=a.json"), "200 [1]") << name;
    for (const char* n : {"..%2Fsecret.txt", "out", "%2E%2E%2F%2E%2E%2Fetc%2Fhostname", "a.json%00",
                          "%2Fetc%2Fhostname", "none"}) {
      EXPECT_TRUE(s.get(std::string("/?n=") + n).starts_with("400 ")) << name << " " << n;
    }
  }
}

}  // namespace
}  // namespace ricochet::stubserver
