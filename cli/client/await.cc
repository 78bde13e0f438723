#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>

#include "base/duration.h"
#include "base/file.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "cli/client/connection.h"
#include "cli/client/output.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "journal/capture_log.h"

namespace ricochet::cli {

namespace {

using base::Json;

struct AwaitOptions {
  ServerOptions server;
  std::string bin;
  std::string request, event;
  std::optional<std::uint64_t> exactly, at_least, at_most;
  std::vector<std::uint64_t> between;
  bool never = false;
  std::string within, window, settle;
  std::string after, name;
  bool json = false;
};

/// Longer than the server's own limits, so that it is the server that decides.
constexpr base::Duration kMargin = std::chrono::seconds(15);

base::Result<std::shared_ptr<const base::JsonDocument>> selector_of(const std::string& flag,
                                                                    const std::string& value) {
  if (!value.starts_with('@')) return base::JsonDocument::parse(flag, value);
  if (value != "@-") return base::JsonDocument::load(value.substr(1));
  return base::JsonDocument::parse("stdin", std::string(std::istreambuf_iterator<char>(std::cin),
                                                        std::istreambuf_iterator<char>()));
}

/// The body of the await, from the flags; what is wrong in it the server says.
Json body_of(const AwaitOptions& options) {
  Json body = Json::object();
  if (options.exactly) body["exactly"] = *options.exactly;
  if (options.at_least) body["at_least"] = *options.at_least;
  if (options.at_most) body["at_most"] = *options.at_most;
  if (!options.between.empty()) body["between"] = options.between;
  if (options.never) body["never"] = true;
  if (!options.within.empty()) body["within"] = options.within;
  if (!options.window.empty()) body["for"] = options.window;
  if (!options.settle.empty()) body["settle"] = options.settle;
  if (!options.name.empty()) body["name"] = options.name;
  if (!options.after.empty()) {
    const char* end = options.after.data() + options.after.size();
    std::int64_t cursor = 0;
    const auto [stop, problem] = std::from_chars(options.after.data(), end, cursor);
    if (problem == std::errc() && stop == end) {
      body["after"] = cursor;
    } else {
      body["after"] = options.after;
    }
  }
  return body;
}

base::Duration limit_of(const AwaitOptions& options) {
  base::Duration limit = std::chrono::seconds(5) + kMargin;
  for (const auto& text : {options.within, options.window, options.settle})
    limit += base::parse_duration(text).value_or(base::Duration(0)) * 2;
  return limit;
}

/// The findings of the server, with their places in what the user wrote.
void print_findings(const AwaitOptions& options, const http::Response& answer,
                    const base::JsonDocument* selector, const std::string& key) {
  const auto json = base::parse_json_body(answer.body);
  if (json == nullptr || !json->is_object() || !json->contains("errors") || selector == nullptr) {
    std::cerr << refusal(options.server, answer) << "\n";
    return;
  }
  const std::string root = "/" + key;
  for (const auto& error : (*json)["errors"]) {
    base::Diag diag(error.value("code", ""), error.value("error", ""), error.value("hint", ""));
    const auto pointer = error.value("pointer", "");
    if (pointer == root || pointer.starts_with(root + "/")) {
      const auto inner = pointer.substr(root.size());
      // A key that is wrong is named by the message; its value stands beside it. The answer of the
      // server has nothing but the code to tell by.
      diag.where = selector->locate(inner, diag.code.ends_with("/unknown-key")
                                               ? base::JsonDocument::Token::kKey
                                               : base::JsonDocument::Token::kValue);
    }
    std::cerr << base::render(diag, use_colour(2)) << "\n";
  }
}

int print_verdict(const AwaitOptions& options, const http::Response& answer) {
  const auto verdict = base::parse_json_body(answer.body);
  if (verdict == nullptr || !verdict->is_object() || !verdict->contains("outcome")) {
    std::cerr << refusal(options.server, answer) << "\n";
    return kExitTransport;
  }
  const auto outcome = verdict->value("outcome", "");
  const bool satisfied = outcome == "satisfied";
  auto text = options.json ? printable_json(base::pretty_json(*verdict))
                           : base::printable(verdict->value(satisfied ? "message" : "text", ""));
  while (text.ends_with('\n')) text.pop_back();
  if (put_out(text + "\n") == Output::kFailed) return kExitTransport;
  if (satisfied && !options.json) {
    for (const auto& hint : verdict->value("hints", base::Json::array()))
      std::cerr << "warning: " << base::printable(hint.get<std::string>()) << "\n";
  }
  if (satisfied) return kExitSatisfied;
  const bool undecided =
      outcome == "inconclusive" || outcome == "cancelled" || outcome == "bin_removed";
  return undecided ? kExitInconclusive : kExitNotSatisfied;
}

int await_command(const AwaitOptions& options) {
  if (const auto fine = journal::CaptureLog::check_name(options.bin, journal::BinKind::kTopic);
      !fine) {
    std::cerr << base::render(fine.error(), use_colour(2)) << "\n";
    return kExitUsage;
  }
  auto body = body_of(options);
  const std::string key = options.event.empty() ? "request" : "event";
  std::shared_ptr<const base::JsonDocument> selector;
  if (const auto& given = options.event.empty() ? options.request : options.event; !given.empty()) {
    const auto read = selector_of("--" + key, given);
    if (!read) {
      std::cerr << base::render(read.error(), use_colour(2)) << "\n";
      return kExitUsage;
    }
    selector = *read;
    body[key] = selector->root();
  }
  auto request = request_to(options.server, "POST", "/api/v2/bins/" + options.bin + "/await",
                            base::compact_json(body));
  request.timeout = limit_of(options);
  const auto answer = call(options.server, std::move(request));
  if (!answer) return report_failure(answer.error());
  if (answer->status == 200 || answer->status == 412) return print_verdict(options, *answer);
  print_findings(options, *answer, selector.get(), key);
  return answer->status == 400 || answer->status == 404 ? kExitUsage : kExitTransport;
}

void add_counts(CLI::App& await, AwaitOptions& options) {
  auto* counts = await.add_option_group("How many", "One of these, or at least 1");
  counts->require_option(0, 1);
  counts->add_option("--exactly", options.exactly, "So many, and no more while it settles")
      ->type_name("N")
      ->check(whole_number());
  counts->add_option("--at-least", options.at_least, "So many or more")
      ->type_name("N")
      ->check(whole_number());
  counts->add_option("--at-most", options.at_most, "No more than that in the whole window")
      ->type_name("N")
      ->check(whole_number());
  counts->add_option("--between", options.between, "Two numbers, such as 2,3")
      ->type_name("A,B")
      ->check(whole_number())
      ->delimiter(',')
      ->expected(2);
  counts->add_flag("--never", options.never, "None in the whole window");
}

}  // namespace

void add_await(CLI::App& app, Action& action) {
  auto options = std::make_shared<AwaitOptions>();
  CLI::App* await = app.add_subcommand(
      "await", "Wait until a bin of a running `ricochet bin` has got what is expected");
  await->add_option("BIN", options->bin, "Name of the bin, stub or topic")->required();
  auto* request = await
                      ->add_option("--request", options->request,
                                   "Which requests count: a Moco request object, or @FILE with one")
                      ->type_name("JSON");
  await->add_option("--event", options->event, "Which events of a topic count, or @FILE")
      ->type_name("JSON")
      ->excludes(request);
  add_counts(*await, *options);
  await->add_option("--within", options->within, "Longest time to wait; 5s when not given")
      ->type_name("TIME");
  await->add_option("--for", options->window, "Window of --never and --at-most; 1s when not given")
      ->type_name("TIME");
  await->add_option("--settle", options->settle, "Quiet time before an upper bound is believed")
      ->type_name("TIME");
  await
      ->add_option("--after", options->after,
                   "Look at what came after this cursor or mark; default: after the last clear")
      ->type_name("CURSOR");
  await->add_option("--name", options->name, "A name for the page and for messages")
      ->type_name("NAME");
  await->add_flag("--json", options->json, "Print the whole verdict as JSON");
  add_server_options(*await, options->server);
  await->footer(
      "Exit codes: 0 satisfied, 1 not, 2 inconclusive (records of the window are gone) or a wrong "
      "command line,\n3 the server cannot be reached, 130 interrupted.");
  await->callback([options, &action] { action = [options] { return await_command(*options); }; });
}

}  // namespace ricochet::cli
