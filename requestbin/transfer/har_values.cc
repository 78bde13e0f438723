#include "requestbin/transfer/har_values.h"

#include "base/rfc3339.h"
#include "base/text/encoding.h"
#include "base/text/text.h"

namespace ricochet::requestbin {

namespace {

/// The number of the escape \uXXXX at `at`; nullopt: there is none.
std::optional<unsigned> escape_at(std::string_view json, std::size_t at) {
  if (json.substr(at, 2) != "\\u" || at + 6 > json.size()) return std::nullopt;
  const auto bytes = base::hex_decode(json.substr(at + 2, 4));
  if (!bytes) return std::nullopt;
  return static_cast<unsigned>(static_cast<unsigned char>((*bytes)[0])) << 8 |
         static_cast<unsigned char>((*bytes)[1]);
}

bool is_first(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_second(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<std::string> har_base64(std::string_view text) {
  std::string plain;
  plain.reserve(text.size() + 3);
  for (const char c : text) {
    if (c != '\r' && c != '\n' && c != ' ' && c != '\t') plain += c;
  }
  while (plain.size() % 4 > 1) plain += '=';
  return base::base64_decode(plain);
}

std::optional<base::WallTime> har_time(std::string_view text) {
  text = base::trim(text);
  if (auto time = base::parse_rfc3339(text)) return time;
  std::string mended(text);
  const auto zone = mended.size() < 5 ? std::string::npos : mended.size() - 5;
  const bool offset = zone != std::string::npos && (mended[zone] == '+' || mended[zone] == '-') &&
                      is_digit(mended[zone + 1]) && is_digit(mended[zone + 4]);
  if (offset && mended.find_first_of("Tt ") < zone) {
    mended.insert(zone + 3, ":");
  } else {
    mended += 'Z';
  }
  return base::parse_rfc3339(mended);
}

std::string har_mend_surrogates(std::string_view json) {
  std::string out;
  if (json.find("\\u") == std::string_view::npos) return std::string(json);
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] != '\\') {
      out += json[at++];
      continue;
    }
    const auto unit = escape_at(json, at);
    if (!unit) {  // another escape: both of its characters
      out += json.substr(at, 2);
      at += 2;
    } else if (is_first(*unit) && is_second(escape_at(json, at + 6).value_or(0))) {
      out += json.substr(at, 12);
      at += 12;
    } else {
      out += is_first(*unit) || is_second(*unit) ? "\\ufffd" : json.substr(at, 6);
      at += 6;
    }
  }
  return out;
}

std::string_view har_host(std::string_view authority) {
  const auto user = authority.rfind('@');
  return user == std::string_view::npos ? authority : authority.substr(user + 1);
}

}  // namespace ricochet::requestbin
