#include "cli/reference/help_format.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <memory>
#include <utility>

#include "base/text/text.h"

namespace ricochet::cli {

namespace {

constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();
/// Narrower texts are unreadable.
constexpr std::size_t kLeastWidth = 30;
constexpr std::size_t kHanging = 6;
/// Where CLI11 begins descriptions at the earliest; what stands before is a flag.
constexpr std::size_t kOnlyDescription = 20;

std::size_t width_of_help() {
  if (const char* said = std::getenv("COLUMNS"); said != nullptr) {
    std::size_t columns = 0;
    const std::string_view text = said;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
    if (error == std::errc() && end == text.data() + text.size() && columns > 0)
      return std::max(columns, kLeastWidth);
  }
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUnbounded;
  return std::max<std::size_t>(size.ws_col, kLeastWidth);
}

class WrappedHelp final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    return wrap_help(CLI::Formatter::make_help(app, std::move(name), mode), width_of_help());
  }
};

/// How much of `text` goes into `room` columns: up to a blank, or behind a comma; all of a word
/// that has neither.
std::size_t that_fits(std::string_view text, std::size_t room) {
  if (text.size() <= room) return text.size();
  if (const auto blank = text.rfind(' ', room); blank != std::string_view::npos && blank > 0)
    return blank;
  if (const auto comma = text.substr(0, room).rfind(','); comma != std::string_view::npos)
    return comma + 1;
  return std::min(text.find_first_of(" ,", room), text.size());
}

/// Behind what stands on the line already, which is taken to be `indent` columns.
void put(std::string& out, std::string_view text, std::size_t indent, std::size_t width) {
  bool fresh = out.empty() || out.back() == '\n';
  while (!text.empty()) {
    if (std::exchange(fresh, true)) out.append(indent, ' ');
    const std::size_t taken = that_fits(text, width - indent);
    out += base::trim(text.substr(0, taken));
    out += '\n';
    text = base::trim(text.substr(taken));
  }
}

void put_line(std::string& out, std::string_view line, std::size_t width) {
  const std::size_t leading = std::min(line.find_first_not_of(' '), line.size());
  if (line.size() <= width || leading == line.size()) {
    out += line;
    out += '\n';
    return;
  }
  if (leading == 0) return put(out, line, 0, width);
  const bool is_description = leading >= kOnlyDescription;
  const std::size_t gap = is_description ? 0 : line.find("  ", leading);
  const std::size_t at =
      gap == std::string_view::npos ? line.size() : line.find_first_not_of(' ', gap);
  const std::size_t indent = at + kLeastWidth <= width ? at : kHanging;
  if (indent == at && !is_description) {
    out += line.substr(0, at);
  } else if (!is_description) {
    out.append(leading, ' ');
    put(out, line.substr(leading, gap - leading), kHanging, width);
  }
  put(out, line.substr(at), indent, width);
}

}  // namespace

std::string wrap_help(std::string_view text, std::size_t width) {
  if (width == kUnbounded) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    put_line(out, text.substr(0, end), width);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

void wrap_help_of(CLI::App& app) { app.formatter(std::make_shared<WrappedHelp>()); }

}  // namespace ricochet::cli
