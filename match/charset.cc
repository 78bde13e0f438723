#include "match/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "match/content_coding.h"
#include "match/multipart.h"

namespace ricochet::match {

namespace {

constexpr std::size_t kMaxName = 40;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct CharsetAlias {
  std::string_view name;
  const char* iconv;
};

/// Names of the wild that iconv does not know, and those under which it knows something narrower:
/// its SHIFT_JIS has a yen sign where JSON has a backslash.
constexpr std::array kCharsetAliases = {CharsetAlias{"gb2312", "GBK"},
                                        CharsetAlias{"gb_2312-80", "GBK"},
                                        CharsetAlias{"x-gbk", "GBK"},
                                        CharsetAlias{"shift_jis", "CP932"},
                                        CharsetAlias{"shift-jis", "CP932"},
                                        CharsetAlias{"sjis", "CP932"},
                                        CharsetAlias{"x-sjis", "CP932"},
                                        CharsetAlias{"ms_kanji", "CP932"},
                                        CharsetAlias{"x-windows-949", "UHC"},
                                        CharsetAlias{"ks_c_5601-1987", "UHC"},
                                        CharsetAlias{"ksc5601", "UHC"},
                                        CharsetAlias{"x-euc-jp", "EUC-JP"},
                                        CharsetAlias{"x-cp1251", "CP1251"},
                                        CharsetAlias{"x-cp1252", "CP1252"},
                                        CharsetAlias{"utf16", "UTF-16"},
                                        CharsetAlias{"utf32", "UTF-32"},
                                        CharsetAlias{"unicode", "UTF-16"},
                                        CharsetAlias{"x-mac-roman", "MACINTOSH"},
                                        CharsetAlias{"x-macroman", "MACINTOSH"},
                                        CharsetAlias{"iso8859_1", "ISO-8859-1"}};

/// How many bytes a byte order mark takes, and what it says.
struct ByteOrderMark {
  std::size_t length = 0;
  const char* charset = nullptr;
};

ByteOrderMark mark_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xEF\xBB\xBF")) return {3, "UTF-8"};
  if (bytes.starts_with("\xFF\xFE\0\0"sv)) return {4, "UTF-32LE"};
  if (bytes.starts_with("\0\0\xFE\xFF"sv)) return {4, "UTF-32BE"};
  if (bytes.starts_with("\xFF\xFE")) return {2, "UTF-16LE"};
  if (bytes.starts_with("\xFE\xFF")) return {2, "UTF-16BE"};
  return {};
}

/// The name by which iconv is asked; empty: not a name at all.
std::string iconv_name(std::string_view charset) {
  const auto lower = base::to_lower(base::trim(charset));
  for (const auto& alias : kCharsetAliases) {
    if (lower == alias.name) return alias.iconv;
  }
  const bool good =
      !lower.empty() && lower.size() <= kMaxName &&
      lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.:+") == std::string::npos;
  return good ? base::to_upper(lower) : std::string();
}

base::Diag unknown(std::string_view charset) {
  return base::Diag(
      "match/unknown-charset",
      "the charset " + base::in_quotes(base::shorten(charset, kMaxName)) + " is not known here",
      "the body is read as UTF-8; iconv -l lists the names");
}

base::Diag bad(std::string_view charset) {
  return base::Diag("match/bad-charset",
                    "the body is not text in the charset " + base::in_quotes(charset),
                    "send what the Content-Type says; it is read as UTF-8");
}

class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(iconv_open("UTF-8", from.c_str())) {
    // A unit that is not text is left out as a whole, or all that follows would be.
    unit_ = from.starts_with("UTF-16") || from.starts_with("UCS-2")   ? 2
            : from.starts_with("UTF-32") || from.starts_with("UCS-4") ? 4
                                                                      : 1;
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (known()) iconv_close(handle_);
  }
  bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  /// Nothing: too much of it is not text, or it becomes too large.
  std::optional<std::string> convert(std::string_view bytes) {
    std::string out;
    std::size_t repairs = 0;
    std::array<char, 4096> buffer{};
    // iconv takes a char** and does not write through it.
    char* in = const_cast<char*>(bytes.data());
    std::size_t left = bytes.size();
    for (bool flush = false;;) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const auto done = iconv(handle_, flush ? nullptr : &in, flush ? nullptr : &left, &to, &room);
      const int problem = done == static_cast<std::size_t>(-1) ? errno : 0;
      out.append(buffer.data(), static_cast<std::size_t>(to - buffer.data()));
      if (out.size() > kMaxDecodedBody) return std::nullopt;
      if (problem == E2BIG) continue;
      if (problem == 0 && flush) return out;
      if (problem == EILSEQ || problem == EINVAL) {
        if (++repairs > kMaxCharsetRepairs) return std::nullopt;
        out += kReplacement;
        const auto skip = problem == EINVAL ? left : std::min(unit_, left);
        in += skip;
        left -= skip;
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);  // a state that was begun is over
      }
      flush = left == 0;
    }
  }

 private:
  iconv_t handle_;
  std::size_t unit_;
};

