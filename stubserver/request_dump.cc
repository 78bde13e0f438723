#include "stubserver/request_dump.h"

#include "base/json.h"
#include "base/text.h"

namespace ricochet::stubserver {

using base::Json;

namespace {

base::Diag bad_dump(const std::string& what) {
  return base::Diag("stub/bad-dump", "this is no request as Moco stores it: " + what,
                    "delete the file, and record anew");
}

/// "uri" and "queries" of a dump together make the target again.
std::string encoded(std::string_view text, std::string_view kept) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string target_of(const std::string& path, const std::vector<match::Field>& queries) {
  std::string out = encoded(path, "-._~/:@!$&'()*+,;=");
  char separator = '?';
  for (const auto& query : queries) {
    out += separator + encoded(query.name, "-._~") + "=" + encoded(query.value, "-._~");
    separator = '&';
  }
  return out;
}

base::Result<std::string> text_of(const Json& dump, const char* key) {
  const auto it = dump.find(key);
  if (it == dump.end() || it->is_null()) return std::string();
  if (it->is_string()) return it->get<std::string>();
  return bad_dump(base::in_quotes(key) + " is no string");
}

}  // namespace

Json dump_content(const std::string& body) {
  if (base::is_utf8(body)) return body;
  // Each byte is one character there, so that Moco reads the same bytes.
  return Json{{"content", base::base64_encode(body)}, {"charset", "ISO-8859-1"}};
}

base::Result<std::string> read_dumped_content(const Json& content) {
  if (content.is_null()) return std::string();
  if (content.is_string()) return content.get<std::string>();
  const auto inner = content.is_object() ? content.find("content") : content.end();
  if (!content.is_object() || inner == content.end() || !inner->is_string())
    return bad_dump("\"content\" is neither a string nor an object with base64");
  auto bytes = base::base64_decode(inner->get_ref<const std::string&>());
  if (!bytes) return bad_dump("\"content\" is not base64");
  return std::move(*bytes);
}

Json dump_fields(const std::vector<match::Field>& fields) {
  Json out = Json::object();
  for (const auto& field : fields)
    out[base::repair_utf8(field.name)].push_back(base::repair_utf8(field.value));
  return out;
}

base::Result<std::vector<match::Field>> read_dumped_fields(const Json& fields) {
  std::vector<match::Field> out;
  if (fields.is_null()) return out;
  if (!fields.is_object()) return bad_dump("headers and queries must be objects");
  for (const auto& [name, values] : fields.items()) {
    for (const auto& value : values.is_array() ? values : Json::array({values})) {
      if (!value.is_string()) return bad_dump("the value of " + base::in_quotes(name));
      out.push_back({name, value.get<std::string>()});
    }
  }
  return out;
}

Json dump_request(const match::Request& request) {
  Json out = Json::object();
  out["version"] = request.version;
  out["content"] = dump_content(request.body);
  out["headers"] = dump_fields(request.headers);
  out["method"] = base::repair_utf8(request.method);
  out["uri"] = base::repair_utf8(request.path);
  out["queries"] = dump_fields(request.queries);
  return out;
}

base::Result<match::Request> read_request_dump(const Json& dump) {
  if (!dump.is_object()) return bad_dump("it is no object");
  match::Request out;
  for (const auto& [key, member] :
       {std::pair("version", &match::Request::version),
        std::pair("method", &match::Request::method), std::pair("uri", &match::Request::path)}) {
    auto text = text_of(dump, key);
    if (!text) return text.error();
    if (!text->empty()) out.*member = std::move(*text);
  }
  const auto part = [&dump](const char* key) {
    const auto it = dump.find(key);
    return it == dump.end() ? Json() : *it;
  };
  auto headers = read_dumped_fields(part("headers"));
  if (!headers) return headers.error();
  auto queries = read_dumped_fields(part("queries"));
  if (!queries) return queries.error();
  auto body = read_dumped_content(part("content"));
  if (!body) return body.error();
  out.headers = std::move(*headers);
  out.body = std::move(*body);
  out.set_target(target_of(out.path, *queries));
  return out;
}

}  // namespace ricochet::stubserver
