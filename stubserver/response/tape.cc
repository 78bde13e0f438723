#include "stubserver/response/tape.h"

#include "base/file.h"
#include "base/json/json.h"
#include "base/text/text.h"
#include "base/text/utf8.h"

namespace ricochet::stubserver {

using base::Json;

base::Result<Tape::Content> Tape::read() const {
  Content out;
  auto document =
      load_dumps(path_, "this file is not a tape", [&out](const base::JsonReader& root) {
        if (!root.object({"content"})) return;
        const auto content = root.require("content");
        if (!content || !content->object({})) return;
        for (const auto& entry : content->members()) {
          if (auto request = read_request_dump(entry))
            out.requests[entry.key()] = std::move(*request);
        }
      });
  if (!document) return document.error();
  out.document = std::move(*document);
  return out;
}

base::Status Tape::check() const {
  const auto content = read();
  if (!content) return content.error();
  return {};
}

base::Status Tape::record(const std::string& identifier, const match::Request& request) const {
  const auto content = read();
  if (!content) return content.error();
  Json tape = Json::object();
  if (content->document != nullptr) tape = content->document->root();
  tape["content"][base::repair_utf8(identifier)] = dump_request(request);
  const auto text = base::pretty_json(tape) + "\n";
  if (text.size() > max_bytes_) {
    return base::Diag(base::Diag::Kind::kEnvironment, "stub/tape-full",
                      path_ + " would be larger than " + base::format_bytes(max_bytes_) +
                          " with this request, and could not be read any more",
                      "use another \"tape\", or delete what it needs no more");
  }
  return base::write_file_atomic(path_, text);
}

base::Result<std::optional<match::Request>> Tape::find(const std::string& identifier) const {
  const auto content = read();
  if (!content) return content.error();
  const auto it = content->requests.find(base::repair_utf8(identifier));
  if (it == content->requests.end()) return std::optional<match::Request>();
  return std::optional(it->second.request());
}

}  // namespace ricochet::stubserver
