#include <array>
#include <cstdio>

#include "base/text/encoding.h"
#include "base/text/markup.h"
#include "base/text/text.h"
#include "match/template/builtins/text_of.h"
#include "match/template/model/builtin.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

Datum html(const BuiltinCall& c) { return c.made(base::escape_html(c.text())); }
Datum xml(const BuiltinCall& c) { return c.made(base::escape_xml(c.text())); }

Datum rtf(const BuiltinCall& c) {
  std::string out;
  for (const char ch : c.text()) {
    if (ch == '\\' || ch == '{' || ch == '}') out += '\\';
    out += ch;
  }
  return c.made(std::move(out));
}

void append_hex(std::string& out, std::uint32_t value, bool four) {
  std::array<char, 8> digits{};
  std::snprintf(digits.data(), digits.size(), four ? "u%04X" : "x%02X", value);
  out += '\\';
  out += digits.data();
}

/// For the inside of a literal: what would end it or a <script> around it is escaped, too.
class ScriptText {
 public:
  /// `quoted`: the quotes are ours, so that nothing that ends something can go on behind them.
  ScriptText(std::string text, bool json, bool quoted = false)
      : text_(std::move(text)), json_(json), quoted_(quoted) {}

  std::string escaped() {
    for (std::size_t at = 0; at < text_.size();) {
      const auto begin = at;
      const auto c = next_character(text_, at);
      if (const auto named = name_of(c); named != '\0')
        (out_ += '\\') += named;
      else if (c == '>' && ends_something(begin))
        json_ ? append_hex(out_, c, true) : back(c);
      else if (needs_hex(c, at))
        append_hex(out_, c, json_ || c > 0xFF);
      else if (c == '"' || c == '\\' ||
               (c == '/' && (begin == 0 ? !quoted_ : text_[begin - 1] == '<')) ||
               (c == '\'' && !json_))
        back(c);
      else
        out_.append(text_, begin, at - begin);
    }
    return std::move(out_);
  }

 private:
  void back(std::uint32_t c) { (out_ += '\\') += static_cast<char>(c); }
  static char name_of(std::uint32_t c) {
    return c == '\n'   ? 'n'
           : c == '\r' ? 'r'
           : c == '\f' ? 'f'
           : c == '\b' ? 'b'
           : c == '\t' ? 't'
                       : '\0';
  }
  /// `]]>` and `-->`, or what could be the end of one.
  bool ends_something(std::size_t at) const {
    if (at == 0) return !quoted_;
    const char before = text_[at - 1];
    return (before == ']' || before == '-') && (at == 1 ? !quoted_ : text_[at - 2] == before);
  }
  bool needs_hex(std::uint32_t c, std::size_t after) const {
    if (c == '<' && after >= text_.size()) return !quoted_;
    if (c == '<') return text_[after] == '!' || text_[after] == '?';
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
  }

  std::string text_, out_;
  bool json_, quoted_;
};

Datum js_string(const BuiltinCall& c) { return c.made(ScriptText(c.text(), false).escaped()); }
Datum json_string(const BuiltinCall& c) { return c.made(ScriptText(c.text(), true).escaped()); }

/// For a Java literal.
Datum j_string(const BuiltinCall& c) {
  std::string out;
  const auto text = c.text();
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto ch = next_character(text, at);
    constexpr std::string_view kBytes = "\n\r\f\b\t\"\\", kNames = "nrfbt\"\\";
    const auto known = ch < 0x80 ? kBytes.find(static_cast<char>(ch)) : std::string_view::npos;
    if (known != std::string_view::npos)
      (out += '\\') += kNames[known];
    else if (ch < 0x20)
      append_hex(out, ch, true);
    else
      out.append(text, begin, at - begin);
  }
  return c.made(std::move(out));
}

constexpr std::string_view kKeptInUrls = "-_.!~*'()";  // FreeMarker's own choice

/// We write UTF-8; another charset would have to be asked for.
void only_utf8(std::string_view name, const std::string& charset) {
  if (base::iequals(charset, "UTF-8") || base::iequals(charset, "UTF8")) return;
  throw BuiltinError{"?" + std::string(name) + " knows UTF-8 only",
                     "write ?" + std::string(name) + " without an argument"};
}
void check_charset(const Builtin& spec, const std::vector<const Datum*>& args) {
  if (args.size() == 1 && args[0] != nullptr && args[0]->text() != nullptr)
    only_utf8(spec.name, *args[0]->text());
}

Datum percent(const BuiltinCall& c, std::string kept) {
  if (c.count() > 0) only_utf8(c.name, c.text_arg(0));
  return c.made(base::percent_encode(c.text(), kept));
}
Datum url(const BuiltinCall& c) { return percent(c, std::string(kKeptInUrls)); }
Datum url_path(const BuiltinCall& c) { return percent(c, std::string(kKeptInUrls) + "/"); }

constexpr Builtin kEscapeTable[] = {
    {"html", 0, 0, html},
    {"j_string", 0, 0, j_string},
    {"js_string", 0, 0, js_string},
    {"json_string", 0, 0, json_string},
    {"rtf", 0, 0, rtf},
    {"url", 0, 1, url, Builtin::Kind::kPlain, check_charset},
    {"url_path", 0, 1, url_path, Builtin::Kind::kPlain, check_charset},
    {"web_safe", 0, 0, html},
    {"xhtml", 0, 0, html},
    {"xml", 0, 0, xml},
};

}  // namespace

std::string json_literal(std::string text) {
  return '"' + ScriptText(std::move(text), true, true).escaped() + '"';
}

std::span<const Builtin> builtins_that_escape() { return kEscapeTable; }

}  // namespace ricochet::match::tpl
