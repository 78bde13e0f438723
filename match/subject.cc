#include "match/subject.h"

#include <pugixml.hpp>

#include "base/json.h"
#include "base/json_document.h"
#include "base/text.h"
#include "match/multipart.h"
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
};

namespace {

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

std::vector<Field> parse_urlencoded(std::string_view body) {
  std::vector<Field> out;
  for (const auto pair : base::split(body, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    out.push_back(
        {base::percent_decode(pair.substr(0, equals), true), base::percent_decode(value, true)});
  }
  return out;
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
    if (message_->body.empty()) {
      cache_->json_problem = "the body is empty";
    } else {
      // First without the text: most bodies that are not JSON are of no interest, and the text
      // costs a second pass.
      cache_->json = base::parse_json_body(message_->body);
    }
  }
  return cache_->json.get();
}

const std::string& Subject::json_problem() const {
  if (json() == nullptr && cache_->json_problem.empty()) {
    base::parse_json_body(message_->body, &cache_->json_problem);
    if (cache_->json_problem.empty()) cache_->json_problem = "this is not JSON";
  }
  return cache_->json_problem;
}

const pugi::xml_document* Subject::xml() const {
  if (!cache_->xml_tried) {
    cache_->xml_tried = true;
    if (!message_->body.empty()) cache_->xml = parse_xml(message_->body);
  }
  return cache_->xml.get();
}

const std::vector<Field>& Subject::cookies() const {
  if (!cache_->cookies) cache_->cookies = parse_cookies(*message_);
  return *cache_->cookies;
}

const std::vector<Field>& Subject::forms() const {
  if (!cache_->forms) {
    const std::string* type = message_->header("content-type");
    const bool multipart = type != nullptr && base::to_lower(*type).starts_with("multipart/");
    cache_->forms =
        multipart ? multipart_text_fields(*type, message_->body) : parse_urlencoded(message_->body);
  }
  return *cache_->forms;
}

}  // namespace ricochet::match
