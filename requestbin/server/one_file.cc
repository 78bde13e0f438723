#include "requestbin/server/one_file.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <vector>

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/text.h"
#include "journal/wire_text.h"
#include "requestbin/server/web_assets.h"

namespace ricochet::requestbin {

namespace {

std::string_view asset(std::string_view name) {
  const auto assets = web_assets();
  const auto found = std::find_if(assets.begin(), assets.end(),
                                  [&](const http::Asset& each) { return each.name == name; });
  if (found == assets.end())
    throw std::logic_error("the page has no file " + std::string(name));  // a fault of the build
  return found->bytes;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// `{a, b as c}` as it stands in an import, for taking an object apart: `{a, b: c}`.
std::string as_pattern(std::string names) {
  replace_all(names, " as ", ": ");
  return names;
}

/// Puts modules behind one another, each as a function that returns what it exports. They lie in
/// layers without circles (tests/web/imports_test.js), so each finds what it imports.
class Bundler {
 public:
  void add(const std::string& name) {
    if (!done_.insert(name).second) return;
    std::string body;
    std::vector<std::string> exported;
    const std::string_view source = asset(name);
    for (std::size_t at = 0; at < source.size();) {
      const auto end = std::min(source.find('\n', at), source.size());
      const auto line = source.substr(at, end - at);
      at = end + 1;
      if (line.starts_with("import {")) {
        const auto stop = source.find("';", at - line.size() - 1);
        const auto statement =
            source.substr(at - line.size() - 1, stop + 2 - (at - line.size() - 1));
        body += import(name, statement) + "\n";
        at = stop + 3;
      } else if (line.starts_with("export ")) {
        body += declaration(line.substr(7), exported) + "\n";
      } else {
        body += std::string(line) + "\n";
      }
    }
    script_ += "modules['" + name + "'] = (() => {\n" + body + "return {";
    for (std::size_t i = 0; i < exported.size(); ++i) script_ += (i > 0 ? ", " : "") + exported[i];
    script_ += "};\n})();\n";
  }

  std::string script() const {
    std::string out = "(() => {\n'use strict';\nconst modules = {};\n" + script_ + "})();\n";
    // In strings, patterns and comments these mean the same, and end no element.
    replace_all(out, "</script", "<\\/script");
    replace_all(out, "<!--", "<\\!--");
    return out;
  }

 private:
  std::string import(const std::string& from, std::string_view statement) {
    const auto open = statement.find('{'), close = statement.find('}');
    const auto quote = statement.find('\'');
    const std::string target(statement.substr(quote + 1, statement.rfind('\'') - quote - 1));
    const std::string name =
        (std::filesystem::path(from).parent_path() / target).lexically_normal().generic_string();
    add(name);
    return "const " + as_pattern(std::string(statement.substr(open, close + 1 - open))) +
           " = modules['" + name + "'];";
  }

  static std::string declaration(std::string_view line, std::vector<std::string>& exported) {
    if (line.starts_with("{")) return {};  // of a module that has types only
    auto words = base::split(line, ' ');
    std::size_t at = words[0] == "async" ? 2 : 1;
    std::string_view name = words.size() > at ? words[at] : std::string_view();
    name = name.substr(0, name.find_first_of("(=;{"));
    exported.emplace_back(name);
    return std::string(line);
  }

  std::set<std::string> done_;
  std::string script_;
};

/// As a policy names what it allows (CSP 3, hash-source).
std::string hash_source(const std::string& text) {
  const auto digest = base::hex_decode(journal::sha256_hex(text));
  return "'sha256-" + base::base64_encode(digest.value_or("")) + "'";
}

/// What lies between two texts of the frame is replaced, with them.
void put(std::string& page, std::string_view where, const std::string& what) {
  const auto at = page.find(where);
  if (at == std::string::npos)
    throw std::logic_error("the frame of the page has no " + std::string(where));
  page.replace(at, where.size(), what);
}

}  // namespace

std::string bundle(std::string_view entry) {
  Bundler bundler;
  bundler.add(std::string(entry));
  return bundler.script();
}

std::string one_file(std::string_view page, std::string_view entry) {
  std::string text(asset(page));
  std::string styles;
  constexpr std::string_view kLink = "<link rel=\"stylesheet\" href=\"static/";
  for (std::size_t at = 0; (at = text.find(kLink)) != std::string::npos;) {
    const auto end = text.find("\">\n", at);
    styles += asset(text.substr(at + kLink.size(), end - at - kLink.size()));
    text.erase(at, end + 3 - at);
  }
  const std::string script = "\n" + bundle(entry);
  styles = "\n" + styles;
  put(text, "<meta charset=\"utf-8\">\n",
      "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src "
      "'none'; script-src " +
          hash_source(script) + "; style-src " + hash_source(styles) +
          "; img-src data: blob:; base-uri 'none'; form-action 'none'\">\n");
  put(text, "href=\"static/icon.svg\"",
      "href=\"data:image/svg+xml;base64," + base::base64_encode(asset("icon.svg")) + "\"");
  put(text, "<script type=\"module\" src=\"static/" + std::string(entry) + "\"></script>\n",
      "<style>" + styles + "</style>\n<script>" + script + "</script>\n");
  const auto end = text.find("</body>");
  return text.substr(0, end);
}

std::string data_element(std::string_view name, const base::Json& value) {
  std::string text = base::compact_json(value);
  replace_all(text, "<", "\\u003c");
  replace_all(text, ">", "\\u003e");
  replace_all(text, "&", "\\u0026");
  replace_all(text, "\xE2\x80\xA8", "\\u2028");
  replace_all(text, "\xE2\x80\xA9", "\\u2029");
  return "<script type=\"application/json\" class=\"" + std::string(name) + "\">" + text +
         "</script>\n";
}

}  // namespace ricochet::requestbin
