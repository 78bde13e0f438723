// What was asked for does not arrive on stdout: exit 4, with the reason, whatever the command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// `ricochet WORDS REDIRECTION` of a shell.
ProgramEnd put_out_to(const std::string& words, const std::string& redirection,
                      const TempFolder& folder) {
  ProgramStart start = ricochet({}, folder.path());
  start.args = {"-c", "exec " + start.program + " " + words + " " + redirection};
  start.program = "/bin/sh";
  return test::run_program(std::move(start));
}

constexpr const char* kPrints[] = {"help",
                                   "help stub http",
                                   "--help",
                                   "run --help",
                                   "version",
                                   "--version",
                                   "man",
                                   "completion bash",
                                   "completion zsh",
                                   "schema suite",
                                   "schema --dir .",
                                   "new made",
                                   "check suite",
                                   "run suite",
                                   "run suite --list",
                                   "run suite --dry-run",
                                   "run suite --explore all"};

TEST(LostOutput, OfEveryCommandIsTold) {
  for (const std::string words : kPrints) {
    const SmallSuite suite;
    suite.add_quiet("a.json", "a");
    const auto full = put_out_to(words, "> /dev/full", suite.folder);
    EXPECT_EQ(full.exit_code, 4) << words;
    EXPECT_THAT(full.err, HasSubstr("error[cli/unwritable]: cannot write to standard output: No "
                                    "space left on device"))
        << words;
  }
}

TEST(LostOutput, OfAClosedStdoutIsTold) {
  for (const std::string words : {"version", "check suite", "run suite"}) {
    const SmallSuite suite;
    suite.add_quiet("a.json", "a");
    const auto closed = put_out_to(words, ">&-", suite.folder);
    EXPECT_EQ(closed.exit_code, 4) << words;
    EXPECT_THAT(closed.err, HasSubstr("it is closed: send the output somewhere")) << words;
  }
}

TEST(LostOutput, ChangesNoGraverExitCode) {
  const SmallSuite suite;
  suite.add_failing("a.json", "a");
  EXPECT_EQ(put_out_to("run suite", "> /dev/full", suite.folder).exit_code, 4)
      << "nobody knows what failed";
  EXPECT_EQ(put_out_to("run nowhere", "> /dev/full", suite.folder).exit_code, 2);
}

TEST(LostOutput, ThatIsAReportIsToldOnce) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  const auto end = put_out_to("run suite --report junit=-", "> /dev/full", suite.folder);
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.err, Not(HasSubstr("cli/unwritable")));
}

TEST(LostOutput, OfAReaderWhoHasEnoughIsNone) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  ProgramStart start = ricochet({}, suite.folder.path());
  // The fifo has no reader any more when the program begins to write.
  start.args = {"-c", "mkfifo gone && { true < gone & } && exec 3> gone && wait && exec " +
                          start.program + " version >&3"};
  start.program = "/bin/sh";
  const auto end = test::run_program(std::move(start));
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.err, IsEmpty());
}

}  // namespace
}  // namespace ricochet::e2e
