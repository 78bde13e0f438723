#include "match/text/error.h"

#include <algorithm>

#include "base/json/json.h"

namespace ricochet::match {

base::Diag text_error(std::string code, std::string message, std::string_view text,
                      std::size_t offset, std::size_t length, std::string hint) {
  base::Diag d(std::move(code), std::move(message), std::move(hint));
  offset = std::min(offset, text.size());
  const auto before = text.substr(0, offset);
  const auto line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  d.where.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  d.where.column = offset - line_start + 1;
  d.where.length = length;
  d.where.source_line = text.substr(line_start, text.find('\n', line_start) - line_start);
  return d;
}

std::size_t offset_of(const base::Diag& error, std::string_view text) {
  std::size_t start = 0;
  for (std::size_t line = 1; line < error.where.line; ++line) {
    const auto next = text.find('\n', start);
    if (next == std::string_view::npos) return text.size();
    start = next + 1;
  }
  return error.where.column == 0 ? start : std::min(text.size(), start + error.where.column - 1);
}

void report(const base::JsonReader& string, const base::Diag& error, std::size_t shift) {
  std::size_t offset = shift;
  if (string.is_string()) {
    const auto& whole = string.value().get_ref<const std::string&>();
    offset += offset_of(error, std::string_view(whole).substr(std::min(shift, whole.size())));
  }
  string.error_in_string(error.code_without_area(), error.message, offset, error.where.length,
                         error.hint);
}

void report_in_key(const base::JsonReader& member, const base::Diag& error) {
  const auto& key = member.key();
  base::Diag d(error);
  d.code = member.area() + "/" + std::string(error.code_without_area());
  d.where = member.location(base::JsonDocument::Token::kKey);
  // An escaped key looks different in the file: then the whole key is the best place.
  const auto begin = d.where.column - 1 - d.where.source_begin + 1;
  if (d.where.source_line.compare(std::min(begin, d.where.source_line.size()), key.size(), key) ==
      0) {
    d.where.column += 1 + offset_of(error, key);
    d.where.length = 1;
  }
  member.diags().add(std::move(d));
}

}  // namespace ricochet::match
