#include "base/patient_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ostream>

#include "tests/support/fake_loop.h"

namespace ricochet::base {
namespace {

/// Both ends of a pipe, or of a pair of sockets.
class Ends {
 public:
  explicit Ends(bool sockets) {
    const int made =
        sockets ? ::socketpair(AF_UNIX, SOCK_STREAM, 0, fds_.data()) : ::pipe(fds_.data());
    EXPECT_EQ(made, 0);
    if (sockets) std::swap(fds_[0], fds_[1]);
    ::fcntl(fds_[0], F_SETFL, O_NONBLOCK);
    ::signal(SIGPIPE, SIG_IGN);
  }
  ~Ends() {
    close_reader();
    ::close(fds_[1]);
  }
  int writer() const { return fds_[1]; }
  /// All that is there now.
  std::string read() {
    std::string out;
    std::array<char, 65536> buffer;
    for (ssize_t n; (n = ::read(fds_[0], buffer.data(), buffer.size())) > 0;)
      out.append(buffer.data(), static_cast<std::size_t>(n));
    return out;
  }
  void close_reader() {
    if (fds_[0] >= 0) ::close(std::exchange(fds_[0], -1));
  }

 private:
  std::array<int, 2> fds_{-1, -1};
};

class PatientOutputOn : public testing::TestWithParam<bool> {
 protected:
  /// Reads and lets the timer write, until nothing is kept.
  std::string drain(PatientOutput& bytes) {
    std::string out = ends_.read();
    for (int turn = 0; turn < 10'000 && (bytes.kept() != 0 || bytes.left_out() != 0); ++turn) {
      loop_.advance(std::chrono::milliseconds(20));
      out += ends_.read();
    }
    return out;
  }
  Ends ends_{GetParam()};
  test::FakeLoop loop_;
};

INSTANTIATE_TEST_SUITE_P(Pipe, PatientOutputOn, testing::Values(false));
INSTANTIATE_TEST_SUITE_P(Socket, PatientOutputOn, testing::Values(true));

TEST_P(PatientOutputOn, WritesAtOnceWhatIsFlushed) {
  PatientOutput bytes(loop_, ends_.writer());
  std::ostream out(&bytes);
  out << "a line\n";
  EXPECT_EQ(ends_.read(), "");
  out.flush();
  EXPECT_EQ(ends_.read(), "a line\n");
  EXPECT_EQ(loop_.pending_timers(), 0u);
}

TEST_P(PatientOutputOn, WaitsForTheEndOfALine) {
  PatientOutput bytes(loop_, ends_.writer());
  std::ostream out(&bytes);
  out << "half" << std::flush;
  EXPECT_EQ(ends_.read(), "");
  out << " and half\n" << std::flush;
  EXPECT_EQ(ends_.read(), "half and half\n");
}

TEST_P(PatientOutputOn, NothingIsLostOfWhatIsReadLate) {
  PatientOutput bytes(loop_, ends_.writer());
  std::ostream out(&bytes);
  std::string all;
  for (int i = 0; i < 2000; ++i) {
    const std::string line = std::to_string(i) + std::string(500, 'x') + "\n";
    all += line;
    out << line << std::flush;  // never waits: nobody reads
  }
  EXPECT_GT(bytes.kept(), 0u);
  EXPECT_EQ(drain(bytes), all);
}

TEST_P(PatientOutputOn, BeyondTheLimitWholeMessagesAreLeftOutAndCounted) {
  constexpr std::size_t kLimit = 10'000;
  PatientOutput bytes(loop_, ends_.writer(), kLimit);
  std::ostream out(&bytes);
  constexpr int kLines = 3000;
  for (int i = 0; i < kLines; ++i) out << std::string(499, 'x') << '\n' << std::flush;
  EXPECT_LE(bytes.kept(), kLimit + 500);
  const auto left_out = bytes.left_out();
  EXPECT_GT(left_out, 0u);
  out << "later\n" << std::flush;  // behind what is left out, so it is, too
  std::string got = drain(bytes);
  out << "last\n" << std::flush;
  got += ends_.read();
  const std::string note = "(" + std::to_string(left_out + 1) +
                           " messages left out here: whoever reads this did not keep up, and "
                           "9.8 KiB were waiting already; --max-output)\n";
  std::string expected;
  for (std::uint64_t i = left_out; i < kLines; ++i) expected += std::string(499, 'x') + "\n";
  EXPECT_EQ(got, expected + note + "last\n");
}

TEST_P(PatientOutputOn, AReaderThatHasGoneIsNotWrittenTo) {
  PatientOutput bytes(loop_, ends_.writer());
  std::ostream out(&bytes);
  ends_.close_reader();
  for (int i = 0; i < 1000; ++i) out << std::string(500, 'x') << '\n' << std::flush;
  EXPECT_EQ(bytes.kept(), 0u);
  EXPECT_EQ(loop_.pending_timers(), 0u);
  EXPECT_TRUE(out.good());
}

TEST_P(PatientOutputOn, TheEndDoesNotWaitForWhoDoesNotRead) {
  PatientOutput bytes(loop_, ends_.writer());
  std::ostream out(&bytes);
  for (int i = 0; i < 3000; ++i) out << std::string(499, 'x') << '\n' << std::flush;
  EXPECT_GT(bytes.kept(), 0u);
}

TEST(PatientOutput, SaysAtItsEndWhatWasLost) {
  test::FakeLoop loop;
  struct {
    const char* path;
    int flags;
    int error;
  } const cases[] = {{"/dev/null", O_WRONLY, 0},
                     {"/dev/null", O_RDONLY, EBADF},  // it could be opened anew, but nobody asked
                     {"/dev/full", O_WRONLY, ENOSPC}};
  for (const auto& one : cases) {
    const int fd = ::open(one.path, one.flags);
    PatientOutput bytes(loop, fd);
    std::ostream out(&bytes);
    out << "x\n" << std::flush;
    EXPECT_EQ(bytes.finish(), one.error) << one.path << one.flags;
    ::close(fd);
  }
}

TEST(PatientOutput, AFileIsWrittenAsItIs) {
  test::FakeLoop loop;
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  {
    PatientOutput bytes(loop, ::fileno(file), 10);
    std::ostream out(&bytes);
    for (int i = 0; i < 100; ++i) out << "0123456789\n" << std::flush;
    EXPECT_EQ(bytes.kept(), 0u);
  }
  EXPECT_EQ(::lseek(::fileno(file), 0, SEEK_END), 1100);
  std::fclose(file);
}

}  // namespace
}  // namespace ricochet::base
