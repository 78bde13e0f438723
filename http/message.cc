#include "http/message.h"

#include <algorithm>
#include <array>

#include "base/text/text.h"

namespace ricochet::http {

namespace {

struct Phrase {
  int status;
  std::string_view words;
};

constexpr Phrase kPhrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
};

constexpr std::size_t kStatuses = 512;

/// The same by status; empty: no phrase.
constexpr auto kPhraseOf = [] {
  std::array<std::string_view, kStatuses> phrases{};
  for (const auto& phrase : kPhrases)
    phrases.at(static_cast<std::size_t>(phrase.status)) = phrase.words;
  return phrases;
}();

}  // namespace

Response::Response(int code, std::string content_type, std::string content)
    : status(code), body(std::move(content)) {
  headers.push_back({"Content-Type", std::move(content_type)});
}

const std::string* Response::header(std::string_view name) const {
  for (const auto& field : headers) {
    if (base::iequals(field.name, name)) return &field.value;
  }
  return nullptr;
}

void Response::set_header(std::string_view name, std::string value) {
  const auto same = [name](const match::Field& field) { return base::iequals(field.name, name); };
  const auto first = std::find_if(headers.begin(), headers.end(), same);
  if (first == headers.end()) {
    headers.push_back({std::string(name), std::move(value)});
    return;
  }
  first->value = std::move(value);
  headers.erase(std::remove_if(first + 1, headers.end(), same), headers.end());
}

std::string_view reason_phrase(int status) {
  const auto index = static_cast<std::size_t>(status);  // below zero: beyond the end
  const auto phrase = index < kStatuses ? kPhraseOf[index] : std::string_view();
  return phrase.empty() ? "Unknown" : phrase;
}

}  // namespace ricochet::http
