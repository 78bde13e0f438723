#include "runner/sut/output.h"

#include <algorithm>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {
constexpr std::size_t kShownLineBytes = 500;
}

void OutputRing::add(OutputLine line) {
  bytes_ += line.text.size();
  lines_.push_back(std::move(line));
  while (!lines_.empty() && (lines_.size() > limits_.lines || bytes_ > limits_.bytes)) {
    const std::size_t size = lines_.front().text.size();
    bytes_ -= size;
    dropped_bytes_ += size;
    ++dropped_lines_;
    newest_dropped_ = lines_.front().at;
    lines_.pop_front();
  }
}

void OutputRing::add_all(const OutputRing& later) {
  for (const auto& line : later.lines()) add(line);
  if (later.dropped_lines_ == 0) return;
  newest_dropped_ = std::max(dropped_lines_ == 0 ? later.newest_dropped_ : newest_dropped_,
                             later.newest_dropped_);
  dropped_lines_ += later.dropped_lines_;
  dropped_bytes_ += later.dropped_bytes_;
}

std::vector<std::string> OutputRing::tail(std::size_t count) const {
  std::vector<std::string> shown;  // the newest first
  std::size_t left = lines_.size();
  while (left > 0 && shown.size() < count) {
    const std::string& text = lines_[left - 1].text;
    std::size_t times = 0;
    for (; left > 0 && lines_[left - 1].text == text; --left) ++times;
    shown.push_back(base::shorten(base::printable(clean_text(text)), kShownLineBytes) +
                    (times > 1 ? " (" + std::to_string(times) + " times)" : ""));
  }
  if (const std::uint64_t hidden = dropped_lines_ + left; hidden > 0)
    shown.push_back("(" + base::plural(hidden, "earlier line") + " left out)");
  std::reverse(shown.begin(), shown.end());
  return shown;
}

std::vector<std::string> LineSplitter::feed(std::string_view bytes) {
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::size_t take =
        std::min(end == bytes.npos ? bytes.size() : end, max_ - partial_.size());
    partial_.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    if (!bytes.empty() && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      if (!partial_.empty() && partial_.back() == '\r') partial_.pop_back();
    } else if (partial_.size() < max_) {
      break;  // the rest of the line is still to come
    }
    lines.push_back(std::exchange(partial_, {}));
  }
  return lines;
}

std::vector<std::string> LineSplitter::finish() {
  if (partial_.empty()) return {};
  return {std::exchange(partial_, {})};
}

}  // namespace ricochet::runner
