#include "runner/sut/log_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/text/printable.h"
#include "runner/sut/descriptor.h"

namespace ricochet::runner {

struct LogFile::File {
  Fd fd;
  /// On the worker.
  base::Status append(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return base::Diag("sut/log-file", "cannot be written");
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }
};

base::Result<std::unique_ptr<LogFile>> LogFile::open(base::Loop& loop, const std::string& path) {
  const auto refused = [&](const std::string& why) {
    return base::Diag(base::Diag::Kind::kEnvironment, "sut/log-file",
                      "cannot write the log " + base::in_quotes(path) + ": " + why,
                      "--logs takes a folder that this user may write to");
  };
  std::error_code ec;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ec);
  if (ec) return refused(ec.message());
  auto file = std::make_shared<File>();
  file->fd = Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file->fd) return refused(std::generic_category().message(errno));
  return std::unique_ptr<LogFile>(new LogFile(loop, path, std::move(file)));
}

LogFile::LogFile(base::Loop& loop, std::string path, std::shared_ptr<File> file)
    : loop_(loop), path_(std::move(path)), file_(std::move(file)) {}

LogFile::~LogFile() {
  writing_ = false;
  write();
}

void LogFile::on_output(std::string_view bytes) {
  if (waiting_.size() + bytes.size() > kMaxWaiting) {
    left_out_ += bytes.size();
    return;
  }
  tell_left_out();
  waiting_ += bytes;
  if (!bytes.empty()) in_line_ = bytes.back() != '\n';
  write();
}

void LogFile::tell_left_out() {
  if (left_out_ == 0) return;
  waiting_ += "\nricochet: " + std::to_string(std::exchange(left_out_, 0)) +
              " bytes left out here: the disk is too slow\n";
  in_line_ = false;
}

void LogFile::note(const std::string& text) {
  on_output((in_line_ ? "\nricochet: " : "ricochet: ") + text + "\n");
}

void LogFile::write() {
  if (writing_) return;
  tell_left_out();  // nothing may come behind it
  if (waiting_.empty()) return;
  writing_ = true;
  std::string bytes = std::exchange(waiting_, {});
  const std::size_t size = bytes.size();
  // A disk that is full loses the rest of a log, and nothing else.
  ticket_ = loop_.worker().run(
      size, [file = file_, bytes = std::move(bytes)] { return file->append(bytes); },
      [this](const base::Status&) {
        writing_ = false;
        write();
      });
}

}  // namespace ricochet::runner
