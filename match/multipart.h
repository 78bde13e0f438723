#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::match {

/// One part of a multipart/form-data body. `content` points into the body.
struct MultipartPart {
  std::string name;
  bool is_file = false;  ///< it has a file name, which may be empty
  std::string filename;
  std::string type;  ///< its Content-Type; empty: none was given
  std::string_view content;
};

/// Parts of one body that are read.
inline constexpr std::size_t kMaxMultipartParts = 1000;

/// The named parts in wire order (RFC 7578). What is malformed is left out. `cut` (optional) says
/// whether there are more than kMaxMultipartParts, which are not read, or may be some, behind a
/// boundary longer than RFC 2046 allows.
std::vector<MultipartPart> multipart_parts(std::string_view content_type, std::string_view body,
                                           bool* cut = nullptr);

/// `name` of a parameter list as in Content-Type or Content-Disposition; empty when absent. Quotes
/// are undone.
std::string header_parameter(std::string_view value, std::string_view name);

}  // namespace ricochet::match
