#include "stubserver/rules/socket_keys.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/text/printable.h"

namespace ricochet::stubserver {

namespace {

bool among(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void warn(const base::JsonReader& value, const std::string& what, std::string hint) {
  value.warning("not-for-sockets", base::in_quotes(value.key()) + what, std::move(hint));
}

}  // namespace

void warn_of_http_keys(const base::JsonReader& session) {
  for (const auto& value : session.members()) {
    if (!among({"request", "response", "description"}, value.key())) {
      warn(value, " has no meaning on a socket",
           "give this session a \"request\" about the body and a \"response\"");
    }
  }
  if (const auto request = session.find("request"); request && request->is_object()) {
    for (const auto& value : request->members()) {
      if (among({"uri", "method", "version", "headers", "queries", "cookies", "forms", "multipart",
                 "jwt"},
                value.key())) {
        warn(value, " asks for HTTP: on a socket this session never answers",
             "use text, file, json, json_paths, xpaths or struct");
      }
    }
  }
  if (const auto response = session.find("response"); response && response->is_object()) {
    for (const auto& value : response->members()) {
      if (!among({"text", "file", "path_resource", "json", "template", "latency", "seq", "cycle",
                  "description"},
                 value.key()))
        warn(value, " has no effect on a socket", "remove it");
    }
  }
}

}  // namespace ricochet::stubserver
