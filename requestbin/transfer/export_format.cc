#include "requestbin/transfer/export_format.h"

#include "requestbin/transfer/formats/formats.h"

namespace ricochet::requestbin {

namespace {

constexpr ExportFormat kFormats[] = {
    // name, note, extension, content type, events, head, record, tail, cut
    {"har", "", "har", "application/json; charset=utf-8", false, har_head, to_har, har_tail,
     har_cut},
    {"ndjson", "whole records", "ndjson", "application/x-ndjson; charset=utf-8", true, nullptr,
     to_ndjson, nullptr, ndjson_cut},
    {"http", "", "http", "application/octet-stream", false, nullptr, to_http, nullptr, http_cut},
    {"curl", "", "sh", "text/plain; charset=utf-8", false, nullptr, to_curl, nullptr, curl_cut},
};

}  // namespace

std::span<const ExportFormat> export_formats() { return kFormats; }

const ExportFormat* find_export_format(std::string_view name) {
  for (const auto& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

std::vector<std::string> export_format_names() {
  std::vector<std::string> names;
  for (const auto& format : kFormats) names.emplace_back(format.name);
  return names;
}

std::string sent_url(const match::Request& call, const std::string& origin) {
  if (!call.target.starts_with('/')) return call.target;
  const auto* host = call.header("host");
  if (host == nullptr) return origin + call.target;
  return (call.secure ? "https://" : "http://") + *host + call.target;
}

}  // namespace ricochet::requestbin
