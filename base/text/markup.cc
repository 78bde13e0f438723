#include "base/text/markup.h"

namespace ricochet::base {

namespace {

/// `apostrophe`: its entity; empty: quotes stay as they are.
std::string with_entities(std::string_view text, std::string_view apostrophe) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"' && !apostrophe.empty())
      out += "&quot;";
    else if (c == '\'' && !apostrophe.empty())
      out += apostrophe;
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string escape_markup(std::string_view text) { return with_entities(text, {}); }
std::string escape_html(std::string_view text) { return with_entities(text, "&#39;"); }
std::string escape_xml(std::string_view text) { return with_entities(text, "&apos;"); }

}  // namespace ricochet::base
