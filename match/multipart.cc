#include "match/multipart.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/text/text.h"

namespace ricochet::match {

namespace {

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 section 5.1.1

MultipartPart read_part(std::string_view bytes) {
  MultipartPart part;
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return part;
  for (auto line : base::split(bytes.substr(0, head_end), '\n')) {
    line = base::trim(line);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto name = line.substr(0, colon);
    const auto value = line.substr(colon + 1);
    if (base::iequals(name, "content-disposition")) {
      part.name = header_parameter(value, "name");
      part.filename = header_parameter(value, "filename");
      part.is_file = base::to_lower(value).find("filename") != std::string::npos;
    } else if (base::iequals(name, "content-type")) {
      part.type = base::trim(value);
    }
  }
  part.content = bytes.substr(head_end + 4);
  return part;
}

}  // namespace

std::string header_parameter(std::string_view value, std::string_view name) {
  std::size_t at = value.find(';');
  while (at < value.size()) {
    ++at;
    std::string found;
    const auto equals = value.find_first_of("=;", at);
    const auto key =
        base::trim(value.substr(at, equals == std::string_view::npos ? equals : equals - at));
    if (equals == std::string_view::npos) return {};
    at = equals;
    if (value[at] == ';') continue;
    // White space around the equals sign is not of RFC 9110, but of what is sent.
    at = std::min(value.find_first_not_of(" \t", at + 1), value.size());
    if (at < value.size() && value[at] == '"') {
      for (++at; at < value.size() && value[at] != '"'; ++at) {
        if (value[at] == '\\' && at + 1 < value.size()) ++at;
        found += value[at];
      }
      at = value.find(';', at);
    } else {
      const auto end = value.find(';', at);
      found = base::trim(value.substr(at, end == std::string_view::npos ? end : end - at));
      at = end;
    }
    if (base::iequals(key, name)) return found;
  }
  return {};
}

std::vector<MultipartPart> multipart_parts(std::string_view content_type, std::string_view body,
                                           bool* cut) {
  std::vector<MultipartPart> out;
  const auto boundary = header_parameter(content_type, "boundary");
  if (boundary.size() > kMaxBoundary && cut != nullptr) *cut = true;
  if (boundary.empty() || boundary.size() > kMaxBoundary) return out;
  const std::string first = "--" + boundary;
  const std::string delimiter = "\r\n" + first;
  // The first delimiter may stand at the very start, without a line break before it.
  std::size_t at = body.starts_with(first) ? first.size() : body.find(delimiter);
  if (at != first.size() && at != std::string_view::npos) at += delimiter.size();
  for (std::size_t parts = 0; at < body.size() && body.substr(at, 2) != "--"; ++parts) {
    if (parts == kMaxMultipartParts) {
      if (cut != nullptr) *cut = true;
      break;
    }
    const auto line_end = body.find("\r\n", at);
    if (line_end == std::string_view::npos) break;
    const auto end = body.find(delimiter, line_end);
    if (end == std::string_view::npos) break;
    const auto begin = line_end + 2;
    if (begin <= end) {
      auto part = read_part(body.substr(begin, end - begin));
      if (!part.name.empty()) out.push_back(std::move(part));
    }
    at = end + delimiter.size();
  }
  return out;
}

}  // namespace ricochet::match
