#pragma once
#include <string>
#include <string_view>

namespace ricochet::cli {

/// Whether what was put out arrived. `kNobodyReads`: the reader of the pipe has what it wanted
/// (`tail | head -1`), which is not an error.
enum class Output { kWritten, kNobodyReads, kFailed };

/// Writes to stdout, whole and at once; a failure (a full disk) is told on stderr.
Output put_out(std::string_view text);

/// JSON that shows no hidden control when a terminal prints it, and means the same: what stands in
/// its strings is escaped (base::is_hidden_control).
std::string printable_json(std::string_view json);

}  // namespace ricochet::cli
