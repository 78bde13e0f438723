// What can be told of a request that was refused, and whether a chunked body can still become
// right.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text/text.h"
#include "http/guard.h"

namespace ricochet::http {
namespace {

constexpr std::size_t kMaxHexDigits = 16;

bool is_version(std::string_view word) {
  return word.size() >= 5 && base::iequals(word.substr(0, 5), "HTTP/");
}

bool starts_path(std::string_view word) {
  return word.starts_with('/') || (word.find("://") != std::string_view::npos && word[0] != ':');
}

/// Whether the first segment of the path is there in full. `cut`: more of the target was to come.
bool has_segment(std::string_view target, bool cut) {
  if (!starts_path(target)) return false;
  if (!cut) return true;
  std::size_t path = 0;
  if (!target.starts_with('/')) path = target.find_first_of("/?", target.find("://") + 3);
  return path != std::string_view::npos &&
         target.find_first_of("/?.", path + 1) != std::string_view::npos;
}

void read_request_line(std::string_view line, bool cut, PartialHead& out) {
  const auto space = line.find(' ');
  out.request.method = line.substr(0, space);
  if (space == std::string_view::npos) return;
  auto rest = base::trim(line.substr(space + 1));
  const auto last = rest.rfind(' ');
  if (last != std::string_view::npos && is_version(rest.substr(last + 1))) {
    out.request.version = rest.substr(last + 1);
    rest = base::trim(rest.substr(0, last));
    cut = false;
  } else {
    out.request.version.clear();
  }
  if (rest.empty()) return;
  out.target_read = has_segment(rest, cut);
  out.request.set_target(std::string(rest));
}

std::size_t hex_digits(std::string_view bytes) {
  const auto end = bytes.find_first_not_of("0123456789abcdefABCDEF");
  return std::min(end, bytes.size());
}

/// "\r\n" or a beginning of it; takes it off. False: something else.
bool take_line_end(std::string_view& bytes) {
  for (const char expected : {'\r', '\n'}) {
    if (bytes.empty()) return true;
    if (bytes.front() != expected) return false;
    bytes.remove_prefix(1);
  }
  return true;
}

bool could_be_text(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

/// A line up to its end, or as far as it has come; false: a bare LF or a CR within.
bool take_line(std::string_view& bytes, std::string_view& line) {
  const auto end = bytes.find_first_of("\r\n");
  line = bytes.substr(0, end);
  bytes = end == std::string_view::npos ? std::string_view() : bytes.substr(end);
  return could_be_text(line) && take_line_end(bytes);
}

bool could_be_trailers(std::string_view bytes) {
  while (!bytes.empty()) {
    std::string_view line;
    const bool whole = bytes.find('\n') != std::string_view::npos;
    if (!take_line(bytes, line)) return false;
    if (line.empty()) return true;
    const auto name = line.substr(0, line.find(':'));
    const bool no_name = name.empty() || name.find_first_of(" \t") != std::string_view::npos;
    if (no_name || (whole && name.size() == line.size())) return false;
  }
  return true;
}

}  // namespace

PartialHead read_partial_head(std::string_view bytes) {
  PartialHead out;
  out.request.version.clear();
  while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  bool first = true;
  while (!bytes.empty()) {
    const auto newline = bytes.find('\n');
    const bool cut = newline == std::string_view::npos;
    auto line = bytes.substr(0, newline);
    if (line.ends_with('\r')) line.remove_suffix(1);
    bytes = cut ? std::string_view() : bytes.substr(newline + 1);
    if (std::exchange(first, false)) {
      read_request_line(line, cut, out);
      continue;
    }
    const auto colon = line.find(':');
    if (line.empty()) break;
    if (colon == std::string_view::npos || colon == 0) continue;
    out.request.headers.push_back({std::string(base::trim(line.substr(0, colon))),
                                   std::string(base::trim(line.substr(colon + 1)))});
  }
  return out;
}

bool could_be_chunk(std::string_view bytes, bool first) {
  if (!first && !take_line_end(bytes)) return false;
  if (bytes.empty()) return true;
  const auto digits = hex_digits(bytes);
  const auto size = bytes.substr(0, digits);
  const auto significant = size.substr(std::min(size.find_first_not_of('0'), size.size()));
  if (digits == 0 || significant.size() > kMaxHexDigits) return false;
  bytes.remove_prefix(digits);
  std::string_view extension;
  if (!bytes.empty() && bytes.front() != ';' && bytes.front() != '\r') return false;
  if (!take_line(bytes, extension)) return false;
  return !significant.empty() || could_be_trailers(bytes);
}

bool has_folded_trailer(std::string_view bytes) {
  if (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  const auto zeros = std::min(bytes.find_first_not_of('0'), bytes.size());
  if (zeros == 0 || hex_digits(bytes) != zeros) return false;
  const auto trailers = bytes.substr(0, bytes.find("\r\n\r\n"));
  const auto fold = std::min(trailers.find("\r\n "), trailers.find("\r\n\t"));
  return fold != std::string_view::npos;
}

std::uint64_t chunk_size(std::string_view bytes) {
  if (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  const auto digits = bytes.substr(0, hex_digits(bytes));
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  return error == std::errc() ? size : 0;
}

}  // namespace ricochet::http
