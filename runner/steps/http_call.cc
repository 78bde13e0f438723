#include "runner/steps/http_call.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/error_mark.h"
#include "base/file.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/url.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;
using base::Shape;

constexpr std::array<std::string_view, 5> kBodyKeys{"json", "text", "form", "file", "multipart"};

/// A text, number or truth value as it stands in a query or a form.
std::optional<std::string> scalar(const JsonReader& value) {
  if (value.is_number() || value.is_bool()) return base::compact_json(value.value());
  return value.string();
}

/// Members of an object, each one value or a list of them, in the order of the file.
template <class Add>
void for_each_value(const JsonReader& object, Add add) {
  if (!object.object()) return;
  for (const auto& member : object.members()) {
    const auto values = member.is_array() ? member.elements() : std::vector<JsonReader>{member};
    for (const auto& value : values) {
      if (auto text = scalar(value)) add(member.key(), *text);
    }
  }
}

std::optional<std::string> content_of(const JsonReader& name, const Scenario& scenario) {
  const auto text = name.nonempty_string();
  if (!text) return std::nullopt;
  const auto path = (std::filesystem::path(folder_of(scenario.file)) / *text).lexically_normal();
  auto content = base::read_file(path.string());
  if (content) return std::move(*content);
  name.error(base::Diag::Kind::kNotFound, "no-file", content.error().message,
             "file names count from the scenario's folder");
  return std::nullopt;
}

struct Body {
  std::string type;
  std::string bytes;
};

Body form_body(const JsonReader& form) {
  Body out{"application/x-www-form-urlencoded", {}};
  for_each_value(form, [&](const std::string& name, const std::string& value) {
    out.bytes += (out.bytes.empty() ? "" : "&") + base::percent_encode(name) + "=" +
                 base::percent_encode(value);
  });
  return out;
}

