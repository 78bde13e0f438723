#include "runner/mask/mask_json.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/inflater.h"
#include "base/json/json.h"
#include "base/json/number.h"
#include "base/text/encoding.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "runner/mask/names.h"

namespace ricochet::runner::mask {

namespace {

using base::Json;

/// Of a body whose coding is undone.
constexpr std::size_t kMaxDecoded = 16u << 20;

std::string masked_parts(std::string_view name, const std::string& value, Secrets& secrets) {
  std::string out;
  std::size_t done = 0;
  for (const auto& part : secret_parts(name, value)) {
    out += value.substr(done, part.begin - done);
    out += secrets.mask_value(std::string_view(value).substr(part.begin, part.end - part.begin));
    done = part.end;
  }
  return out + value.substr(done);
}

/// What stands under the name of a secret.
void mask_named(std::string_view name, Json& value, Secrets& secrets) {
  if (value.is_string()) {
    value = masked_parts(name, value.get<std::string>(), secrets);
  } else if (base::is_number(value)) {
    value = secrets.mask_value(base::compact_json(value));
  } else if (value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& e) {
               return e.is_string() || base::is_number(e);
             })) {
    for (auto& element : value) mask_named(name, element, secrets);
  } else {
    mask_json(value, secrets);
  }
}

bool is_pair(const Json& value) {
  return value.is_array() && (value.size() == 2 || value.size() == 3) && value[0].is_string() &&
         value[1].is_string();
}

std::string text_in(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

/// A body of v2 gets this content, as text when it is one.
void set_content(Json& body, const std::string& bytes) {
  const bool text = base::is_utf8(bytes);
  body["encoding"] = text ? "utf8" : "base64";
  body["content"] = text ? bytes : base::base64_encode(bytes);
  body["size"] = bytes.size();
  body.erase("sha256");  // that of a secret lets it be guessed
}

/// True: it held a secret.
bool mask_bytes(Json& body, const std::string& bytes, Secrets& secrets) {
  std::string masked = secrets.mask(bytes);
  if (masked == bytes) return false;
  set_content(body, masked);
  return true;
}

std::optional<std::string> undone(const std::string& bytes, const std::string& coding) {
  if (!base::Inflater::knows(coding)) return std::nullopt;
  base::Inflater inflater(coding, kMaxDecoded);
  auto plain = inflater.put(bytes);
  return plain ? std::optional(std::move(*plain)) : std::nullopt;
}

/// Of a message (call, answer or event) with "headers" and "body".
void mask_coded_body(Json& message, Secrets& secrets) {
  const auto headers = message.find("headers");
  const auto body = message.find("body");
  if (headers == message.end() || body == message.end() || !headers->is_array()) return;
  const auto header = std::find_if(headers->begin(), headers->end(), [](const Json& pair) {
    return is_pair(pair) &&
           base::iequals(pair[0].get_ref<const std::string&>(), "content-encoding");
  });
  if (header == headers->end()) return;
  const std::string coding = base::to_lower((*header)[1].get<std::string>());
  const auto bytes = base::base64_decode(text_in(*body, "content"));
  if (text_in(*body, "encoding") != "base64" || !bytes || bytes->empty()) return;
  const auto plain = undone(*bytes, coding);
  if (!plain)
    set_content(*body,
                "(left out: a body in the coding " + coding + " cannot be searched for secrets)");
  else if (!mask_bytes(*body, *plain, secrets))
    return;
  headers->erase(header);
}

void mask_record(Json& record, Secrets& secrets) {
  if (!record.is_object()) return;
  mask_coded_body(record, secrets);
  if (const auto answer = record.find("answer"); answer != record.end() && answer->is_object())
    mask_coded_body(*answer, secrets);
  mask_json(record, secrets);
}

void mask_object(Json& object, Secrets& secrets) {
  if (text_in(object, "encoding") == "base64") {
    if (const auto bytes = base::base64_decode(text_in(object, "content")))
      mask_bytes(object, *bytes, secrets);
  } else if (object.contains("encoding") && object.contains("content")) {
    mask_bytes(object, text_in(object, "content"), secrets);
  }
  Json out = Json::object();
  bool renamed = false;
  for (auto& [key, member] : object.items()) {
    if (secrets.names(key))
      mask_named(key, member, secrets);
    else
      mask_json(member, secrets);
    const std::string name = secrets.mask(key);
    renamed = renamed || name != key;
  }
  if (!renamed) return;
  for (auto& [key, member] : object.items()) out[secrets.mask(key)] = std::move(member);
  object = std::move(out);
}

}  // namespace

void mask_json(Json& value, Secrets& secrets) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    std::string masked = secrets.mask(text);
    if (masked != text) value = std::move(masked);
  } else if (value.is_object()) {
    mask_object(value, secrets);
  } else if (is_pair(value) && secrets.names(value[0].get_ref<const std::string&>())) {
    mask_named(value[0].get<std::string>(), value[1], secrets);
  } else if (value.is_array()) {
    for (auto& element : value) mask_json(element, secrets);
  } else if (base::is_number(value)) {  // a number may be a secret of the suite
    const std::string text = base::compact_json(value);
    std::string masked = secrets.mask(text);
    if (masked != text) value = std::move(masked);
  }
}

void mask_records(Json& records, Secrets& secrets) {
  if (!records.is_array()) return mask_record(records, secrets);
  for (auto& record : records) mask_record(record, secrets);
}

}  // namespace ricochet::runner::mask
