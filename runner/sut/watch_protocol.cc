#include "runner/sut/watch_protocol.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace ricochet::runner {

namespace {

// The plan is texts, each ended by a 0: the program, then argv and env, each word behind a "+", as
// it may be empty, and each list ended by a ".".
void add_list(std::string& out, const std::vector<std::string>& list) {
  for (const auto& word : list) (out += '+') += word + '\0';
  (out += '.') += '\0';
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::string read_all(int fd) {
  std::string out;
  std::array<char, 16 << 10> buffer{};
  for (::off_t at = 0;;) {
    const ssize_t n = ::pread(fd, buffer.data(), buffer.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(n));
    at += n;
  }
}

/// Cuts the text up to the next 0 off; false: there is none.
bool next_text(std::string_view& rest, std::string_view& text) {
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos) return false;
  text = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return true;
}

bool read_list(std::string_view& rest, std::vector<std::string>& list) {
  for (std::string_view text; next_text(rest, text);) {
    if (text == ".") return true;
    if (!text.starts_with('+')) return false;
    list.emplace_back(text.substr(1));
  }
  return false;
}

}  // namespace

ExitStatus WatchNews::status() const {
  ExitStatus out;
  (signal == 0 ? out.code : out.signal) = value;
  out.core = signal == 2;
  return out;
}

Fd write_plan(const WatchPlan& plan) {
  Fd fd(::memfd_create("plan", MFD_CLOEXEC));
  std::string text = plan.program + '\0';
  add_list(text, plan.argv);
  add_list(text, plan.env);
  if (fd && !write_all(fd.get(), text)) fd.reset();
  return fd;
}

bool read_plan(int fd, WatchPlan& plan) {
  const std::string text = read_all(fd);
  std::string_view rest = text;
  std::string_view program;
  if (!next_text(rest, program)) return false;
  plan.program = std::string(program);
  return read_list(rest, plan.argv) && read_list(rest, plan.env) && rest.empty() &&
         !plan.argv.empty();
}

bool receive_news(int lifeline, WatchNews& news) {
  ssize_t n = 0;
  do {
    n = ::recv(lifeline, &news, sizeof news, 0);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof news);
}

void send_news(int lifeline, const WatchNews& news) {
  [[maybe_unused]] const auto n = ::send(lifeline, &news, sizeof news, MSG_NOSIGNAL);
}

}  // namespace ricochet::runner