/// A file name or a field name inside a quoted string (RFC 7578 section 4.2 and HTML's rule).
std::string quoted_name(const std::string& name) {
  std::string out;
  for (const char c : name) {
    if (c == '"')
      out += "%22";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return "\"" + out + "\"";
}

Body multipart_body(const JsonReader& parts, const Scenario& scenario) {
  const std::string boundary = "ricochet-boundary-7MA4YWxkTrZu0gW";
  Body out{"multipart/form-data; boundary=" + boundary, {}};
  if (!parts.object()) return out;
  for (const auto& part : parts.members()) {
    std::string head = "Content-Disposition: form-data; name=" + quoted_name(part.key());
    std::optional<std::string> content;
    if (part.is_object()) {
      if (!part.object()) continue;
      const auto file = part.find("file");
      if (!file) continue;
      content = content_of(*file, scenario);
      std::string filename = std::filesystem::path(file->string().value_or("")).filename().string();
      if (const auto given = part.find("filename")) filename = given->string().value_or(filename);
      std::string type = "application/octet-stream";
      if (const auto given = part.find("content_type"))
        type = given->nonempty_string().value_or(type);
      head += "; filename=" + quoted_name(filename) + "\r\nContent-Type: " + type;
    } else {
      content = scalar(part);
    }
    if (content) out.bytes += "--" + boundary + "\r\n" + head + "\r\n\r\n" + *content + "\r\n";
  }
  out.bytes += "--" + boundary + "--\r\n";
  return out;
}

std::optional<Body> read_body(const JsonReader& body, const Scenario& scenario) {
  std::vector<JsonReader> given;
  for (const auto key : kBodyKeys) {
    // A JSON null is a body, so it must not read as absent.
    for (const auto& member : body.members()) {
      if (member.key() == key) given.push_back(member);
    }
  }
  if (given.empty()) return std::nullopt;
  const JsonReader& value = given.front();
  if (given.size() > 1) {
    given[1].error_at_key(
        "two-bodies", base::in_quotes(given[1].key()) + " beside " + base::in_quotes(value.key()),
        "a request has one body; keep one of them");
    return std::nullopt;
  }
  if (value.key() == "json") return Body{"application/json", base::compact_json(value.value())};
  if (value.key() == "text")
    return Body{"text/plain; charset=utf-8", value.string().value_or(std::string())};
  if (value.key() == "form") return form_body(value);
  if (value.key() == "multipart") return multipart_body(value, scenario);
  return Body{"application/octet-stream", content_of(value, scenario).value_or(std::string())};
}

bool is_token(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

void read_url(const JsonReader& body, http::ClientRequest& request) {
  const auto value = body.find("url");
  const auto url = value ? value->nonempty_string() : std::nullopt;
  if (!url) return;
  if (const auto parsed = http::parse_url(*url); !parsed) {
    value->error("bad-url", parsed.error().message,
                 "write the whole address: \"http://127.0.0.1:8080/orders\"");
    return;
  }
  request.url = *url;
  const auto queries = body.find("queries");
  if (!queries) return;
  const std::size_t fragment = std::min(request.url.find('#'), request.url.size());
  request.url.resize(fragment);
  for_each_value(*queries, [&](const std::string& name, const std::string& text) {
    request.url += request.url.find('?') == std::string::npos ? "?" : "&";
    request.url += base::percent_encode(name) + "=" + base::percent_encode(text);
  });
}

}  // namespace

std::vector<base::ShapeKey> http_call_keys() {
  const Shape scalar = Shape::either({Shape::text(), Shape::number(), Shape::boolean()});
  const Shape fields = Shape::map(Shape::one_or_list(scalar));
  const Shape file = Shape::object(
      {required("file", Shape::nonempty(), "the content, relative to the scenario"),
       {"filename", Shape::text(), "the name it is sent with", "that of the file"},
       {"content_type", Shape::nonempty(), "its Content-Type", "application/octet-stream"}});
  return {{"method", Shape::nonempty(), "the method", "get, or post with a body"},
          required("url", Shape::nonempty(), "the whole address"),
          {"headers", fields, "headers by name; a list for several of one name"},
          {"queries", fields, "query parameters by name"},
          {"json", Shape::any(), "the body as JSON"},
          {"text", Shape::text(), "the body as text"},
          {"form", fields, "the body as fields of a form"},
          {"file", Shape::nonempty(), "the file that is the body, relative to the scenario"},
          {"multipart", Shape::map(Shape::either({scalar, file})),
           "the body as multipart/form-data: name to text, or to a file"}};
}

base::KeyRule one_body() {
  return base::KeyRule::at_most_one_of({kBodyKeys.begin(), kBodyKeys.end()});
}

std::optional<http::ClientRequest> read_http_call(const JsonReader& place,
                                                  const Scenario& scenario) {
  static const Shape kShape = Shape::object(http_call_keys(), {one_body()});
  const JsonReader body = place.as(kShape);
  const base::ErrorMark mark(body.diags());
  http::ClientRequest request;
  request.decode = true;
  read_url(body, request);
  const auto content = read_body(body, scenario);
  if (content) request.body = content->bytes;
  request.method = content ? "POST" : "GET";
  if (const auto method = body.find("method")) {
    const auto word = method->nonempty_string();
    if (word) request.method = base::to_upper(*word);
    if (word && !is_token(*word))
      method->error("bad-method", base::in_quotes(*word) + " is not a method",
                    R"(write "get", "post", "put" ...)");
  }
  if (const auto headers = body.find("headers")) {
    for_each_value(*headers, [&](const std::string& name, const std::string& value) {
      if (!is_token(name) ||
          value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        headers->error("bad-header", base::in_quotes(name) + " cannot be sent as a header",
                       "a name has letters, digits and hyphens; a value stands on one line");
      request.headers.push_back({name, value});
    });
  }
  const bool typed = std::any_of(
      request.headers.begin(), request.headers.end(),
      [](const match::Field& field) { return base::iequals(field.name, "content-type"); });
  if (content && !typed) request.headers.push_back({"Content-Type", content->type});
  if (!mark.clean()) return std::nullopt;
  return request;
}

}  // namespace ricochet::runner
