#include "http/detail/head_writer.h"

#include <array>
#include <charconv>

#include "base/text/text.h"

namespace ricochet::http::detail {
namespace {

using namespace std::string_view_literals;

void append_number(std::uint64_t n, std::string& out, int base = 10) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n, base).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string_view name, std::string_view value, std::string& out) {
  append_clean(name, out);
  out.append(": "sv);
  append_clean(value, out);
  out.append(kLineEnd);
}

bool names_close(std::string_view connection) {
  for (const auto token : base::split(connection, ',')) {
    if (base::iequals(base::trim(token), "close")) return true;
  }
  return false;
}

/// Headers of the response that decide instead of being copied.
struct Wishes {
  bool close = false;
  bool chunked = false;
  std::string_view length;
};

/// True: the field was taken in and is not to be written.
bool take_framing(const match::Field& field, Wishes& wishes) {
  switch (field.name.size()) {
    case 10:
      if (!base::iequals(field.name, "Connection")) return false;
      if (names_close(field.value))
        wishes.close = true;
      else if (!base::iequals(base::trim(field.value), "keep-alive"))
        return false;  // "Upgrade"
      return true;
    case 14:
      if (!base::iequals(field.name, "Content-Length")) return false;
      wishes.length = field.value;
      return true;
    case 17:
      if (!base::iequals(field.name, "Transfer-Encoding")) return false;
      wishes.chunked = true;
      return true;
    default:
      return false;
  }
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  text = base::trim(text);
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

}  // namespace

void append_clean(std::string_view value, std::string& out) {
  const std::size_t start = out.size();
  out.append(value);
  for (char *c = out.data() + start, *const end = out.data() + out.size(); c != end; ++c) {
    if (static_cast<unsigned char>(*c) > '\r') continue;  // nearly always
    if (*c == '\r' || *c == '\n' || *c == '\0') *c = ' ';
  }
}

void AnswerPlan::cut_to_length(std::string& piece) {
  if (!left) return;
  if (piece.size() > *left) piece.resize(static_cast<std::size_t>(*left));
  *left -= piece.size();
}

AnswerPlan write_head(const Response& response, const AnswerContext& context, bool stream,
                      std::string& out) {
  const std::string_view version =
      response.version.empty() ? context.request_version : response.version;
  out.append(version);
  out.push_back(' ');
  append_number(static_cast<std::uint64_t>(response.status < 0 ? 0 : response.status), out);
  out.push_back(' ');
  if (response.reason.empty())
    out.append(reason_phrase(response.status));
  else
    append_clean(response.reason, out);
  out.append(kLineEnd);

  Wishes wishes;
  for (const auto& field : response.headers) {
    if (!take_framing(field, wishes)) append_field(field.name, field.value, out);
  }

  const bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
  const bool may_chunk = context.request_version == "HTTP/1.1" && version == "HTTP/1.1";
  AnswerPlan plan;
  plan.send_body = has_body && !context.head_request;
  plan.keep_alive = context.keep_alive && !wishes.close;
  if (has_body && stream) plan.left = whole_number(wishes.length);
  if (plan.left) {
    out.append("Content-Length: "sv);
    append_number(*plan.left, out);
    out.append(kLineEnd);
  } else if (has_body && may_chunk && (stream || wishes.chunked)) {
    plan.chunked = true;
    out.append("Transfer-Encoding: chunked\r\n"sv);
  } else if (has_body && stream) {
    if (plan.send_body) plan.keep_alive = false;  // only the end of the connection ends the body
  } else if (has_body) {
    out.append("Content-Length: "sv);
    // The handler of a HEAD may know the length without making the body.
    if (context.head_request && response.body.empty() && !wishes.length.empty())
      append_clean(wishes.length, out);
    else
      append_number(response.body.size(), out);
    out.append(kLineEnd);
  } else if (response.status == 304 && !wishes.length.empty()) {
    // That of the body which is left out (RFC 9110 section 8.6): only the handler may know it.
    out.append("Content-Length: "sv);
    append_clean(wishes.length, out);
    out.append(kLineEnd);
  }
  if (!plan.keep_alive)
    out.append("Connection: close\r\n"sv);
  else if (version == "HTTP/1.0" || context.request_version == "HTTP/1.0")
    out.append("Connection: keep-alive\r\n"sv);
  out.append(kLineEnd);
  return plan;
}

void begin_chunk(std::size_t size, std::string& out) {
  append_number(size, out, 16);
  out.append(kLineEnd);
}

void append_chunk(std::string_view piece, std::string& out) {
  if (piece.empty()) return;
  begin_chunk(piece.size(), out);
  out.append(piece);
  out.append(kLineEnd);
}

}  // namespace ricochet::http::detail
