#pragma once
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "base/patient_output.h"
#include "base/result.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// Adds --max-output. `limit` must outlive `app`.
void add_output(CLI::App& app, std::size_t& limit);

/// For as long as a server runs: writing to std::cout and std::cerr never waits for who reads them.
/// `loop` must outlive it.
class ServingOutput {
 public:
  ServingOutput(base::Loop& loop, std::size_t limit);
  ServingOutput(const ServingOutput&) = delete;
  ServingOutput& operator=(const ServingOutput&) = delete;
  ~ServingOutput();

 private:
  base::PatientOutput out_;
  base::PatientOutput err_;
  std::streambuf* old_out_;
  std::streambuf* old_err_;
};

/// The same for a run, whose stubs and bins are servers while it lasts. At its end nobody is served
/// any more: then it waits for its reader (`ricochet run | less`), however long. A terminal is
/// written to as it is, and so is stdout when it takes a report (`report_on_stdout`), of which
/// nothing may be left out.
class RunOutput {
 public:
  RunOutput(base::Loop& loop, bool report_on_stdout);
  RunOutput(const RunOutput&) = delete;
  RunOutput& operator=(const RunOutput&) = delete;
  ~RunOutput();

 private:
  std::optional<base::PatientOutput> out_, err_;
  std::streambuf* old_out_;
  std::streambuf* old_err_;
};

/// The file of --log-file, written behind what it holds; the same for a pipe in its place.
class LogFile {
 public:
  /// Error: cli/log-file.
  static base::Result<std::unique_ptr<LogFile>> open(base::Loop& loop, const std::string& path,
                                                     std::size_t limit);
  LogFile(base::Loop& loop, int fd, std::size_t limit);
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile();

  std::ostream& stream() { return stream_; }

 private:
  int fd_;
  std::unique_ptr<base::PatientOutput> bytes_;
  std::ostream stream_;
};

}  // namespace ricochet::cli
