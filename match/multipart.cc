#include "match/multipart.h"

#include <optional>
#include <string>

#include "base/text.h"

namespace ricochet::match {

namespace {

constexpr std::size_t kMaxParts = 1000;
constexpr std::size_t kMaxBoundary = 70;  // RFC 2046 section 5.1.1

std::optional<Field> text_field(std::string_view part) {
  const auto head_end = part.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  for (auto line : base::split(part.substr(0, head_end), '\n')) {
    line = base::trim(line);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos ||
        !base::iequals(line.substr(0, colon), "content-disposition"))
      continue;
    const auto value = line.substr(colon + 1);
    const auto name = header_parameter(value, "name");
    const bool file = base::to_lower(value).find("filename") != std::string::npos;
    if (file || name.empty()) return std::nullopt;
    return Field{name, std::string(part.substr(head_end + 4))};
  }
  return std::nullopt;
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
    ++at;
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

std::vector<Field> multipart_text_fields(std::string_view content_type, std::string_view body) {
  std::vector<Field> out;
  const auto boundary = header_parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > kMaxBoundary) return out;
  const std::string first = "--" + boundary;
  const std::string delimiter = "\r\n" + first;
  // The first delimiter may stand at the very start, without a line break before it.
  std::size_t at = body.starts_with(first) ? first.size() : body.find(delimiter);
  if (at != first.size() && at != std::string_view::npos) at += delimiter.size();
  for (std::size_t parts = 0; at < body.size() && parts < kMaxParts && body.substr(at, 2) != "--";
       ++parts) {
    const auto line_end = body.find("\r\n", at);
    if (line_end == std::string_view::npos) break;
    const auto end = body.find(delimiter, line_end);
    if (end == std::string_view::npos) break;
    const auto begin = line_end + 2;
    if (begin <= end) {
      if (auto field = text_field(body.substr(begin, end - begin)))
        out.push_back(std::move(*field));
    }
    at = end + delimiter.size();
  }
  return out;
}

}  // namespace ricochet::match
