// Files that are not ours, and a disk that does not do what it should.
#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "requestbin/store/schema.h"
#include "tests/unit/requestbin/store/fixture.h"

namespace ricochet::requestbin::store {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// Another program with the file open.
class Other {
 public:
  explicit Other(const std::string& path) { sqlite3_open(path.c_str(), &handle_); }
  ~Other() { sqlite3_close(handle_); }
  void run(const char* sql) {
    char* why = nullptr;
    ASSERT_EQ(sqlite3_exec(handle_, sql, nullptr, nullptr, &why), SQLITE_OK) << sql << ": " << why;
  }

 private:
  sqlite3* handle_ = nullptr;
};

class StoreFaults : public StoreTest {
 protected:
  void SetUp() override { options_.path = folder_ / "captures.db"; }
  std::string refused() {
    const auto status = open();
    return status ? "opened" : status.error().code;
  }
};

TEST_F(StoreFaults, ATextFileIsLeftAlone) {
  const std::string text(5000, 'x');
  folder_.write("captures.db", text);
  EXPECT_EQ(refused(), "store/foreign");
  EXPECT_EQ(base::read_file(options_.path).value(), text);
}

TEST_F(StoreFaults, ADatabaseOfAnotherProgramIsLeftAlone) {
  Other(options_.path).run("CREATE TABLE theirs(x)");
  const auto before = base::read_file(options_.path).value();
  EXPECT_EQ(refused(), "store/foreign");
  EXPECT_EQ(base::read_file(options_.path).value(), before);
}

TEST_F(StoreFaults, ANewerLayoutNamesBothNumbers) {
  ASSERT_TRUE(open());
  ASSERT_TRUE(close());
  Other(options_.path).run("PRAGMA user_version = 99");
  const auto status = open();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "store/newer");
  EXPECT_THAT(status.error().message, AllOf(HasSubstr("99"), HasSubstr("knows 1")));
}

TEST_F(StoreFaults, AnUnreadableRecordIsNamed) {
  ASSERT_TRUE(open());
  call("a");
  ASSERT_TRUE(close());
  Other(options_.path).run("UPDATE records SET head = '{'");
  const auto status = open();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "store/damaged");
  EXPECT_THAT(status.error().message, HasSubstr("record 1 of bin \"a\""));
}

TEST_F(StoreFaults, AFolderThatIsNotThere) {
  options_.path = folder_ / "nowhere/captures.db";
  EXPECT_EQ(refused(), "store/cannot-open");
}

