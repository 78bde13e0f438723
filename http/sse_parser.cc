#include "http/sse_parser.h"

#include <utility>

namespace ricochet::http {

bool SseParser::feed(std::string_view piece) {
  // A line ends with LF, CR or CRLF, and the pieces may part CR from LF.
  for (const char c : piece) {
    const bool second_half = std::exchange(after_cr_, c == '\r') && c == '\n';
    if (second_half) continue;
    if (c == '\n' || c == '\r') {
      line(line_);
      line_.clear();
      continue;
    }
    if (line_.size() + event_.data.size() >= kMaxEventBytes) return false;
    line_ += c;
  }
  return true;
}

void SseParser::line(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (std::exchange(at_start_, false) && text.starts_with(kByteOrderMark))
    text.remove_prefix(kByteOrderMark.size());
  if (text.empty()) return dispatch();
  const auto colon = text.find(':');
  if (colon == 0) return;  // a comment
  const auto field = text.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "data") {
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  } else if (field == "event") {
    event_.type = value;
  } else if (field == "id" && value.find('\0') == std::string_view::npos) {
    event_.id = value;
  }
}

void SseParser::dispatch() {
  if (has_data_) on_event_(event_);
  event_.type.clear();
  event_.data.clear();
  has_data_ = false;
}

}  // namespace ricochet::http
