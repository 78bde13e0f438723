#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "base/asio_loop.h"
#include "base/file.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "base/signals.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "cli/client/connection.h"
#include "cli/client/output.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "journal/capture_log.h"
#include "requestbin/transfer/export_format.h"
#include "requestbin/transfer/export_routes.h"

namespace ricochet::cli {

namespace {

struct ExportOptions {
  ServerOptions server;
  std::string bin;
  std::string format;
  std::string filter;
  std::string file;
};

/// Longest time without a byte, and most bytes that an export may take.
constexpr base::Duration kExportSilence = std::chrono::minutes(5);
constexpr std::size_t kMaxBytes = std::size_t{2} << 30;

/// "har, ndjson (whole records), http or curl".
std::string formats_told() {
  std::string told;
  const auto formats = requestbin::export_formats();
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (i > 0) told += i + 1 == formats.size() ? " or " : ", ";
    told += formats[i].name;
    if (!formats[i].note.empty()) told += " (" + std::string(formats[i].note) + ")";
  }
  return told;
}

/// A misspelt path is an error, and no new folder.
base::Status check_folder(const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path();
  std::error_code ec;
  if (folder.empty() || std::filesystem::is_directory(folder, ec)) return {};
  return base::Diag(base::Diag::Kind::kEnvironment, "client/no-folder",
                    "there is no folder " + base::in_quotes(folder.string()) + " to write " +
                        base::in_quotes(file) + " into",
                    "make it, or name another file");
}

/// What a server that breaks an export off says in its last line; empty: nothing.
std::string reason_of(std::string_view body) {
  constexpr std::size_t kLastBytes = 400;
  const auto last = body.substr(body.size() - std::min(body.size(), kLastBytes));
  const auto begin = last.rfind("export cut: ");
  if (begin == std::string_view::npos) return {};
  return base::printable(last.substr(begin, last.find_first_of("\"'\r\n", begin) - begin));
}

/// One export on its way: all of it, or an error that says what is missing.
class Download {
 public:
  Download(const ServerOptions& server, http::ClientRequest request)
      : server_(server), signals_(loop_, [this](int) {
          fail_with({kInterrupted, "interrupted"});
        }) {
    http::StreamReader reader;
    reader.on_head = [this](http::Response head) { answer_ = std::move(head); };
    reader.on_piece = [this](std::string_view piece) {
      answer_.body += piece;
      if (answer_.body.size() > kMaxBytes)
        fail_with({base::Diag::Kind::kEnvironment, "client/too-large",
                   "the export is larger than " + base::format_bytes(kMaxBytes), ""});
    };
    reader.done = [this](const base::Status& end) { finished(end); };
    stream_ = http::fetch_stream(loop_, std::move(request), std::move(reader));
  }

  base::Result<http::Response> run() {
    loop_.run();
    if (problem_) return *problem_;
    return std::move(answer_);
  }

 private:
  void finished(const base::Status& end) {
    if (end) return loop_.stop();
    if (answer_.status != 200) return fail_with(not_reached(server_, end.error()));
    const auto reason = reason_of(answer_.body);
    fail_with({base::Diag::Kind::kEnvironment, "client/cut",
               reason.empty() ? "the export broke off: " + end.error().message : reason,
               "nothing was written; export again, or raise the limits of the bin"});
  }
  void fail_with(base::Diag why) {
    if (!problem_) problem_ = std::move(why);
    loop_.stop();
  }

  const ServerOptions& server_;
  base::AsioLoop loop_;
  http::Response answer_{0};
  std::optional<base::Diag> problem_;
  const base::StopSignals signals_;
  std::shared_ptr<http::ClientStream> stream_;
};

int export_command(const ExportOptions& options) {
  if (const auto fine = check_bin(options.bin); !fine) return fail(fine.error(), kExitUsage);
  std::string target = "/api/v2/bins/" + options.bin + "/export?format=" + options.format;
  if (const auto fine = check_folder(options.file); !fine)
    return fail(fine.error(), kExitTransport);
  if (!options.filter.empty()) {
    const auto filter = base::JsonDocument::parse("--filter", options.filter);
    if (!filter) return fail(filter.error(), kExitUsage);
    target += "&filter=" + base::percent_encode(base::compact_json((*filter)->root()));
  }
  auto request = request_to(options.server, "GET", target);
  request.timeout = request.idle_timeout = kExportSilence;
  const auto answer = Download(options.server, std::move(request)).run();
  if (!answer) return report_failure(answer.error());
  if (answer->status != 200) {
    std::cerr << refusal(options.server, *answer) << "\n";
    return answer->status == 400 || answer->status == 404 ? kExitUsage : kExitTransport;
  }
  if (const auto* unknown = answer->header(requestbin::V2Export::kUnknownHeader)) {
    std::cerr << "warning: the filter gave up on " << base::printable(*unknown)
              << (*unknown == "1" ? " record" : " records")
              << ", so that nobody can say whether they fit; they are not in the export\n";
  }
  if (!options.file.empty()) {
    const auto written = base::write_file_atomic(options.file, answer->body);
    if (written) return kExitSatisfied;
    std::cerr << base::render(written.error(), use_colour(2)) << "\n";
    return kExitTransport;
  }
  return put_out(answer->body) == Output::kFailed ? kExitTransport : kExitSatisfied;
}

}  // namespace

void add_export(CLI::App& app, Action& action) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command =
      app.add_subcommand("export", "Write what a bin of a running `ricochet bin` holds");
  command->add_option("BIN", options->bin, "Name of the bin, stub or topic")->required();
  command->add_option("--format", options->format, formats_told())
      ->type_name("FORMAT")
      ->required()
      ->check(CLI::IsMember(requestbin::export_format_names()));
  command->add_option("--filter", options->filter, "Only what fits this Moco request object")
      ->type_name("JSON");
  command->add_option("-o", options->file, "Write to this file instead of stdout")
      ->type_name("FILE");
  add_server_options(*command, options->server);
  command->footer(
      "Exit codes: 0 written, 2 a wrong command line or no such bin, 3 the server cannot be "
      "reached or the file not written.");
  command->callback(
      [options, &action] { action = [options] { return export_command(*options); }; });
}

}  // namespace ricochet::cli
