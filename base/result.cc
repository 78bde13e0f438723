#include "base/result.h"

#include <utility>

namespace ricochet::base {

DiagError::DiagError(Diag diag) : std::runtime_error(render_line(diag)), diag_(std::move(diag)) {}

void throw_exception_from_error(const Diag& diag, const boost::source_location&) {
  throw DiagError(diag);
}

}  // namespace ricochet::base
