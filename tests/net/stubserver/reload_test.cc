#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "stubserver/serve/standalone.h"
#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"

namespace ricochet::stubserver {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string session(const std::string& uri, const std::string& text) {
  return R"({"request":{"uri":")" + uri + R"("},"response":{"text":")" + text + R"("}})";
}
std::string file_of(const std::string& uri, const std::string& text) {
  return "[" + session(uri, text) + "]";
}

/// Real files, a real server, and edits in every way in which people and their tools make them.
/// Every wait is for a line of the log.
class ReloadTest : public NetTest {
 protected:
  void start(std::vector<std::string> files) {
    StandaloneOptions options;
    for (auto& file : files) options.sources.files.push_back(folder_ / file);
    start(std::move(options));
  }
  void start(StandaloneOptions options) {
    options.quiet = true;
    alone_ = std::make_unique<Standalone>(loop_, std::move(options), out_, &sink_, [] {});
    base::DiagList diags;
    ASSERT_TRUE(alone_->load(diags)) << diags.render_all();
    alone_->start().value();
  }
  std::string ask(const std::string& target) {
    std::string answer;
    http::ClientRequest request;
    request.url = alone_->server().url() + target;
    const auto call =
        http::fetch(loop_, std::move(request), [&](base::Result<http::Response> response) {
          answer = response ? std::to_string(response->status) + " " + response->body
                            : response.error().code;
        });
    wait_until([&] { return !answer.empty(); });
    return answer;
  }
  /// Waits for the n-th reading that was put to use.
  void loaded(std::uint64_t n) {
    wait_until([&] { return alone_->reloader().status().loads >= n; });
  }

  test::TempFolder folder_;
  std::ostringstream out_;
  std::unique_ptr<Standalone> alone_;
};

TEST_F(ReloadTest, TruncateAndWrite) {
  folder_.write("a.json", file_of("/a", "old"));
  start({"a.json"});
  EXPECT_EQ(ask("/a"), "200 old");
  folder_.write("a.json", file_of("/a", "new"));
  loaded(2);
  EXPECT_EQ(ask("/a"), "200 new");
  EXPECT_THAT(out_.str(), HasSubstr(folder_ / "a.json" + " change detected."));
}

TEST_F(ReloadTest, WriteThroughADescriptorThatStaysOpen) {
  folder_.write("a.json", file_of("/a", "old"));
  start({"a.json"});
  std::ofstream open(folder_ / "a.json", std::ios::trunc);
  open << file_of("/a", "new") << std::flush;
  loaded(2);
  EXPECT_EQ(ask("/a"), "200 new");
}

TEST_F(ReloadTest, RenameOverTheFileAsEditorsDo) {
  folder_.write("a.json", file_of("/a", "old"));
  start({"a.json"});
  for (int i = 0; i < 3; ++i) {  // the second one meets another inode
    folder_.write(".a.json.swp", file_of("/a", std::to_string(i)));
    fs::rename(folder_ / ".a.json.swp", folder_ / "a.json");
    loaded(2 + static_cast<std::uint64_t>(i));
    EXPECT_EQ(ask("/a"), "200 " + std::to_string(i));
  }
}

TEST_F(ReloadTest, SeveralFilesAtOnceAreOneReload) {
  folder_.write("a.json", file_of("/a", "old"));
  folder_.write("b.json", file_of("/b", "old"));
  start({"a.json", "b.json"});
  folder_.write("a.json", file_of("/a", "new"));
  folder_.write("b.json", file_of("/b", "new"));
  loaded(2);
  EXPECT_EQ(ask("/a"), "200 new");
  EXPECT_EQ(ask("/b"), "200 new");
  EXPECT_EQ(alone_->reloader().status().loads, 2u);
}

TEST_F(ReloadTest, KubernetesSwapsALinkToAFolder) {
  folder_.write("..v1/a.json", file_of("/a", "one"));
  fs::create_directory_symlink("..v1", folder_ / "..data");
  fs::create_symlink("..data/a.json", folder_ / "a.json");
  start({"a.json"});
  EXPECT_EQ(ask("/a"), "200 one");
  for (int i = 2; i < 4; ++i) {
    const std::string version = "..v" + std::to_string(i);
    folder_.write(version + "/a.json", file_of("/a", version));
    fs::create_directory_symlink(version, folder_ / "..data_tmp");
    fs::rename(folder_ / "..data_tmp", folder_ / "..data");
    fs::remove_all(folder_ / ("..v" + std::to_string(i - 1)));
    loaded(static_cast<std::uint64_t>(i));
    EXPECT_EQ(ask("/a"), "200 " + version);
  }
}

TEST_F(ReloadTest, FilesThatComeAndGoBelowAPattern) {
  folder_.write("s/a.json", file_of("/a", "a"));
  start({"s/**/*.json"});
  folder_.write("s/b.json", file_of("/b", "b"));
  loaded(2);
  EXPECT_EQ(ask("/b"), "200 b");
  fs::create_directory(folder_ / "s/t");
  folder_.write("s/t/c.json", file_of("/c", "c"));
  loaded(3);
  EXPECT_EQ(ask("/c"), "200 c");
  fs::remove(folder_ / "s/b.json");
  loaded(4);
  EXPECT_TRUE(ask("/b").starts_with("400 "));
}

TEST_F(ReloadTest, BrokenFileKeepsTheOldSessionsAndSaysWhyUntilItIsMended) {
  folder_.write("a.json", file_of("/a", "old"));
  start({"a.json"});
  folder_.write("a.json", R"([{"request":{"urii":"/a"},"response":{}}])");
  wait_until([&] { return alone_->reloader().status().failures == 1; });
  EXPECT_EQ(ask("/a"), "200 old");
  EXPECT_FALSE(alone_->reloader().status().ok);
  EXPECT_EQ(alone_->reloader().status().found.at(0).code, "stub/unknown-key");
  EXPECT_THAT(out_.str(), HasSubstr("the old one keeps answering"));
  EXPECT_THAT(out_.str(), HasSubstr("a.json:1:14"));
  folder_.write("a.json", file_of("/a", "mended"));
  loaded(2);
  EXPECT_TRUE(alone_->reloader().status().ok);
  EXPECT_EQ(ask("/a"), "200 mended");
}

TEST_F(ReloadTest, FileThatIsGoneForAWhile) {
  folder_.write("c/a.json", file_of("/a", "old"));
  start({"c/a.json"});
  fs::remove_all(folder_ / "c");
  wait_until([&] { return alone_->reloader().status().failures == 1; });
  EXPECT_EQ(ask("/a"), "200 old");
  folder_.write("c/a.json", file_of("/a", "back"));
  loaded(2);
  EXPECT_EQ(ask("/a"), "200 back");
}

TEST_F(ReloadTest, ConnectionsCountersAndPositionsStay) {
  const std::string seq =
      R"({"request":{"uri":"/s"},"response":{"seq":[{"text":"1"},{"text":"2"},{"text":"3"}]}})";
  folder_.write("a.json", "[" + seq + "," + session("/a", "old") + "]");
  start({"a.json"});
  test::RawClient client(alone_->server().server().endpoint().port, [this] {
    loop_.run_until([] { return false; }, std::chrono::milliseconds(1));
  });
  const std::string get = "GET /s HTTP/1.1\r\nHost: h\r\n\r\n";
  client.send(get);
  EXPECT_EQ(client.read_answer().body, "1");
  folder_.write("a.json", "[" + session("/a", "new") + "," + seq + "]");
  loaded(2);
  client.send(get);
  EXPECT_EQ(client.read_answer().body, "2");
  EXPECT_EQ(alone_->server().hits(*alone_->server().rules()->rules().at(1)), 2u);
}

TEST_F(ReloadTest, QuotaOfAResourceStaysAsLongAsItsTextDoes) {
  const auto resource = [](int limit) {
    return R"({"resource":{"name":"t","get":[{"id":"1","response":{"text":"one"}},
                                             {"id":"2","response":{"text":"two"}}]},
               "quota":{"limit":)" +
           std::to_string(limit) + R"(,"window":"1h"}})";
  };
  folder_.write("a.json", "[" + resource(1) + "]");
  start({"a.json"});
  EXPECT_EQ(ask("/t/1"), "200 one");
  folder_.write("a.json", "[" + session("/a", "new") + "," + resource(1) + "]");
  loaded(2);
  EXPECT_EQ(ask("/a"), "200 new");
  EXPECT_TRUE(ask("/t/2").starts_with("429 the quota of ")) << ask("/t/2");
  folder_.write("a.json", "[" + resource(2) + "]");
  loaded(3);
  EXPECT_EQ(ask("/t/1"), "200 one");
  EXPECT_EQ(ask("/t/2"), "200 two");
  EXPECT_TRUE(ask("/t/2").starts_with("429 "));
}

