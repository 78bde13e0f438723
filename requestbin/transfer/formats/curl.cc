#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/text.h"
#include "requestbin/transfer/formats/formats.h"

namespace ricochet::requestbin {

namespace {

/// Text that a terminal and an editor keep as it is.
bool is_plain(std::string_view text) {
  return base::is_utf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte >= 0x20 && byte != 0x7f) || c == '\n' || c == '\t';
         });
}

/// Each byte as an octal escape of printf(1), which takes NUL as well.
std::string octal(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 4);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += '\\';
    out += static_cast<char>('0' + (byte >> 6));
    out += static_cast<char>('0' + ((byte >> 3) & 7));
    out += static_cast<char>('0' + (byte & 7));
  }
  return out;
}

bool is_curls_business(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "content-length", "transfer-encoding", "connection", "expect", "host", "te",
      "trailer",        "upgrade",           "keep-alive"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [name](auto known) { return base::iequals(name, known); });
}

/// In single quotes, safe for POSIX shells. NUL cannot stand in an argument and is left out.
std::string shell_quote(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c != '\0') {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string to_curl(const journal::Record& record, const ExportPlace&) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  if (record.refused) {
    // What was read of it need not be a call; sent once more it would be another one.
    return "# #" + std::to_string(record.seq) +
           " was refused: " + base::printable(record.refusal()) + " (" + record.title() + ")\n";
  }
  const bool binary = !is_plain(call->body);
  std::string out;
  if (binary) out += "printf " + shell_quote(octal(call->body)) + " | ";
  // --globoff and --path-as-is: brackets and dots in the target mean themselves.
  out += "curl --globoff --path-as-is";
  out += call->method == "HEAD" ? " --head" : " --request " + shell_quote(call->method);
  for (const auto& field : call->headers) {
    if (is_curls_business(field.name)) continue;
    // "Name;" is how curl is told to send an empty header.
    out += " --header " +
           shell_quote(field.value.empty() ? field.name + ";" : field.name + ": " + field.value);
  }
  if (binary) {
    out += " --data-binary @-";
  } else if (!call->body.empty()) {
    out += " --data-raw " + shell_quote(call->body);  // raw: a leading @ names no file
  }
  const auto* type = call->header("content-type");
  if (!call->body.empty() && type == nullptr) out += " --header 'Content-Type:'";  // none was sent
  return out + " " + shell_quote(sent_url(*call)) + "\n";
}

}  // namespace ricochet::requestbin
