#include "tests/fuzz/fuzz.h"

#include <algorithm>

#include "base/text/text.h"

namespace ricochet::fuzz {

std::string_view take(std::string_view& rest, std::string_view separator) {
  const auto end = rest.find(separator);
  const auto taken = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + separator.size());
  return taken;
}

match::Request read_request(std::string_view text) {
  match::Request request;
  auto head = take(text, "\n\n");
  request.body = text;
  request.method = take(head, " ");
  request.set_target(std::string(take(head, "\n")));
  while (!head.empty()) {
    auto line = take(head, "\n");
    const std::string name(take(line, ":"));
    request.headers.push_back({name, std::string(base::trim(line))});
  }
  request.peer_address = "10.1.2.3";
  return request;
}

void require_places(const base::DiagList& diags, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const auto& diag : diags.all()) {
    require(diag.code.find('/') != std::string::npos && !diag.message.empty());
    require(diag.where.known() && diag.where.line <= lines && diag.where.column > 0);
  }
  require(diags.all().empty() || !diags.render_all().empty());
}

}  // namespace ricochet::fuzz
