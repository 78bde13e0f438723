#include "requestbin/web_text.h"

#include "base/text/markup.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::requestbin {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string title_case(std::string_view header_name) {
  std::string name = base::to_lower(header_name);
  bool starts = true;
  for (char& c : name) {
    if (c == '_') c = '-';
    if (starts && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    starts = !is_letter(c);
  }
  return name;
}

bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size() || a.empty()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

std::string html_escape(std::string_view text) { return base::escape_html(base::printable(text)); }

}  // namespace ricochet::requestbin
