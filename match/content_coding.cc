#include "match/content_coding.h"

#include <algorithm>
#include <vector>

#include "base/inflater.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::match {

namespace {

constexpr std::size_t kFreeGrowth = 1u << 20;
constexpr std::size_t kMaxCodings = 4;
base::Result<std::string> decode_one(std::string_view coding, std::string_view body) {
  if (!base::Inflater::knows(coding)) {
    return base::Diag(
        "match/unknown-coding",
        "the content coding " + base::in_quotes(base::shorten(coding, 40)) + " is not known here",
        "gzip, x-gzip and deflate are decoded");
  }
  base::Inflater inflater(
      coding, std::min(kMaxDecodedBody, std::max(kFreeGrowth, body.size() * kMaxDecodedRatio)));
  auto out = inflater.put(body);
  if (!out) return out.error();
  if (const auto whole = inflater.end(); !whole) return whole.error();
  return out;
}

std::vector<std::string_view> codings(std::string_view header) {
  std::vector<std::string_view> out;
  for (auto part : base::split(header, ',')) {
    part = base::trim(part);
    if (!part.empty() && !base::iequals(part, "identity")) out.push_back(part);
  }
  return out;
}

}  // namespace

bool is_coded(std::string_view content_encoding) { return !codings(content_encoding).empty(); }

base::Result<std::string> decode_content(std::string_view content_encoding, std::string_view body) {
  const auto all = codings(content_encoding);
  if (all.size() > kMaxCodings) {
    return base::Diag("match/unknown-coding",
                      "more than " + std::to_string(kMaxCodings) + " content codings");
  }
  std::string out(body);
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    auto decoded = decode_one(*it, out);
    if (!decoded) return decoded.error();
    out = std::move(*decoded);
  }
  return out;
}

bool decodes_within(std::string_view content_encoding, std::string_view body, std::size_t limit) {
  const auto all = codings(content_encoding);
  if (all.size() != 1 || !base::Inflater::knows(all.front())) return false;
  base::Inflater inflater(all.front(), limit);
  const auto out = inflater.put(body);
  return out && out->size() < limit;
}

}  // namespace ricochet::match
