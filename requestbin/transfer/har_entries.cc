#include "requestbin/transfer/har_entries.h"

#include <algorithm>

namespace ricochet::requestbin {

HarEntries::HarEntries(std::string_view text) : text_(text) { find_list(); }

void HarEntries::find_list() {
  if (!enter("log") || !enter("entries")) return;
  skip_space();
  if (!take('[')) return;
  list_begin_ = list_end_ = at_;
}

/// White space, and the comments that our JSON may have.
void HarEntries::skip_space() {
  for (;;) {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    const auto two = text_.substr(at_, 2);
    if (two == "//") {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (two == "/*") {
      const auto end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    } else {
      return;
    }
  }
}

void HarEntries::skip_string() {
  for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    if (text_[at_] == '\\') ++at_;
  }
  at_ = std::min(at_ + 1, text_.size());
}

/// One value, whatever is in it. False: there is none.
bool HarEntries::skip_value() {
  const auto begin = at_;
  std::size_t depth = 0;
  for (;;) {
    skip_space();
    const char c = at();
    if (c == '"') {
      skip_string();
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at_;
      continue;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at_ > begin;
      --depth;
      ++at_;
    } else if (depth > 0 && (c == ',' || c == ':')) {
      ++at_;
      continue;
    } else {
      const auto end = text_.find_first_of(",:]}\"{[/ \t\r\n", at_);
      if (end == at_ && depth > 0) {  // a stray character: whoever parses it says so
        ++at_;
        continue;
      }
      at_ = std::min(end, text_.size());
    }
    if (depth == 0 || at_ >= text_.size()) return at_ > begin;
  }
}

/// From in front of an object to behind the colon of its member. False: it has no such member.
bool HarEntries::enter(std::string_view key) {
  skip_space();
  if (!take('{')) return false;
  for (;;) {
    skip_space();
    const auto begin = at_;
    if (at() != '"') return false;
    skip_string();
    const auto name = text_.substr(begin + 1, at_ - begin - 2);
    skip_space();
    if (!take(':')) return false;
    skip_space();
    if (name == key) return true;
    if (!skip_value()) return false;
    skip_space();
    if (!take(',')) return false;
  }
}

bool HarEntries::take(char c) {
  if (at() != c) return false;
  ++at_;
  return true;
}

std::optional<HarEntries::Entry> HarEntries::next() {
  if (list_begin_ == 0 || !more_) return std::nullopt;
  at_ = list_end_;
  skip_space();
  const auto begin = at_;
  if (!skip_value()) {
    list_end_ = begin;
    return std::nullopt;
  }
  Entry entry;
  entry.text = text_.substr(begin, at_ - begin);
  entry.number = ++number_;
  line_ += static_cast<std::size_t>(
      std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_to_),
                 text_.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
  counted_to_ = begin;
  entry.line = line_;
  skip_space();
  more_ = take(',');  // without one, what still stands there stays in the frame
  list_end_ = at_;
  if (more_) {
    skip_space();
    if (at() == ']') list_end_ = begin + entry.text.size();  // a comma too many stays in the frame
  }
  return entry;
}

std::string HarEntries::frame() const {
  if (list_begin_ == 0) return std::string(text_);
  std::string frame(text_.substr(0, list_begin_));
  const auto list = text_.substr(list_begin_, list_end_ - list_begin_);
  frame.append(static_cast<std::size_t>(std::count(list.begin(), list.end(), '\n')), '\n');
  return frame.append(text_.substr(list_end_));
}

}  // namespace ricochet::requestbin
