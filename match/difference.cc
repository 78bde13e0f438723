#include "match/difference.h"

#include "base/text/encoding.h"
#include "base/text/text.h"

namespace ricochet::match {

namespace {

std::string without_space(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') kept += c;
  }
  return kept;
}

/// Whether `longer` is `shorter` and a slash; the root has no other form.
bool is_with_slash(std::string_view longer, std::string_view shorter) {
  return !shorter.empty() && longer.size() == shorter.size() + 1 && longer.ends_with('/') &&
         longer.starts_with(shorter);
}

}  // namespace

Difference difference_of(std::string_view wanted, std::string_view value) {
  if (wanted == value || wanted.size() > kMaxDifferenceBytes || value.size() > kMaxDifferenceBytes)
    return Difference::kNone;
  if (base::iequals(wanted, value)) return Difference::kCase;
  if (is_with_slash(value, wanted)) return Difference::kSlashTooMany;
  if (is_with_slash(wanted, value)) return Difference::kSlashMissing;
  const bool encoded =
      wanted.find('%') != std::string_view::npos || value.find('%') != std::string_view::npos;
  if (encoded && base::percent_decode(wanted) == base::percent_decode(value))
    return Difference::kPercentEncoding;
  if (base::trim(wanted) == base::trim(value)) return Difference::kSpaceAround;
  if (without_space(wanted) == without_space(value)) return Difference::kSpace;
  return Difference::kNone;
}

std::string detail_of(Difference difference) {
  switch (difference) {
    case Difference::kCase:
      return "differs by case only";
    case Difference::kSlashTooMany:
      return "has a trailing slash";
    case Difference::kSlashMissing:
      return "lacks the trailing slash";
    case Difference::kSpaceAround:
      return "differs by white space around it";
    case Difference::kNumberOrText:
    case Difference::kType:
      return "the same text, but another type";
    case Difference::kNone:
    case Difference::kPercentEncoding:
    case Difference::kSpace:
      break;
  }
  return {};
}

}  // namespace ricochet::match
