#include "base/path_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

namespace ricochet::base {

namespace fs = std::filesystem;

namespace {

// Of a folder. Writes into files that stay open are left to the watches on files: a log that is
// written into the same folder must not wake anybody for each of its lines.
constexpr std::uint32_t kFolderEvents = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                        IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t kFileEvents = IN_MODIFY;
constexpr int kMaxLinks = 40;  // as the kernel: after that many it is a circle

}  // namespace

struct PathWatch::State {
  State(Loop& l, std::function<void()> c) : loop(l), changed(std::move(c)) {}
  ~State() {
    if (id != 0) loop.unwatch(id);
    if (fd >= 0) ::close(fd);
  }

  Status open() {
    if (fd >= 0) return {};
    fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) return unavailable(errno);
    id = loop.watch_readable(fd, [this] { read_events(); });
    return {};
  }

  static Diag unavailable(int error) {
    const bool used_up = error == EMFILE || error == ENOSPC;
    return Diag(Diag::Kind::kEnvironment, "watch/unavailable",
                std::string("cannot watch files for changes: ") + std::strerror(error),
                used_up ? "raise fs.inotify.max_user_instances or fs.inotify.max_user_watches"
                        : "changes are seen after a restart only");
  }

  void read_events() {
    alignas(inotify_event) char buffer[16 << 10];
    bool any = false;
    for (;;) {
      const ssize_t n = ::read(fd, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) break;
      for (ssize_t at = 0; at < n;) {
        inotify_event event;
        std::memcpy(&event, buffer + at, sizeof event);
        at += static_cast<ssize_t>(sizeof event + event.len);
        any = any || (event.mask & IN_IGNORED) == 0;
        // A folder that was moved is another one now; what takes its name must be watched anew.
        if ((event.mask & IN_MOVE_SELF) != 0) ::inotify_rm_watch(fd, event.wd);
        if ((event.mask & (IN_IGNORED | IN_MOVE_SELF)) != 0) forget(event.wd);
      }
    }
    if (any) changed();
  }

  void forget(int wd) {
    std::erase_if(watched, [wd](const auto& entry) { return entry.second == wd; });
  }

  Status add(const std::string& path, std::uint32_t events, std::map<std::string, int>& now) {
    const int wd = ::inotify_add_watch(fd, path.c_str(), events);
    if (wd >= 0) {
      now[path] = wd;
      return {};
    }
    if (errno == ENOSPC || errno == ENOMEM) return unavailable(errno);
    return {};
  }

  Loop& loop;
  std::function<void()> changed;
  int fd = -1;
  Loop::WatchId id = 0;
  std::map<std::string, int> watched;
};

PathWatch::PathWatch(Loop& loop, std::function<void()> changed)
    : state_(std::make_unique<State>(loop, std::move(changed))) {}
PathWatch::~PathWatch() = default;

Status PathWatch::watch(const std::set<std::string>& folders, const std::set<std::string>& files) {
  if (auto opened = state_->open(); !opened) return opened;
  Status status;
  std::map<std::string, int> now;
  // Asking again for what is watched already is how a name that means another folder now is found.
  for (const auto& folder : folders) {
    if (auto added = state_->add(folder, kFolderEvents, now); !added) status = added;
  }
  for (const auto& file : files) {
    if (auto added = state_->add(file, kFileEvents, now); !added) status = added;
  }
  std::set<int> kept;
  for (const auto& [path, wd] : now) kept.insert(wd);
  for (const auto& [path, wd] : state_->watched) {
    if (kept.insert(wd).second) ::inotify_rm_watch(state_->fd, wd);
  }
  state_->watched = std::move(now);
  return status;
}

namespace {

std::string parent_of(const fs::path& path) {
  const auto parent = path.parent_path();
  return parent.empty() ? "." : parent.string();
}

void add_folders(const fs::path& path, int links, std::set<std::string>& out) {
  fs::path so_far;
  for (auto part = path.begin(); part != path.end(); ++part) {
    const fs::path next = so_far / *part;
    std::error_code ec;
    const auto status = fs::symlink_status(next, ec);
    if (!fs::exists(status)) {
      out.insert(so_far.empty() ? "." : so_far.string());
      return;
    }
    if (fs::is_symlink(status)) {
      out.insert(parent_of(next));
      const fs::path target = fs::read_symlink(next, ec);
      if (ec || links == 0) return;
      fs::path whole = target.is_absolute() ? target : so_far / target;
      for (auto rest = std::next(part); rest != path.end(); ++rest) whole /= *rest;
      return add_folders(whole, links - 1, out);
    }
    so_far = next;
  }
  std::error_code ec;
  out.insert(fs::is_directory(path, ec) ? path.string() : parent_of(path));
}

}  // namespace

std::set<std::string> folders_behind(const std::string& path) {
  std::set<std::string> out;
  add_folders(fs::path(path).lexically_normal(), kMaxLinks, out);
  return out;
}

}  // namespace ricochet::base
