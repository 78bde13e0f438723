#include "base/diag.h"

#include <algorithm>

#include "base/text/printable.h"

namespace ricochet::base {

namespace {

constexpr std::string_view kRed = "\x1b[1;31m", kYellow = "\x1b[1;33m", kBold = "\x1b[1m",
                           kBlue = "\x1b[34m", kReset = "\x1b[0m";

/// Longest piece of a source line that is shown; longer lines are cut around the caret.
constexpr std::size_t kMaxShownLine = 160;

struct Excerpt {
  std::string text;
  std::size_t caret;   // columns before the caret
  std::size_t length;  // columns to underline, at least 1
};

bool starts_character(std::string_view s, std::size_t at) {
  return at >= s.size() || (static_cast<unsigned char>(s[at]) & 0xC0) != 0x80;
}

/// The source line as it can be shown: cut around the caret, control bytes visible. Widths are
/// measured after that, because a control byte takes more than one column.
Excerpt excerpt(const Location& at) {
  std::string line = at.source_line;
  std::replace(line.begin(), line.end(), '\t', ' ');
  const std::size_t offset = at.column > 0 ? at.column - 1 : 0;
  std::size_t caret = std::min(offset - std::min(at.source_begin, offset), line.size());
  while (caret > 0 && !starts_character(line, caret)) --caret;
  std::size_t begin = 0;
  if (line.size() > kMaxShownLine && caret > kMaxShownLine / 2) begin = caret - kMaxShownLine / 2;
  while (begin < caret && !starts_character(line, begin)) ++begin;
  std::size_t end = std::min(line.size(), begin + kMaxShownLine);
  while (end > caret && !starts_character(line, end)) --end;
  auto shown = [&](std::size_t from, std::size_t to) {
    return printable(std::string_view(line).substr(from, to - from));
  };
  const std::string before = (begin > 0 || at.source_begin > 0 ? "..." : "") + shown(begin, caret);
  const std::size_t stop = std::min(end, caret + std::max<std::size_t>(at.length, 1));
  return {before + shown(caret, end) + (end < line.size() ? "..." : ""), display_width(before),
          std::max<std::size_t>(display_width(shown(caret, std::max(stop, caret))), 1)};
}

std::string paint(bool colour, std::string_view code, const std::string& s) {
  return colour ? std::string(code) + s + std::string(kReset) : s;
}

/// Beyond it carets only push the cure out of sight: the eye needs where it begins.
constexpr std::size_t kMostCarets = 24;

/// The arrow and the source line, each with a newline before it.
std::string place(const Location& where, bool colour) {
  std::string out;
  if (!where.file.empty() || where.known()) {
    out += "\n  " + paint(colour, kBlue, "-->") + " " + printable(where.str());
    if (!where.pointer.empty()) out += " (" + printable(where.pointer) + ")";
  }
  if (where.known())
    out +=
        "\n" + paint(colour, kBlue, std::to_string(where.line) + " |") + " " + excerpt(where).text;
  return out;
}

/// The line below it, with a newline before it.
std::string carets(const Location& where, std::string_view caret_colour, bool colour) {
  if (!where.known()) return {};
  const Excerpt e = excerpt(where);
  const std::string margin(std::to_string(where.line).size(), ' ');
  return "\n" + paint(colour, kBlue, margin + " |") + " " + std::string(e.caret, ' ') +
         paint(colour, caret_colour, std::string(std::min(e.length, kMostCarets), '^'));
}

}  // namespace

std::string Location::str() const {
  if (!known()) return file;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string render(const Diag& d, bool colour) {
  const bool error = d.severity == Severity::kError;
  const std::string_view accent = error ? kRed : kYellow;
  std::string out =
      paint(colour, accent, std::string(error ? "error" : "warning") + "[" + d.code + "]") +
      paint(colour, kBold, ": " + printable(d.message)) + place(d.where, colour) +
      carets(d.where, accent, colour);
  if (!d.hint.empty()) {
    const bool beside_caret = d.where.known() && d.hint.find('\n') == std::string::npos;
    out += (beside_caret ? " " : "\n  = help: ") + printable(d.hint);
  }
  for (const auto& note : d.notes) out += "\n  = note: " + printable(note);
  return out;
}

std::string render_place(const Location& where, bool colour) {
  const std::string lines = place(where, colour);
  return lines.empty() ? lines : lines.substr(1);
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

Diag::Kind DiagList::kind() const {
  for (const auto& d : diags_) {
    if (d.severity == Severity::kError && d.kind != Diag::Kind::kInput) return d.kind;
  }
  return Diag::Kind::kInput;
}

std::string DiagList::render_all(bool colour) const {
  std::string out;
  for (const auto& d : diags_) out += render(d, colour) + "\n\n";
  if (suppressed_ > 0) {
    out +=
        "and " + std::to_string(suppressed_) + " more error" + (suppressed_ == 1 ? "" : "s") + "\n";
  }
  return out;
}

}  // namespace ricochet::base
