#include "cli/command.h"

namespace ricochet::cli {

int exit_code_of_start(const base::Diag& why) {
  return why.code.starts_with("http/tls") ? kExitInput : kExitEnvironment;
}

}  // namespace ricochet::cli
