#include "runner/sut/program.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/unit/runner/sut/sut_fixture.h"

namespace ricochet::runner {
namespace {

using testing::HasSubstr;

class Program : public SutFixture {
 protected:
  /// The error of starting that command.
  base::Diag failure(std::vector<std::string> argv, std::string cwd = {},
                     std::map<std::string, std::string> env = {}) {
    SutCommand command;
    command.name = "shop";
    command.watcher = RICOCHET_TEST_WATCHER;
    command.argv = std::move(argv);
    command.cwd = std::move(cwd);
    command.env = std::move(env);
    SutProcess process(loop_);
    const auto status = process.start(command);
    EXPECT_FALSE(status);
    EXPECT_FALSE(process.running());
    return status ? base::Diag() : status.error();
  }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0755) {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
};

TEST_F(Program, MissingOneIsNamedAndTheBuildIsAskedFor) {
  const std::string path = folder_.path() + "/photo-service";
  const auto diag = failure({path});
  EXPECT_EQ(diag.code, "sut/not-found");
  EXPECT_EQ(diag.message, "service \"shop\" cannot start: " + path + ": No such file or directory");
  EXPECT_THAT(diag.hint, HasSubstr("did the build run?"));
}

TEST_F(Program, RelativeNameWithASlashCountsFromTheFolder) {
  write("service", "#!/bin/sh\necho from the folder\n");
  SutCommand command = script("");
  command.argv = {"./service"};
  command.cwd = folder_.path();
  start(command);
  ASSERT_TRUE(wait_for_exit());
  EXPECT_THAT(lines(), testing::ElementsAre("from the folder"));
  EXPECT_THAT(failure({"./other"}, folder_.path()).message, HasSubstr(folder_.path() + "/./other"));
}

TEST_F(Program, NameAloneIsLookedUpInThePathOfTheService) {
  write("my-tool", "#!/bin/sh\necho found\n");
  SutCommand command = script("");
  command.argv = {"my-tool"};
  command.env = {{"PATH", "/nowhere:" + folder_.path()}};
  start(command);
  ASSERT_TRUE(wait_for_exit());
  EXPECT_THAT(lines(), testing::ElementsAre("found"));

  const auto diag = failure({"my-tool"}, "", {{"PATH", "/nowhere"}});
  EXPECT_EQ(diag.code, "sut/not-found");
  EXPECT_EQ(diag.message,
            "service \"shop\" cannot start: \"my-tool\" is in no folder of PATH (/nowhere)");
  EXPECT_THAT(diag.hint, HasSubstr("./my-tool"));
}

TEST_F(Program, FileThatIsNotExecutableIsNamedWithItsCure) {
  const auto path = write("server.js", "1", 0644);
  const auto diag = failure({path});
  EXPECT_EQ(diag.code, "sut/not-executable");
  EXPECT_THAT(diag.message, HasSubstr(path));
  EXPECT_THAT(diag.hint, HasSubstr("chmod +x"));
  EXPECT_EQ(failure({folder_.path() + "/"}).code, "sut/not-executable");
}

TEST_F(Program, ScriptWithoutAFirstLineOrWithAMissingInterpreterIsExplained) {
  const auto bare = failure({write("bare", "echo hi\n")});
  EXPECT_EQ(bare.code, "sut/cannot-start");
  EXPECT_THAT(bare.hint, HasSubstr("#!"));
  const auto lost = failure({write("lost", "#!/no/such/interpreter\n")});
  EXPECT_EQ(lost.code, "sut/cannot-start");
  EXPECT_THAT(lost.message, HasSubstr("No such file"));
  EXPECT_THAT(lost.hint, HasSubstr("interpreter"));
}

TEST_F(Program, MissingFolderAndMissingCommandAreNamed) {
  const auto folder = failure({"/bin/sh"}, folder_.path() + "/none");
  EXPECT_EQ(folder.code, "sut/bad-cwd");
  EXPECT_THAT(folder.message, HasSubstr("/none"));
  EXPECT_EQ(failure({}).code, "sut/no-command");
  EXPECT_EQ(failure({""}).code, "sut/no-command");
}

TEST(FullEnvironment, AdditionsWin) {
  ::setenv("RICOCHET_A", "ours", 1);
  ::setenv("RICOCHET_B", "kept", 1);
  const auto env = full_environment({{"RICOCHET_A", "theirs"}, {"RICOCHET_C", ""}});
  EXPECT_EQ(env.at("RICOCHET_A"), "theirs");
  EXPECT_EQ(env.at("RICOCHET_B"), "kept");
  EXPECT_EQ(env.at("RICOCHET_C"), "");
}

}  // namespace
}  // namespace ricochet::runner
