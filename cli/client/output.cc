#include "cli/client/output.h"

#include <cerrno>
#include <iostream>

#include "base/text/printable.h"
#include "base/text/utf8.h"
#include "cli/standard_output.h"
#include "cli/terminal.h"

namespace ricochet::cli {

Output put_out(std::string_view text) {
  errno = 0;
  std::cout << text << std::flush;
  if (std::cout) return Output::kWritten;
  if (errno == EPIPE) {
    note_lost_output(EPIPE);
    return Output::kNobodyReads;
  }
  static_cast<void>(fail(lost_output(errno != 0 ? errno : EIO)));
  note_lost_output(0, /*told=*/true);
  return Output::kFailed;
}

std::string printable_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const auto begin = at;
    const auto code = base::next_code_point(json, at);
    if (code < 0x7F || !base::is_hidden_control(code)) {
      out += json.substr(begin, at - begin);
    } else if (code > 0xFFFF) {
      // JSON has UTF-16's halves.
      base::append_escape(out, 0xD800 + ((code - 0x10000) >> 10), 0);
      base::append_escape(out, 0xDC00 + ((code - 0x10000) & 0x3FF), 0);
    } else {
      base::append_escape(out, code, 0);
    }
  }
  return out;
}

}  // namespace ricochet::cli
