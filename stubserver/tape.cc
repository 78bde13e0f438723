#include "stubserver/tape.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "stubserver/request_dump.h"

namespace ricochet::stubserver {

using base::Json;

/// The object under "content"; empty when there is no file yet.
base::Result<Json> Tape::read() const {
  const auto text = base::read_file(path_);
  if (!text) {
    if (text.error().code == "file/not-found") return Json(Json::object());
    return text.error();
  }
  const Json tape = Json::parse(*text, nullptr, false);
  const auto content = tape.is_object() ? tape.find("content") : tape.end();
  if (!tape.is_object() || content == tape.end() || !content->is_object()) {
    return base::Diag("stub/bad-tape",
                      base::in_quotes(path_) +
                          " is no tape: it should be a JSON "
                          "object {\"content\": {...}}",
                      "name another file, or delete this one");
  }
  return *content;
}

base::Status Tape::check() const {
  const auto content = read();
  if (!content) return content.error();
  for (const auto& [identifier, dump] : content->items()) {
    if (const auto request = read_request_dump(dump); !request) return request.error();
  }
  return {};
}

base::Status Tape::record(const std::string& identifier, const match::Request& request) const {
  auto content = read();
  if (!content) return content.error();
  (*content)[base::repair_utf8(identifier)] = dump_request(request);
  Json tape = Json::object();
  tape["content"] = std::move(*content);
  return base::write_file_atomic(path_, tape.dump(2) + "\n");
}

base::Result<std::optional<match::Request>> Tape::find(const std::string& identifier) const {
  const auto content = read();
  if (!content) return content.error();
  const auto it = content->find(base::repair_utf8(identifier));
  if (it == content->end()) return std::optional<match::Request>();
  auto request = read_request_dump(*it);
  if (!request) return request.error();
  return std::optional(std::move(*request));
}

}  // namespace ricochet::stubserver
