#include "cli/serving_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/text/printable.h"
#include "cli/standard_output.h"
#include "cli/values.h"

namespace ricochet::cli {

void add_output(CLI::App& app, std::size_t& limit) {
  add_size(app, "--max-output", limit,
           "Of output that nobody has read yet; above: messages are left out, and counted")
      ->group("Limits");
}

ServingOutput::ServingOutput(base::Loop& loop, std::size_t limit)
    : out_(loop, STDOUT_FILENO, limit),
      err_(loop, STDERR_FILENO, limit),
      old_out_(std::cout.rdbuf(&out_)),
      old_err_(std::cerr.rdbuf(&err_)) {}

ServingOutput::~ServingOutput() {
  if (const int error = out_.finish(); error != 0) note_lost_output(error);
  std::cout.rdbuf(old_out_);
  std::cerr.rdbuf(old_err_);
}

namespace {

std::streambuf* take_over(std::ostream& stream, std::optional<base::PatientOutput>& by,
                          base::Loop& loop, int fd) {
  if (::isatty(fd) != 0) return stream.rdbuf();
  by.emplace(loop, fd);
  by->wait_at_end();
  return stream.rdbuf(&*by);
}

}  // namespace

RunOutput::RunOutput(base::Loop& loop, bool report_on_stdout)
    : old_out_(report_on_stdout ? std::cout.rdbuf()
                                : take_over(std::cout, out_, loop, STDOUT_FILENO)),
      old_err_(take_over(std::cerr, err_, loop, STDERR_FILENO)) {}

RunOutput::~RunOutput() {
  if (const int error = out_ ? out_->finish() : 0; error != 0) note_lost_output(error);
  std::cout.rdbuf(old_out_);
  std::cerr.rdbuf(old_err_);
}

base::Result<std::unique_ptr<LogFile>> LogFile::open(base::Loop& loop, const std::string& path,
                                                     std::size_t limit) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
  if (fd >= 0) return std::make_unique<LogFile>(loop, fd, limit);
  return base::Diag(base::Diag::Kind::kEnvironment, "cli/log-file",
                    "cannot write the log file " + base::printable(path),
                    "name a place that exists and may be written");
}

LogFile::LogFile(base::Loop& loop, int fd, std::size_t limit)
    : fd_(fd),
      bytes_(std::make_unique<base::PatientOutput>(loop, fd, limit)),
      stream_(bytes_.get()) {}

LogFile::~LogFile() {
  bytes_.reset();
  ::close(fd_);
}

}  // namespace ricochet::cli
