#include "stubserver/values/content_type.h"

#include <array>
#include <utility>

#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kTypes = {{
    {"png", "image/png"},
    {"gif", "image/gif"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"tiff", "image/tiff"},
    {"css", "text/css"},
    {"html", "text/html"},
    {"txt", "text/plain"},
    {"js", "application/javascript"},
    {"json", "application/json"},
    {"pdf", "application/pdf"},
    {"zip", "application/zip"},
    {"tar", "application/x-tar"},
    {"gz", "application/x-gzip"},
    {"xml", "text/xml"},
}};

}  // namespace

std::string content_type_of(std::string_view file_name, std::string_view charset) {
  const auto slash = file_name.find_last_of('/');
  const auto dot = file_name.find_last_of('.');
  std::string extension;
  if (dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash)) {
    extension = base::to_lower(file_name.substr(dot + 1));
  }
  std::string type;
  for (const auto& [known, name] : kTypes) {
    if (known == extension) type = name;
  }
  if (type.empty()) {
    type = "text/plain";
    if (charset.empty()) charset = "utf-8";
  }
  return charset.empty() ? type : type + "; charset=" + base::to_lower(charset);
}

}  // namespace ricochet::stubserver