TEST_F(ReloadTest, SettingsFileAndIncludedFilesAreWatched) {
  folder_.write("a.json", file_of("/a", "old"));
  folder_.write("b.json", file_of("/b", "b"));
  folder_.write("settings.json", R"([{"include":"a.json","file_root":")" + folder_.path() + "\"}]");
  StandaloneOptions options;
  options.sources.settings = folder_ / "settings.json";
  start(std::move(options));
  folder_.write("a.json", file_of("/a", "new"));
  loaded(2);
  EXPECT_EQ(ask("/a"), "200 new");
  folder_.write("settings.json",
                R"([{"include":"b.json","context":"/x","file_root":")" + folder_.path() + "\"}]");
  loaded(3);
  EXPECT_EQ(ask("/x/b"), "200 b");
  folder_.write("b.json", file_of("/b", "b2"));
  loaded(4);
  EXPECT_EQ(ask("/x/b"), "200 b2");
}

TEST_F(ReloadTest, OtherFilesOfTheFolderDoNotMatter) {
  folder_.write("a.json", file_of("/a", "old"));
  start({"a.json"});
  folder_.write("other.txt", "x");
  folder_.write("a.json", file_of("/a", "new"));
  loaded(2);
  EXPECT_THAT(out_.str(), testing::Not(HasSubstr("other.txt")));
  EXPECT_EQ(alone_->reloader().status().loads, 2u);
}

TEST_F(ReloadTest, WithoutWatchOnlyAskingReloads) {
  folder_.write("a.json", file_of("/a", "old"));
  StandaloneOptions options;
  options.watch = false;
  options.sources.files = {folder_ / "a.json"};
  start(std::move(options));
  folder_.write("a.json", file_of("/a", "new"));
  EXPECT_EQ(ask("/a"), "200 old");
  std::optional<bool> reloaded;
  alone_->reloader().reload([&](bool ok) { reloaded = ok; });
  EXPECT_FALSE(reloaded) << "not inside the call";
  wait_until([&] { return reloaded.has_value(); });
  EXPECT_EQ(reloaded, true);
  EXPECT_EQ(ask("/a"), "200 new");
}

}  // namespace
}  // namespace ricochet::stubserver
