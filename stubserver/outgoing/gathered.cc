#include "stubserver/outgoing/gathered.h"

#include <algorithm>
#include <utility>

#include "base/inflater.h"
#include "base/text/text.h"
#include "http/content_coding.h"

namespace ricochet::stubserver {

namespace {

constexpr std::size_t kJoinedAtOnce = 64 << 10;
/// Some thousand times as much may come of it: a megabyte, a millisecond.
constexpr std::size_t kInflatedAtOnce = 1 << 10;

}  // namespace

Gathered::Gathered(http::Response answer_head) : head(std::move(answer_head)) {
  coding = http::known_coding(head);
  if (coding.empty()) return;
  std::erase_if(head.headers, [](const match::Field& field) {
    return base::iequals(field.name, "Content-Encoding") ||
           base::iequals(field.name, "Content-Length");
  });
}

void Gathered::add(std::string_view piece) {
  pieces.emplace_back(piece);
  bytes += piece.size();
}

bool Gathered::is_quick() const {
  return bytes <= (coding.empty() ? kJoinedAtOnce : kInflatedAtOnce);
}

base::Result<http::Response> Gathered::whole(std::size_t max_bytes) {
  auto out = std::move(head);
  if (coding.empty()) {
    out.body.reserve(bytes);
    for (auto& piece : pieces) out.body += std::exchange(piece, {});
    return out;
  }
  base::Inflater inflater(coding, max_bytes);
  for (auto& piece : pieces) {
    auto plain = inflater.put(std::exchange(piece, {}));
    if (!plain) return plain.error();
    out.body += *plain;
  }
  if (auto complete = inflater.end(); !complete) return complete.error();
  return out;
}

}  // namespace ricochet::stubserver
