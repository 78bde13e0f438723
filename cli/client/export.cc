#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "base/file.h"
#include "base/json.h"
#include "base/json_document.h"
#include "base/text.h"
#include "cli/client/connection.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "journal/capture_log.h"
#include "requestbin/transfer/export_format.h"

namespace ricochet::cli {

namespace {

struct ExportOptions {
  ServerOptions server;
  std::string bin;
  std::string format;
  std::string filter;
  std::string file;
};

/// Longest time and most bytes that an export may take.
constexpr base::Duration kLimit = std::chrono::minutes(5);
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

int export_command(const ExportOptions& options) {
  if (const auto fine = journal::CaptureLog::check_name(options.bin, journal::BinKind::kTopic);
      !fine)
    return fail(fine.error(), kExitUsage);
  std::string target = "/api/v2/bins/" + options.bin + "/export?format=" + options.format;
  if (!options.filter.empty()) {
    const auto filter = base::JsonDocument::parse("--filter", options.filter);
    if (!filter) return fail(filter.error(), kExitUsage);
    target += "&filter=" + base::percent_encode(base::compact_json((*filter)->root()));
  }
  auto request = request_to(options.server, "GET", target);
  request.timeout = kLimit;
  request.max_response_bytes = kMaxBytes;
  const auto answer = call(options.server, std::move(request));
  if (!answer) return report_failure(answer.error());
  if (answer->status != 200) {
    std::cerr << refusal(options.server, *answer) << "\n";
    return answer->status == 400 || answer->status == 404 ? kExitUsage : kExitTransport;
  }
  if (!options.file.empty()) {
    const auto written = base::write_file_atomic(options.file, answer->body);
    if (written) return kExitSatisfied;
    std::cerr << base::render(written.error(), use_colour(2)) << "\n";
    return kExitTransport;
  }
  std::cout << answer->body << std::flush;
  return std::cout ? kExitSatisfied : kExitTransport;
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
