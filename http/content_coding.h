#pragma once
#include <cstddef>
#include <string_view>

#include "base/inflater.h"
#include "base/result.h"
#include "http/message.h"

namespace ricochet::http {

/// Undoes the Content-Encoding of a whole answer and takes the header away; Content-Length follows.
/// An answer without one, or with one that is not known (br, zstd, several), stays as it is. Error:
/// http/bad-coding.
base::Status decode_body(Response& response, std::size_t max_bytes);

/// The one coding of `response` that an Inflater knows, or empty.
std::string_view known_coding(const Response& response);

}  // namespace ricochet::http
