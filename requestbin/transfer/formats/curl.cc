#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "requestbin/transfer/formats/formats.h"
#include "requestbin/transfer/formats/shell_words.h"

// The page builds the same line (web/js/copy/curl.js), by the same rules:
// tests/golden/copy/cases.json.
namespace ricochet::requestbin {

namespace {

/// A body beyond it goes through a pipe: Linux takes 128 KiB for one argument.
constexpr std::size_t kMaxArgument = 64u << 10;
/// Curls ask before they send more ("Expect: 100-continue"), the old ones from here on.
constexpr std::size_t kAsksFirst = 1024;

bool is_curls_business(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "content-length", "transfer-encoding", "connection", "expect", "host", "te",
      "trailer",        "upgrade",           "keep-alive"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [name](auto known) { return base::iequals(name, known); });
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A path, and a query that is not empty, of characters that no curl touches.
bool is_kept_by_curl(std::string_view target) {
  if (!target.starts_with('/') || target.ends_with('?')) return false;
  bool query = false;
  return std::all_of(target.begin(), target.end(), [&query](char c) {
    if (c == '?') return query || (query = true);
    return is_letter_or_digit(c) ||
           std::string_view("/._~!$&'()*+,;=:@%-").find(c) != std::string_view::npos;
  });
}

/// What can stand in a URL behind "http://".
bool is_authority(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view(".:_~[]-").find(c) != std::string_view::npos;
  });
}

std::string header(std::string_view line) { return " -H " + shell_word(line); }

/// Those that were sent, as far as they are not about the connection, and none that curl would add.
std::string headers_of(const match::Request& call) {
  std::string out;
  for (const auto& field : call.headers) {
    if (is_curls_business(field.name)) continue;
    // "Name;" is how curl is told to send an empty header.
    out += header(field.value.empty() ? field.name + ";" : field.name + ": " + field.value);
  }
  if (call.header("user-agent") == nullptr) out += header("User-Agent:");
  if (call.header("accept") == nullptr) out += header("Accept:");
  if (!call.body.empty() && call.header("content-type") == nullptr) out += header("Content-Type:");
  // Without a body curl says no length, which a service may ask for (411).
  const auto* length = call.header("content-length");
  if (call.body.empty() && length != nullptr && *length == "0") out += header("Content-Length: 0");
  if (call.body.size() > kAsksFirst) out += header("Expect:");
  return out;
}

std::string method_of(const match::Request& call) {
  if (call.method != "HEAD") return " -X " + shell_word(call.method);
  if (call.body.empty()) return " --head";
  // curl sends no body with --head, and would wait for one behind -X HEAD.
  return " -X HEAD --ignore-content-length -H 'Connection: close'";
}

/// Where to, and with which target and Host.
std::string address_of(const match::Request& call, const std::string& origin) {
  const auto* host = call.header("host");
  std::string out, base = origin;
  if (host == nullptr) {
    out += header("Host:");
  } else if (is_authority(*host)) {
    base = (call.secure ? "https://" : "http://") + *host;
  } else {
    out += header(host->empty() ? "Host;" : "Host: " + *host);
  }
  if (is_kept_by_curl(call.target)) return out + " " + shell_word(base + call.target);
  return out + " --request-target " + shell_word(call.target) + " " + shell_word(base + "/");
}

}  // namespace

std::string to_curl(const journal::Record& record, const ExportPlace& place) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  if (record.refused) {
    // What was read of it need not be a call; sent once more it would be another one.
    return "# #" + std::to_string(record.seq) +
           " was refused: " + base::printable(record.refusal()) + " (" + record.title() + ")\n";
  }
  const auto& body = call->body;
  const bool piped = body.size() > kMaxArgument || !is_plain_text(body);
  std::string out = piped ? shell_printf(body) + " | " : "";
  // --globoff and --path-as-is: brackets and dots in the target mean themselves.
  out += "curl --globoff --path-as-is";
  if (call->version == "HTTP/1.0") {
    out += " --http1.0";
  } else if (call->secure) {
    out += " --http1.1";  // else TLS would settle on another one
  }
  out += method_of(*call) + headers_of(*call);
  // raw: a leading @ names no file
  if (!body.empty()) out += piped ? " --data-binary @-" : " --data-raw " + shell_word(body);
  return out + address_of(*call, place.origin) + "\n";
}

std::string curl_cut(const std::string& why) {
  return "echo " + shell_word(why) + " >&2\nexit 1\n";
}

}  // namespace ricochet::requestbin
