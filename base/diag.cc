#include "base/diag.h"

#include <algorithm>

#include "base/result.h"
#include "base/text.h"

namespace ricochet::base {

namespace {

constexpr std::string_view kRed = "\x1b[1;31m", kYellow = "\x1b[1;33m", kBold = "\x1b[1m",
                           kBlue = "\x1b[34m", kReset = "\x1b[0m";

/// Longest piece of a source line that is shown; longer lines are cut around the caret.
constexpr std::size_t kMaxShownLine = 160;

struct Excerpt {
  std::string text;
  std::size_t caret;  // offset of the caret in text
};

Excerpt excerpt(const Location& at) {
  Excerpt e{at.source_line, at.column > 0 ? at.column - 1 : 0};
  std::size_t begin = 0;
  if (e.text.size() > kMaxShownLine && e.caret > kMaxShownLine / 2) {
    begin = e.caret - kMaxShownLine / 2;
    while (begin < e.text.size() && (static_cast<unsigned char>(e.text[begin]) & 0xC0) == 0x80) ++begin;
  }
  std::string cut = begin > 0 ? "..." : "";
  e.caret = e.caret - begin + cut.size();
  cut += e.text.substr(begin, kMaxShownLine);
  if (begin + kMaxShownLine < e.text.size()) cut += "...";
  std::replace(cut.begin(), cut.end(), '\t', ' ');
  e.text = printable(cut);
  return e;
}

}  // namespace

std::string Location::str() const {
  if (!known()) return file;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string render(const Diag& d, bool colour) {
  auto paint = [&](std::string_view c, std::string s) {
    return colour ? std::string(c) + s + std::string(kReset) : s;
  };
  const bool error = d.severity == Severity::kError;
  std::string out =
      paint(error ? kRed : kYellow, std::string(error ? "error" : "warning") + "[" + d.code + "]") +
      paint(kBold, ": " + printable(d.message));
  bool hint_shown = d.hint.empty();
  if (!d.where.file.empty() || d.where.known()) {
    out += "\n  " + paint(kBlue, "-->") + " " + d.where.str();
    if (!d.where.pointer.empty()) out += " (" + printable(d.where.pointer) + ")";
  }
  if (d.where.known()) {
    const std::string number = std::to_string(d.where.line);
    const Excerpt e = excerpt(d.where);
    out += "\n" + paint(kBlue, number + " |") + " " + e.text;
    std::size_t length = std::max<std::size_t>(d.where.length, 1);
    if (e.caret < e.text.size()) length = std::min(length, e.text.size() - e.caret);
    out += "\n" + paint(kBlue, std::string(number.size(), ' ') + " |") + " " +
           std::string(display_width(e.text.substr(0, e.caret)), ' ') +
           paint(error ? kRed : kYellow,
                 std::string(std::max<std::size_t>(display_width(e.text.substr(
                                 std::min(e.caret, e.text.size()), length)), 1), '^'));
    if (!hint_shown && d.hint.find('\n') == std::string::npos) {
      out += " " + d.hint;
      hint_shown = true;
    }
  }
  if (!hint_shown) out += "\n  = help: " + d.hint;
  for (const auto& note : d.notes) out += "\n  = note: " + note;
  return out;
}

std::string render_line(const Diag& d) {
  std::string out;
  if (!d.where.file.empty()) out += d.where.str() + ": ";
  out += printable(d.message);
  if (!d.hint.empty()) out += " (" + d.hint + ")";
  return out;
}

void DiagList::add(Diag diag) {
  if (diag.severity == Severity::kError) {
    if (full()) {
      ++suppressed_;
      return;
    }
    ++errors_;
  }
  diags_.push_back(std::move(diag));
}

std::string DiagList::render_all(bool colour) const {
  std::string out;
  for (const auto& d : diags_) out += render(d, colour) + "\n\n";
  if (suppressed_ > 0) {
    out += "and " + std::to_string(suppressed_) + " more error" + (suppressed_ == 1 ? "" : "s") + "\n";
  }
  return out;
}

DiagError::DiagError(Diag diag) : std::runtime_error(render_line(diag)), diag_(std::move(diag)) {}

void throw_exception_from_error(const Diag& diag, const boost::source_location&) {
  throw DiagError(diag);
}

}  // namespace ricochet::base
