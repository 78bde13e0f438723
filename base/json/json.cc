#include "base/json/json.h"

#include <cmath>

#include "base/text/utf8.h"

namespace ricochet::base {

namespace {

constexpr std::size_t kIndent = 2;

class Writer {
 public:
  Writer(bool pretty, bool ascii) : pretty_(pretty), ascii_(ascii) {}

  void value(const Json& json, std::size_t level) {
    switch (json.type()) {
      case Json::value_t::object:
        return object(json, level);
      case Json::value_t::array:
        return array(json, level);
      case Json::value_t::string:
        return string(json.get_ref<const std::string&>());
      case Json::value_t::boolean:
        out_ += json.get<bool>() ? "true" : "false";
        return;
      case Json::value_t::number_float:
        // JSON has no word for what is infinite or not a number.
        if (!std::isfinite(json.get<double>())) break;
        [[fallthrough]];
      case Json::value_t::number_integer:
      case Json::value_t::number_unsigned:
      case Json::value_t::binary:
        out_ += number_text(json);
        return;
      default:
        break;
    }
    out_ += "null";
  }

  std::string take() { return std::move(out_); }

 private:
  void object(const Json& json, std::size_t level) {
    out_ += '{';
    bool first = true;
    for (const auto& [key, member] : json.get_ref<const Json::object_t&>()) {
      begin_element(first, level);
      string(key);
      out_ += pretty_ ? ": " : ":";
      value(member, level + 1);
    }
    end_elements(first, level, '}');
  }

  void array(const Json& json, std::size_t level) {
    out_ += '[';
    bool first = true;
    for (const auto& element : json.get_ref<const Json::array_t&>()) {
      begin_element(first, level);
      value(element, level + 1);
    }
    end_elements(first, level, ']');
  }

  void begin_element(bool& first, std::size_t level) {
    if (!first) out_ += ',';
    first = false;
    if (pretty_) out_.append(1, '\n').append((level + 1) * kIndent, ' ');
  }

  void end_elements(bool empty, std::size_t level, char bracket) {
    if (pretty_ && !empty) out_.append(1, '\n').append(level * kIndent, ' ');
    out_ += bracket;
  }

  /// Python escapes DEL, Jackson does not.
  bool plain(char c) const {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < (ascii_ ? 0x7F : 0x80) && c != '"' && c != '\\';
  }

  void string(std::string_view text) {
    out_ += '"';
    while (!text.empty()) {
      std::size_t run = 0;
      while (run < text.size() && plain(text[run])) ++run;
      out_ += text.substr(0, run);
      text.remove_prefix(run);
      if (text.empty()) break;
      if (static_cast<unsigned char>(text.front()) < 0x80) {
        escape(text.front());
        text.remove_prefix(1);
      } else {
        std::size_t end = 0;
        while (end < text.size() && static_cast<unsigned char>(text[end]) >= 0x80) ++end;
        beyond_ascii(text.substr(0, end));
        text.remove_prefix(end);
      }
    }
    out_ += '"';
  }

  void escape(char c) {
    constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    out_ += '\\';
    const auto found = kShort.find(c);
    if (found != std::string_view::npos)
      out_ += kLetters[found];
    else
      code_unit(static_cast<unsigned char>(c));
  }

  void code_unit(std::uint32_t unit) {
    // Python, whose form ascii_json() is, has small letters; Jackson has not.
    const std::string_view hex = ascii_ ? "0123456789abcdef" : "0123456789ABCDEF";
    out_ += 'u';
    for (int shift = 12; shift >= 0; shift -= 4) out_ += hex[unit >> shift & 0xF];
  }

  void beyond_ascii(std::string_view bytes) {
    if (!ascii_ && is_utf8(bytes)) {
      out_ += bytes;
      return;
    }
    const auto text = repair_utf8(bytes);
    if (!ascii_) {
      out_ += text;
      return;
    }
    for (std::size_t at = 0; at < text.size();) {
      const auto code = next_code_point(text, at);
      out_ += '\\';
      if (code < 0x10000) {
        code_unit(code);
      } else {
        code_unit(0xD800 + ((code - 0x10000) >> 10));
        out_ += '\\';
        code_unit(0xDC00 + ((code - 0x10000) & 0x3FF));
      }
    }
  }

  bool pretty_;
  bool ascii_;
  std::string out_;
};

std::string write(const Json& value, bool pretty, bool ascii) {
  Writer writer(pretty, ascii);
  writer.value(value, 0);
  return writer.take();
}

}  // namespace

std::string compact_json(const Json& value) { return write(value, false, false); }
std::string pretty_json(const Json& value) { return write(value, true, false); }
std::string ascii_json(const Json& value) { return write(value, false, true); }

}  // namespace ricochet::base
