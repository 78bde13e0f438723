#include "cli/client/connection.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <optional>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/signals.h"
#include "base/text/printable.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "journal/capture_log.h"

namespace ricochet::cli {

base::Status check_bin(std::string_view name) {
  const auto listener = journal::CaptureLog::listener_bin("");
  if (name.starts_with(listener)) name.remove_prefix(listener.size());
  return journal::CaptureLog::check_name(name, journal::BinKind::kTopic);
}

void add_server_options(CLI::App& command, ServerOptions& options) {
  command.add_option("--url", options.url, "The request bin")
      ->type_name("URL")
      ->envname("RICOCHET_URL")
      ->capture_default_str();
  command.add_option("--token", options.token, "Its token, when it has one")
      ->type_name("TOKEN")
      ->envname("RICOCHET_TOKEN")
      ->check(not_empty("a token must not be empty: leave it out where the server has none"));
}

http::ClientRequest request_to(const ServerOptions& options, const std::string& method,
                               const std::string& target, std::string body) {
  http::ClientRequest request;
  request.method = method;
  request.url = options.url;
  while (request.url.ends_with('/')) request.url.pop_back();
  request.url += target;
  if (!options.token.empty())
    request.headers.push_back({"Authorization", "Bearer " + options.token});
  if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
  request.body = std::move(body);
  return request;
}

base::Result<http::Response> call(const ServerOptions& options, http::ClientRequest request) {
  base::AsioLoop loop;
  std::optional<base::Result<http::Response>> answer;
  const base::StopSignals signals(loop, [&](int) {
    answer = base::Diag(kInterrupted, "interrupted");
    loop.stop();
  });
  const auto running = http::fetch(loop, std::move(request), [&](base::Result<http::Response> got) {
    answer = std::move(got);
    loop.stop();
  });
  loop.run();
  if (*answer || answer->error().code == kInterrupted) return *std::move(answer);
  return not_reached(options, answer->error());
}

base::Diag not_reached(const ServerOptions& options, const base::Diag& why) {
  base::Diag diag = why;
  if (why.kind == base::Diag::Kind::kEnvironment)
    diag.message = "no request bin at " + base::printable(options.url) + ": " + why.message;
  diag.hint = "name it by --url or RICOCHET_URL; to start one: ricochet bin";
  return diag;
}

std::string refusal(const ServerOptions& options, const http::Response& answer) {
  const auto json = base::parse_json_body(answer.body);
  if (json != nullptr && json->is_object()) {
    const auto text = json->find("text");
    if (text != json->end() && text->is_string()) return base::printable(text->get<std::string>());
  }
  const base::Diag diag(base::Diag::Kind::kEnvironment, "client/not-ricochet",
                        base::printable(options.url) + " answered " +
                            std::to_string(answer.status) + " and is not a request bin of ricochet",
                        "name one by --url or RICOCHET_URL; to start one: ricochet bin");
  return base::render(diag, use_colour(2));
}

int report_failure(const base::Diag& diag) {
  if (diag.code == kInterrupted) return kExitInterrupted;
  std::cerr << base::render(diag, use_colour(2)) << "\n";
  return kExitTransport;
}

}  // namespace ricochet::cli