TEST_F(StoreFaults, TwoAtATimeIsOneTooMany) {
  ASSERT_TRUE(open());
  base::AsioLoop loop;
  journal::CaptureLog second(loop);
  const auto opened = Store::open(loop, second, options_, [](const std::string&) {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "store/in-use");
}

TEST_F(StoreFaults, WhoDidNotCloseIsToldAtTheNextStart) {
  ASSERT_TRUE(open());
  ASSERT_TRUE(close());
  Other(options_.path).run("UPDATE meta SET value = 1 WHERE name = 'open'");
  ASSERT_TRUE(open());
  EXPECT_THAT(talk_, ElementsAre(HasSubstr("was not closed")));
}

TEST_F(StoreFaults, ARecordThatIsMissingIsNoPass) {
  ASSERT_TRUE(open());
  for (int i = 0; i < 4; ++i) call("a");
  ASSERT_TRUE(close());
  Other(options_.path).run("DELETE FROM records WHERE seq = 2");
  ASSERT_TRUE(open());
  EXPECT_THAT(held("a"), ElementsAre(1, 3, 4));
  EXPECT_EQ(log().evicted_through("a"), 2u);
  EXPECT_EQ(log().bin("a")->evicted, 1u);
}

TEST_F(StoreFaults, AFullFileIsToldOnceAndCapturesGoOn) {
  options_.sync = true;
  options_.max_file_bytes = 128 << 10;
  ASSERT_TRUE(open());
  const std::string body(10'000, 'x');
  std::uint64_t answered = 0;
  for (int i = 0; i < 30; ++i) {
    const auto before = log().appended();
    call("a", "/a", body);
    if (stored(before)) ++answered;
  }
  EXPECT_GT(answered, 0u);
  EXPECT_LT(answered, 30u);
  EXPECT_EQ(held("a").size(), 30u);
  EXPECT_THAT(store().status().fault, AllOf(HasSubstr("is full"), HasSubstr("--store-max")));
  EXPECT_THAT(talk_, ElementsAre(HasSubstr("is full")));
  EXPECT_FALSE(store().close(base::Duration(0)));
  process_.reset();
  options_.max_file_bytes = 0;
  ASSERT_TRUE(open());
  EXPECT_GE(held("a").size(), answered);  // what was promised is there
  EXPECT_EQ(held("a").front(), 1u);
}

TEST_F(StoreFaults, WorksAgainWhenTheFileDoes) {
  options_.sync = true;
  ASSERT_TRUE(open());
  call("a");
  ASSERT_TRUE(stored());
  Other other(options_.path);
  other.run("BEGIN IMMEDIATE");
  for (int i = 0; i < 100; ++i) call("a");
  EXPECT_FALSE(stored(1));
  EXPECT_THAT(store().status().fault, HasSubstr("locked by another program"));
  other.run("COMMIT");
  ASSERT_TRUE(
      wait([&] { return store().status().waiting == 0 && store().status().fault.empty(); }));
  EXPECT_EQ(store().status().written, 101u);
  EXPECT_EQ(store().status().lost, 0u);
  EXPECT_THAT(talk_, ElementsAre(HasSubstr("trying again"), HasSubstr("works again")));
}

/// What can become of the file while it is open, by `how`; true: by putting it back it works again.
struct Loss {
  const char* name;
  void (*how)(const std::string& path);
  void (*back)(const std::string& path);
};

void move_to(const std::string& from, const std::string& to) {
  ASSERT_EQ(std::rename(from.c_str(), to.c_str()), 0) << from;
}

const Loss kLosses[] = {
    {"deleted", [](const std::string& path) { std::remove(path.c_str()); }, nullptr},
    {"renamed", [](const std::string& path) { move_to(path, path + ".old"); },
     [](const std::string& path) { move_to(path + ".old", path); }},
    {"replaced",
     [](const std::string& path) {
       move_to(path, path + ".old");
       std::ofstream(path) << std::ifstream(path + ".old").rdbuf();
     },
     [](const std::string& path) { move_to(path + ".old", path); }},
    {"overwritten", [](const std::string& path) { std::ofstream(path) << "x"; }, nullptr},
    {"emptied", [](const std::string& path) { std::ofstream(path).close(); }, nullptr},
    {"its log deleted", [](const std::string& path) { std::remove((path + "-wal").c_str()); },
     nullptr},
    {"its log emptied", [](const std::string& path) { std::ofstream(path + "-wal").close(); },
     nullptr},
    {"its log cut",
     [](const std::string& path) { std::filesystem::resize_file(path + "-wal", 4000); }, nullptr},
    {"its log overwritten", [](const std::string& path) { std::ofstream(path + "-wal") << "x"; },
     nullptr},
    {"its folder renamed",
     [](const std::string& path) {
       const auto folder = path.substr(0, path.rfind('/'));
       move_to(folder, folder + ".old");
     },
     [](const std::string& path) {
       const auto folder = path.substr(0, path.rfind('/'));
       move_to(folder + ".old", folder);
     }},
    {"its folder deleted",
     [](const std::string& path) { std::filesystem::remove_all(path.substr(0, path.rfind('/'))); },
     nullptr},
};

// No answer promises what nobody will find: whatever becomes of the file, it is told, counted, and
// with --store-sync refused.
TEST_F(StoreFaults, AFileThatIsNotInItsPlaceAnyMoreIsNoStore) {
  for (const auto& loss : kLosses) {
    SCOPED_TRACE(loss.name);
    options_ = {};
    options_.sync = true;
    options_.path =
        folder_ / (std::string("in/") + std::to_string(&loss - kLosses) + "/captures.db");
    std::filesystem::create_directories(options_.path.substr(0, options_.path.rfind('/')));
    talk_.clear();
    ASSERT_TRUE(open());
    call("a");
    ASSERT_TRUE(stored());
    loss.how(options_.path);
    const auto before = log().appended();
    call("a", "/lost");
    EXPECT_FALSE(stored(before));
    EXPECT_THAT(store().status().fault, HasSubstr("will not be there at the next start"));
    EXPECT_EQ(journal::health_of({&store()}).ok, false);
    EXPECT_THAT(talk_, ElementsAre(HasSubstr("captures go on in memory")));
    EXPECT_EQ(held("a").size(), 2u);
    if (loss.back != nullptr) {
      loss.back(options_.path);
      ASSERT_TRUE(wait([&] { return store().status().fault.empty(); }));
      ASSERT_TRUE(stored());
      reopen();
      EXPECT_EQ(held("a").size(), 2u) << "nothing was lost";
    } else {
      const auto end = store().close(base::Duration(0));
      ASSERT_FALSE(end);
      EXPECT_EQ(end.error().code, "store/moved");
      EXPECT_EQ(store().status().lost, 1u);
    }
    process_.reset();
  }
}

// What had been copied into the file before is there, however the end went.
TEST_F(StoreFaults, ALogThatWasEmptiedDoesNotTakeTheFileWithIt) {
  options_.sync = true;
  ASSERT_TRUE(open());
  call("a");
  reopen();  // all of it is in the file
  call("a");
  ASSERT_TRUE(stored());
  std::ofstream(options_.path + "-wal").close();
  const auto before = log().appended();
  call("a", "/lost", std::string(100'000, 'x'));
  EXPECT_FALSE(stored(before));
  EXPECT_THAT(store().status().fault, HasSubstr("a write-ahead log that somebody has cut"));
  EXPECT_FALSE(store().close(base::Duration(0)));
  process_.reset();
  ASSERT_TRUE(open());
  EXPECT_THAT(held("a"), ElementsAre(1));
}

TEST_F(StoreFaults, ALogThatAnotherProgramHasCopiedIsNoLoss) {
  options_.sync = true;
  ASSERT_TRUE(open());
  call("a");
  ASSERT_TRUE(stored());
  Other(options_.path).run("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_EQ(std::filesystem::file_size(options_.path + "-wal"), 0u);
  call("a");
  EXPECT_TRUE(stored(1));
  EXPECT_EQ(store().status().fault, "");
  reopen();
  EXPECT_THAT(held("a"), ElementsAre(1, 2));
}

TEST_F(StoreFaults, ALongLogIsCopiedIntoTheFileOnTheWay) {
  ASSERT_TRUE(open());
  for (int i = 0; i < 50; ++i) call("a", "/a", std::string(100'000, 'x'));
  ASSERT_TRUE(stored());
  call("a");
  ASSERT_TRUE(stored(50));
  EXPECT_GT(std::filesystem::file_size(options_.path), 4'000'000u);
  reopen();
  EXPECT_EQ(held("a").size(), 51u);
}

TEST_F(StoreFaults, AFileThatIsDeletedWhileNothingComesIsToldAtOnce) {
  ASSERT_TRUE(open());
  call("a");
  ASSERT_TRUE(stored());
  std::remove(options_.path.c_str());
  EXPECT_TRUE(wait([&] { return !store().status().fault.empty(); }));
  EXPECT_THAT(store().status().fault, HasSubstr("was deleted or renamed"));
  EXPECT_EQ(store().status().lost, 0u);
}

TEST_F(StoreFaults, TooManyChangesForTheDiskEndTheStoreAndNotTheCaptures) {
  options_.max_queued_changes = 10;
  ASSERT_TRUE(open());
  call("a");
  ASSERT_TRUE(stored());
  Other other(options_.path);
  other.run("BEGIN IMMEDIATE");
  for (int i = 0; i < 20; ++i) call("a");
  ASSERT_TRUE(wait([&] { return !store().status().fault.empty(); }));
  other.run("COMMIT");
  EXPECT_THAT(store().status().fault, HasSubstr("too many changes wait for the disk"));
  EXPECT_THAT(talk_, Contains(HasSubstr("was given up"))) << "store/overrun";
  EXPECT_EQ(held("a").size(), 21u);
  EXPECT_FALSE(store().close(base::Duration(0)));
}

TEST_F(StoreFaults, FarBehindTheDiskAnswersWaitAndThenRecordsAreLost) {
  options_.max_queued_bytes = 100'000;
  ASSERT_TRUE(open());
  call("a");
  ASSERT_TRUE(stored());
  Other other(options_.path);
  other.run("BEGIN IMMEDIATE");
  const std::string body(10'000, 'x');
  for (int i = 0; i < 4; ++i) call("a", "/a", body);
  EXPECT_FALSE(store().must_hold());
  for (int i = 0; i < 3; ++i) call("a", "/a", body);
  EXPECT_TRUE(store().must_hold());
  for (int i = 0; i < 10; ++i) call("a", "/a", body);
  EXPECT_GT(store().status().lost, 0u);
  EXPECT_EQ(held("a").size(), 18u);
  EXPECT_THAT(talk_, Contains(HasSubstr("memory only")).Times(1));
  const auto lost = store().status().lost;
  other.run("COMMIT");
  ASSERT_TRUE(wait([&] { return store().status().waiting == 0; }));
  EXPECT_EQ(store().status().written, 18 - lost);
  const auto newest = call("a")->seq;
  reopen();
  EXPECT_EQ(held("a").size(), 19 - lost);
  EXPECT_EQ(log().evicted_through("a"), newest - 1);  // the gap is known
  EXPECT_EQ(log().bin("a")->evicted, lost);
}

}  // namespace
}  // namespace ricochet::requestbin::store
