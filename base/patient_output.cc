#include "base/patient_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "base/text/text.h"

namespace ricochet::base {

namespace {

constexpr auto kRetry = std::chrono::milliseconds(20);
// One large entry must not be kept for ever.
constexpr std::size_t kKeptCapacity = 64 << 10;

bool has_room(int fd, int wait_ms) {
  pollfd asked{fd, POLLOUT, 0};
  return ::poll(&asked, 1, wait_ms) > 0;
}

}  // namespace

PatientOutput::PatientOutput(Loop& loop, int fd, std::size_t limit)
    : limit_(limit), fd_(fd), timer_(loop) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || S_ISREG(status.st_mode)) return;
  if (S_ISSOCK(status.st_mode)) {
    kind_ = Kind::kSocket;
    return;
  }
  // Nobody gave it to be written to; opened anew it could be.
  if ((::fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY) return;
  // Opened anew, because O_NONBLOCK on `fd` itself would be everybody's who shares it.
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const int mine = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  kind_ = mine >= 0 ? Kind::kNonBlocking : Kind::kPolled;
  if (mine < 0) return;
  fd_ = mine;
  own_ = true;
}

PatientOutput::~PatientOutput() {
  finish();
  if (own_) ::close(fd_);
}

int PatientOutput::finish() {
  PatientOutput::sync();
  while (!kept_.empty() && has_room(fd_, last_wait_ms_)) retry();
  return gone_;
}

PatientOutput::int_type PatientOutput::overflow(int_type c) {
  if (!traits_type::eq_int_type(c, traits_type::eof())) entry_ += traits_type::to_char_type(c);
  return traits_type::not_eof(c);
}

std::streamsize PatientOutput::xsputn(const char* bytes, std::streamsize count) {
  entry_.append(bytes, static_cast<std::size_t>(count));
  return count;
}

/// std::cerr flushes each piece of a line; what has no line end yet waits for it.
int PatientOutput::sync() {
  if (!entry_.ends_with('\n')) return 0;
  if (!kept_.empty() || left_out_ != 0) retry();
  std::size_t taken = 0;
  if (kept_.empty() && left_out_ == 0) taken = write(entry_);
  if (taken < entry_.size()) keep(std::string_view(entry_).substr(taken));
  entry_.clear();
  if (entry_.capacity() > kKeptCapacity) std::string().swap(entry_);
  return 0;
}

/// The rest of a message that has begun to go is kept whatever it takes: nobody can use half a
/// line.
void PatientOutput::keep(std::string_view entry) {
  const bool begun = entry.size() < entry_.size();
  if (begun || (left_out_ == 0 && kept_.size() + entry.size() <= limit_)) {
    kept_ += entry;
  } else {
    ++left_out_;
  }
  if (!timer_.pending()) timer_.after(kRetry, [this] { retry(); });
}

void PatientOutput::retry() {
  const std::size_t taken = write(kept_);
  kept_.erase(0, taken);
  if (kept_.empty() && left_out_ != 0 && gone_ == 0) {
    kept_ = "(" + plural(left_out_, "message") +
            " left out here: whoever reads this did not keep up, and " + format_bytes(limit_) +
            " were waiting already" + (last_wait_ms_ < 0 ? ")\n" : "; --max-output)\n");
    left_out_ = 0;
    kept_.erase(0, write(kept_));
  }
  if (kept_.empty() && kept_.capacity() > kKeptCapacity) std::string().swap(kept_);
  if (!kept_.empty() && !timer_.pending()) timer_.after(kRetry, [this] { retry(); });
}

long PatientOutput::write_once(std::string_view bytes) {
  switch (kind_) {
    case Kind::kFile:
    case Kind::kNonBlocking:
      return ::write(fd_, bytes.data(), bytes.size());
    case Kind::kSocket:
      return ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    case Kind::kPolled:
      break;
  }
  // A pipe that is said to have room has it for so much (pipe(7)).
  if (has_room(fd_, 0))
    return ::write(fd_, bytes.data(), std::min<std::size_t>(bytes.size(), PIPE_BUF));
  errno = EAGAIN;
  return -1;
}

std::size_t PatientOutput::write(std::string_view bytes) {
  std::size_t taken = 0;
  while (gone_ == 0 && taken < bytes.size()) {
    const long n = write_once(bytes.substr(taken));
    if (n > 0) {
      taken += static_cast<std::size_t>(n);
    } else if (n < 0 && errno == EAGAIN) {
      return taken;
    } else if (n >= 0 || errno != EINTR) {
      gone_ = n < 0 ? errno : EIO;  // closed, or the disk is full: finish() tells
    }
  }
  return bytes.size();
}

}  // namespace ricochet::base
