#include "match/subject.h"

#include <algorithm>

#include <pugixml.hpp>

#include "base/json/body.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "match/charset.h"
#include "match/content_coding.h"
#include "match/jwt.h"
#include "match/multipart.h"
#include "match/work.h"
#include "match/xml_compare.h"

namespace ricochet::match {

struct Subject::Cache {
  bool json_tried = false;
  bool xml_tried = false;
  std::unique_ptr<base::Json> json;
  std::string json_problem;
  std::unique_ptr<pugi::xml_document> xml;
  std::optional<std::vector<Field>> cookies;
  std::optional<std::vector<Field>> forms;
  std::optional<std::vector<MultipartPart>> multipart;
  bool body_tried = false;
  std::optional<std::string> body;  ///< decoded
  std::string body_problem;
  bool text_tried = false;
  std::optional<std::string> text;  ///< decoded from its charset
  std::string text_problem;
  bool charset_failed = false;
  base::JsonReading json_reading = base::JsonReading::kWhole;
  bool xml_beyond = false;
  bool xml_charset_failed = false;
  bool forms_cut = false, multipart_cut = false;
  std::string forms_problem;  ///< of the charset of a field
  std::optional<bool> plain;  ///< the bytes as sent are text to read
  std::optional<BearerTokens> tokens;
  std::size_t parses = 0;
  std::optional<bool> is_large;
};

namespace {

constexpr std::uint64_t kWorkToParse = 8;  // of a byte of JSON or XML

std::vector<Field> parse_cookies(const Message& message) {
  std::vector<Field> out;
  for (const auto& header : message.headers) {
    if (!base::iequals(header.name, "cookie")) continue;
    for (auto pair : base::split(header.value, ';')) {
      pair = base::trim(pair);
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos || equals == 0) continue;
      auto value = base::trim(pair.substr(equals + 1));
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
      out.push_back({std::string(base::trim(pair.substr(0, equals))), std::string(value)});
    }
  }
  return out;
}

/// What was done to a request's body; empty: nothing.
std::string declared_coding(const Request* request) {
  return request == nullptr ? std::string() : request->list_header("content-encoding");
}

/// Of the charset of a request's body; empty: UTF-8.
std::string declared_charset(const Request* request) {
  const std::string* type = request == nullptr ? nullptr : request->header("content-type");
  return type == nullptr ? std::string() : charset_of(*type);
}

/// Bytes that are percent-encoded are text in `charset`. As in Moco a form ends where its line
/// does: the line break that `echo f=1` adds is not part of a value, whose own ones are escaped.
/// Nor are blanks around a name.
/// What is beyond kMaxFormFields is left out, and `cut` then. `problem`: of text_in().
std::vector<Field> parse_urlencoded(std::string_view body, const std::string& charset, bool& cut,
                                    std::string& problem) {
  std::vector<Field> out;
  body = body.substr(0, body.find('\n'));
  if (body.ends_with('\r')) body.remove_suffix(1);
  while (!body.empty() && !cut) {
    const auto pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    if (pair.empty()) continue;
    cut = out.size() == kMaxFormFields;
    if (cut) break;
    const auto equals = pair.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    const auto name = base::trim(pair.substr(0, equals));
    out.push_back({text_in(charset, base::percent_decode(name, true), problem),
                   text_in(charset, base::percent_decode(value, true), problem)});
  }
  return out;
}

/// UTF-8 without controls: what nobody compressed, whatever Content-Encoding says.
bool is_plain_text(std::string_view bytes) {
  return base::is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && (c < '\t' || c > '\r')) || c == 0x7f;
         });
}

bool is_multipart(const Message& message) {
  const std::string* type = message.header("content-type");
  return type != nullptr && base::to_lower(*type).starts_with("multipart/");
}

}  // namespace

Subject::Subject(const Request& request)
    : message_(&request), request_(&request), cache_(std::make_unique<Cache>()) {}
Subject::Subject(const Event& event)
    : message_(&event), event_(&event), cache_(std::make_unique<Cache>()) {}
Subject::~Subject() = default;

const base::Json* Subject::json() const {
  if (!cache_->json_tried) {
    cache_->json_tried = true;
    if (text().empty()) {
      cache_->json_problem = "the body is empty";
    } else {
      // First without the text: most bodies that are not JSON are of no interest, and the text
      // costs a second pass.
      ++cache_->parses;
      Work::use(kWorkToParse * text().size());
      cache_->json =
          base::parse_json_body(text(), cache_->json_reading, base::JsonTail::kMoreValues);
    }
  }
  if (cache_->json != nullptr) Work::see(body().size());
  return cache_->json.get();
}

const std::string& Subject::json_problem() const {
  if (json() == nullptr && cache_->json_problem.empty()) {
    if (!text_problem().empty())
      cache_->json_problem = text_problem();
    else
      base::parse_json_body(text(), &cache_->json_problem, base::JsonTail::kMoreValues);
    if (cache_->json_problem.empty()) cache_->json_problem = "this is not JSON";
  }
  return cache_->json_problem;
}

const pugi::xml_document* Subject::xml() const {
  if (!cache_->xml_tried) {
    cache_->xml_tried = true;
    if (!body().empty()) {
      ++cache_->parses;
      Work::use(kWorkToParse * body().size());
      const auto text = decode_xml(declared_charset(request_), body());
      cache_->xml_charset_failed = !text;
      cache_->xml = parse_xml(text ? *text : body(), nullptr, &cache_->xml_beyond);
    }
  }
  if (cache_->xml != nullptr) Work::see(body().size());
  return cache_->xml.get();
}

const std::vector<Field>& Subject::cookies() const {
  if (!cache_->cookies) {
    ++cache_->parses;
    cache_->cookies = parse_cookies(*message_);
  }
  return *cache_->cookies;
}

