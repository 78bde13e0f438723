#include "base/reach.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/text/printable.h"

namespace ricochet::base {

std::optional<Diag> out_of_reach(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 || errno == ENOENT || errno == ENOTDIR)
    return std::nullopt;
  const int error = errno;
  Diag diag(Diag::Kind::kInput, "file/unreadable",
            "cannot read " + in_quotes(path) + ": " + std::strerror(error),
            error == EACCES ? "check the permissions of its folders" : "name another path");
  diag.where.file = path;
  return diag;
}

}  // namespace ricochet::base
