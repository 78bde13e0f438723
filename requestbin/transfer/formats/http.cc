#include <algorithm>
#include <string_view>

#include "base/rfc3339.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "requestbin/transfer/formats/formats.h"

namespace ricochet::requestbin {

namespace {

bool is_blank(std::string_view s, std::size_t at) {
  return at >= s.size() || s[at] == ' ' || s[at] == '\t';
}

/// A line of a body that programs for such files take for one of their own: the next request, a
/// file to send, a script.
bool is_directive(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t\f\v"), line.size()));
  if (line.starts_with("###") || line.starts_with("<>") || line.starts_with(">>")) return true;
  if (line.starts_with('>')) return is_blank(line, 1) || line.starts_with(">{");
  if (!line.starts_with('<')) return false;
  if (is_blank(line, 1) || line.starts_with("<{")) return line.size() > 1;
  return line.starts_with("<@");
}

/// A line of a head that is a comment for such programs, or the rest of the URL above it.
bool is_no_field(std::string_view name) { return name.starts_with('#') || name.starts_with('&'); }

/// Why this call cannot stand in the file as what it was; empty: it can.
std::string problem_of(const match::Request& call) {
  if (call.method.starts_with('#')) return "a program would read its method as a comment";
  if (std::any_of(call.headers.begin(), call.headers.end(),
                  [](const auto& field) { return is_no_field(field.name); }))
    return "a program would read one of its headers as a comment or a part of the URL";
  const auto expands = [](std::string_view text) {
    return text.find("{{") != std::string_view::npos;
  };
  if (expands(call.target) || expands(call.body) ||
      std::any_of(call.headers.begin(), call.headers.end(),
                  [&](const auto& field) { return expands(field.value); }))
    return "a program would put a variable in the place of its {{";
  std::size_t number = 1;
  std::string_view rest = call.body;
  for (;; ++number) {
    const auto end = rest.find_first_of("\r\n");
    if (is_directive(rest.substr(0, end)))
      return "a program would read line " + std::to_string(number) + " of its body as its own";
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
  }
}

/// The head as it was, but for the framing of a body that stands here in one piece.
std::string head_of(const match::Request& call) {
  const bool http = call.version.starts_with("HTTP/");
  std::string out =
      call.method + " " + call.target + " " + (http ? call.version : "HTTP/1.1") + "\r\n";
  bool chunked = false;
  for (const auto& field : call.headers) {
    if (base::iequals(field.name, "transfer-encoding")) {
      chunked = true;
    } else {
      out += field.name + ": " + field.value + "\r\n";
    }
  }
  if (chunked && call.header("content-length") == nullptr)
    out += "Content-Length: " + std::to_string(call.body.size()) + "\r\n";
  return out;
}

}  // namespace

std::string to_http(const journal::Record& record, const ExportPlace&) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  const std::string title =
      "### #" + std::to_string(record.seq) + " of " + record.bin + ", " +
      base::format_rfc3339(record.received_wall) +
      (record.refused ? ", refused: " + base::printable(record.refusal()) : "") + "\r\n";
  // What was read of a refused call need not be a call; sent once more it would be another one.
  const std::string problem =
      record.refused ? "the server refused it; export it as har or ndjson" : problem_of(*call);
  if (!problem.empty()) {
    return title + "# not written as a request: " + problem +
           (record.refused ? "" : "; export it as har or curl") + "\r\n# " +
           base::printable(base::shorten(call->method + " " + call->target, 200)) + "\r\n\r\n";
  }
  return title + head_of(*call) + "\r\n" + call->body + (call->body.empty() ? "" : "\r\n") + "\r\n";
}

std::string http_cut(const std::string& why) { return "### " + why + "\r\n"; }

}  // namespace ricochet::requestbin
