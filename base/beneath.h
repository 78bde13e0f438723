#pragma once
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace ricochet::base {

/// How a name is followed. kBest asks the kernel (openat2 with RESOLVE_BENEATH, Linux 5.6), which
/// follows links as long as they stay inside; where it cannot, the name is walked folder by folder,
/// and links are not followed at all.
enum class BeneathWay { kBest, kWalk };

/// True for a name that a stranger may choose: relative, no empty, `.` or `..` part, no NUL and no
/// backslash, and nothing that is still percent-encoded and would be one of those.
bool is_safe_name(std::string_view name);

/// Files in folders that must not be left, whatever the name and whatever links there are: for
/// names that a request has a hand in. The folder itself is trusted (and may be a link); empty: the
/// working directory.
///
/// The whole plain file. Errors: file/not-found (also for what lies outside, and for what is not
/// a plain file), file/unreadable, file/too-large.
Result<std::string> read_file_beneath(const std::string& folder, std::string_view name,
                                      std::size_t max_bytes = kMaxFileBytes,
                                      BeneathWay way = BeneathWay::kBest);
/// Whether there is a plain file that read_file_beneath() would open.
bool is_file_beneath(const std::string& folder, std::string_view name,
                     BeneathWay way = BeneathWay::kBest);

}  // namespace ricochet::base