const std::vector<Field>& Subject::forms() const {
  if (cache_->forms) return *cache_->forms;
  if (is_multipart(*message_)) {
    cache_->forms.emplace();
    for (const auto& part : multipart()) {
      if (part.is_file) continue;
      cache_->forms->push_back({part.name, text_in(charset_of(part.type), std::string(part.content),
                                                   cache_->forms_problem)});
    }
  } else {
    ++cache_->parses;
    // What is not ASCII below 0x80 can be split only as text; its escapes are UTF-8 then.
    const auto charset = declared_charset(request_);
    const bool split_as_sent = is_ascii_based(charset);
    cache_->forms =
        parse_urlencoded(split_as_sent ? body() : text(), split_as_sent ? charset : std::string(),
                         cache_->forms_cut, cache_->forms_problem);
  }
  return *cache_->forms;
}

const std::vector<MultipartPart>& Subject::multipart() const {
  if (!cache_->multipart) {
    cache_->multipart.emplace();
    if (is_multipart(*message_)) {
      ++cache_->parses;
      cache_->multipart =
          multipart_parts(*message_->header("content-type"), body(), &cache_->multipart_cut);
    }
  }
  return *cache_->multipart;
}

const std::string& Subject::body() const {
  if (!cache_->body_tried) {
    cache_->body_tried = true;
    const auto coding = declared_coding(request_);
    if (!message_->body.empty() && is_coded(coding)) {
      ++cache_->parses;
      auto decoded = decode_content(coding, message_->body);
      if (decoded)
        cache_->body = std::move(*decoded);
      else
        cache_->body_problem = decoded.error().message;
    }
  }
  return cache_->body ? *cache_->body : message_->body;
}

const std::string& Subject::body_problem() const {
  body();
  return cache_->body_problem;
}

const std::string& Subject::text() const {
  if (!cache_->text_tried) {
    cache_->text_tried = true;
    cache_->text_problem = body_problem();
    const auto charset = declared_charset(request_);
    // The parts of a form have charsets of their own, and files among them have none.
    if (!is_utf8_charset(charset) && !body().empty() && !is_multipart(*message_)) {
      ++cache_->parses;
      auto decoded = decode_charset(charset, body());
      cache_->charset_failed = !decoded;
      if (decoded)
        cache_->text = std::move(*decoded);
      else if (cache_->text_problem.empty())
        cache_->text_problem = decoded.error().message;
    }
  }
  return cache_->text ? *cache_->text : body();
}

const std::string& Subject::text_problem() const {
  text();
  return cache_->text_problem;
}

const BearerTokens& Subject::bearer_tokens() const {
  if (!cache_->tokens) {
    ++cache_->parses;
    cache_->tokens = match::bearer_tokens(*message_);
  }
  return *cache_->tokens;
}

bool Subject::is_coded_unread() const {
  if (body_problem().empty()) return false;
  if (!cache_->plain) cache_->plain = is_plain_text(message_->body);
  return !*cache_->plain;
}

bool Subject::is_charset_unread() const {
  text();
  return cache_->charset_failed && !is_ascii_text(body());
}

bool Subject::is_unsure(Reading reading) const {
  if (reading == Reading::kToken) return bearer_tokens().beyond;
  if (message_->body.empty()) return false;
  const bool undone = body_problem().empty();
  switch (reading) {
    case Reading::kBytes:
      return is_coded_unread();
    case Reading::kText:
      return is_coded_unread() || is_charset_unread();
    case Reading::kJson:  // what is JSON as it was sent needs nothing undone
      if (json() != nullptr) return is_charset_unread();
      return !undone || cache_->json_reading == base::JsonReading::kBeyond || is_charset_unread();
    case Reading::kXml:
      if (xml() == nullptr && (!undone || cache_->xml_beyond)) return true;
      return cache_->xml_charset_failed && !is_ascii_text(body());
    case Reading::kForms:
      forms();
      if (!cache_->forms_problem.empty()) return true;
      if (is_multipart(*message_)) return cache_->multipart_cut || !undone;
      return cache_->forms_cut || is_coded_unread() || is_charset_unread();
    case Reading::kMultipart:
      multipart();
      return is_multipart(*message_) && (cache_->multipart_cut || !undone);
    case Reading::kToken:
      break;  // above
  }
  return false;
}

std::string Subject::why_unsure(Reading reading) const {
  if (reading == Reading::kToken) return bearer_tokens().problem;
  if (!body_problem().empty()) return body_problem();
  if (reading == Reading::kXml)
    return cache_->xml_beyond
               ? "nested deeper than " + std::to_string(base::kMaxJsonDepth) + " levels"
               : "its charset cannot be read";
  if (cache_->forms_cut && reading == Reading::kForms)
    return "a form of more than " + std::to_string(kMaxFormFields) + " fields";
  if (!cache_->forms_problem.empty() && reading == Reading::kForms) return cache_->forms_problem;
  if (cache_->multipart_cut)
    return "more than " + std::to_string(kMaxMultipartParts) +
           " parts of multipart, or a boundary of more than 70 bytes";
  return reading == Reading::kJson && json() == nullptr ? json_problem() : text_problem();
}

bool Subject::is_large() const {
  if (message_->body.size() >= kLargeBody) return true;
  if (cache_->body_tried) return body().size() >= kLargeBody;
  if (!cache_->is_large) {
    const auto coding = declared_coding(request_);
    cache_->is_large = !message_->body.empty() && is_coded(coding) &&
                       !decodes_within(coding, message_->body, kLargeBody);
  }
  return *cache_->is_large;
}

std::size_t Subject::parses() const { return cache_->parses; }

}  // namespace ricochet::match