std::string from_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) base::append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

/// `encoding` of an XML declaration at the start; empty: there is none.
std::string declared_encoding(std::string_view xml) {
  constexpr std::size_t kMaxDeclaration = 256;
  const auto end = xml.substr(0, kMaxDeclaration).find("?>");
  if (!xml.starts_with("<?xml") || end == std::string_view::npos) return {};
  const auto head = xml.substr(0, end);
  const auto at = head.find("encoding");
  if (at == std::string_view::npos) return {};
  const auto open = head.find_first_of("\"'", at);
  if (open == std::string_view::npos) return {};
  const auto close = head.find(head[open], open + 1);
  return close == std::string_view::npos ? std::string()
                                         : std::string(head.substr(open + 1, close - open - 1));
}

}  // namespace

std::string charset_of(std::string_view content_type) {
  return content_type.find(';') == std::string_view::npos
             ? std::string()
             : header_parameter(content_type, "charset");
}

bool is_utf8_charset(std::string_view charset) {
  constexpr std::array kNames = {"utf-8", "utf8", "us-ascii", "ascii", "utf_8"};
  return charset.empty() || std::any_of(kNames.begin(), kNames.end(), [&](const char* name) {
           return base::iequals(charset, name);
         });
}

bool is_ascii_based(std::string_view charset) {
  const auto name = iconv_name(charset);
  return !name.starts_with("UTF-16") && !name.starts_with("UTF-32") && !name.starts_with("UCS") &&
         !name.starts_with("ISO-10646");
}

base::Result<std::string> decode_charset(std::string_view charset, std::string_view bytes) {
  if (is_utf8_charset(charset)) return std::string(bytes);
  auto name = iconv_name(charset);
  if (name.empty()) return unknown(charset);
  if (name == "ISO-8859-1" || name == "LATIN1") {
    if (bytes.size() > kMaxDecodedBody / 2) return bad(charset);
    return from_latin1(bytes);
  }
  if (name == "UTF-16" || name == "UTF-32") {
    const auto mark = mark_of(bytes);
    const bool ours = mark.charset != nullptr && std::string_view(mark.charset).starts_with(name);
    if (ours) bytes.remove_prefix(mark.length);
    name = ours ? mark.charset : name + "BE";
  }
  Converter converter(name);
  if (!converter.known()) return unknown(charset);
  auto text = converter.convert(bytes);
  if (text) return std::move(*text);
  return bad(charset);
}

std::string text_in(std::string_view charset, std::string bytes) {
  if (is_utf8_charset(charset)) return bytes;
  auto text = decode_charset(charset, bytes);
  return text ? std::move(*text) : std::move(bytes);
}

base::Result<std::string> decode_xml(std::string_view charset, std::string_view bytes) {
  if (const auto mark = mark_of(bytes); mark.charset != nullptr)
    return decode_charset(mark.charset, bytes.substr(mark.length));
  if (!charset.empty()) return decode_charset(charset, bytes);
  // Without a mark and without ASCII only a pattern tells: the first sign is always "<".
  using namespace std::string_view_literals;
  if (bytes.starts_with("\0<"sv)) return decode_charset("UTF-16BE", bytes);
  if (bytes.starts_with("<\0"sv)) return decode_charset("UTF-16LE", bytes);
  return decode_charset(declared_encoding(bytes), bytes);
}

}  // namespace ricochet::match
