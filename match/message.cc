#include "match/message.h"

#include "base/text/encoding.h"
#include "base/text/text.h"

namespace ricochet::match {

const std::string* Message::header(std::string_view name) const {
  for (const auto& field : headers) {
    if (base::iequals(field.name, name)) return &field.value;
  }
  return nullptr;
}

std::string Message::list_header(std::string_view name) const {
  std::string out;
  for (const auto& field : headers) {
    if (base::iequals(field.name, name)) out += (out.empty() ? "" : ", ") + field.value;
  }
  return out;
}

void Request::set_target(std::string raw_target) {
  target = std::move(raw_target);
  std::string_view rest = target;
  if (const auto scheme = rest.find("://");
      scheme != std::string_view::npos && rest.front() != '/') {
    const auto slash =
        rest.find_first_of("/?", scheme + 3);  // absolute-form, RFC 9112 section 3.2.2
    rest = slash == std::string_view::npos ? std::string_view("/") : rest.substr(slash);
  }
  const auto question = rest.find('?');
  path = base::percent_decode(rest.substr(0, question));
  if (path.empty()) path = "/";
  query = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
  queries.clear();
  if (query.empty()) return;
  for (const auto pair : base::split(query, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    queries.push_back({base::percent_decode(pair.substr(0, equals), true),
                       equals == std::string_view::npos
                           ? std::string()
                           : base::percent_decode(pair.substr(equals + 1), true)});
  }
}

}  // namespace ricochet::match
