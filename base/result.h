#pragma once
#include <boost/system/result.hpp>

#include "base/diag.h"

namespace ricochet::base {

/// A value or the Diag that says why there is none. Expected failures travel this way; exceptions
/// are for bugs. `result.value()` on a failure throws DiagError, so tests may use it freely.
template <class T>
using Result = boost::system::result<T, Diag>;
using Status = Result<void>;

/// What Result::value() throws when there is no value; the text is the one-line form of the
/// diagnostic.
class DiagError : public std::runtime_error {
 public:
  explicit DiagError(Diag diag);
  const Diag& diag() const { return diag_; }

 private:
  Diag diag_;
};

/// Found by boost::system::result through argument-dependent lookup.
[[noreturn]] void throw_exception_from_error(const Diag& diag, const boost::source_location& where);

}  // namespace ricochet::base
