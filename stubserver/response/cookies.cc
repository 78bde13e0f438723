#include "stubserver/response/parts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <utility>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "stubserver/response/shapes.h"
#include "stubserver/values/duration_value.h"
#include "stubserver/values/header_field.h"
#include "stubserver/values/scalar_value.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

namespace {

/// What RFC 6265 section 4.1.1 lets a cookie's value hold.
bool is_cookie_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
  });
}

/// An attribute ends at the next semicolon, and must not hold one.
bool is_attribute_value(std::string_view value) {
  return is_field_value(value) && value.find(';') == std::string_view::npos;
}

std::string http_date(base::WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return std::string(text, length);
}

struct Cookie {
  std::string name;
  TextValue value;
  std::optional<std::chrono::seconds> max_age;
  std::string attributes;  ///< all but the age: "; Path=/; Secure"
};

class Cookies final : public ResponsePart {
 public:
  explicit Cookies(std::vector<Cookie> cookies) : cookies_(std::move(cookies)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    for (const auto& cookie : cookies_) {
      auto value = cookie.value.text(input);
      if (!value) return value.error();
      if (!is_cookie_value(*value)) {
        return cookie.value.unfit("the cookie " + base::in_quotes(cookie.name) + " cannot hold " +
                                  base::in_quotes(base::shorten(*value, 60)));
      }
      std::string field = cookie.name + "=" + *value;
      if (cookie.max_age) {
        field += "; Max-Age=" + std::to_string(cookie.max_age->count()) +
                 "; Expires=" + http_date(input.world().wall_now() + *cookie.max_age);
      }
      answer.response.headers.push_back({"Set-Cookie", field + cookie.attributes});
    }
    return {};
  }

 private:
  std::vector<Cookie> cookies_;
};

bool read_flag(const base::JsonReader& object, std::string_view key) {
  const auto flag = object.find(key);
  return flag && read_flag_value(*flag).value_or(false);
}

std::string read_attribute(const base::JsonReader& object, std::string_view key,
                           std::string_view name) {
  const auto value = object.find(key);
  const auto text = value ? value->string() : std::nullopt;
  if (!text) return {};
  if (!is_attribute_value(*text)) {
    value->error("bad-cookie",
                 base::in_quotes(key) + " must hold neither a semicolon nor control characters",
                 "write the attribute's value alone");
  }
  return "; " + std::string(name) + "=" + std::string(base::trim(*text));
}

std::string read_same_site(const base::JsonReader& object) {
  const auto value = object.find("sameSite");
  const auto text = value ? value->string() : std::nullopt;
  if (!text) return {};
  const std::vector<std::string> words = {"Strict", "Lax", "None"};
  for (const auto& word : words) {
    if (base::iequals(base::trim(*text), word)) return "; SameSite=" + word;
  }
  value->error("unknown-value", "\"sameSite\" cannot be " + base::in_quotes(*text),
               base::did_you_mean(*text, words));
  return {};
}

constexpr std::array kForms = {"template", "text", "json", "file", "path_resource"};

std::optional<TextValue> read_value(const base::JsonReader& object, const LoadOptions& options) {
  // Moco has a template beside a value, and takes the template.
  const auto value = object.find("value");
  if (value && !object.find("template")) return TextValue::compile(*value, options);
  const auto given = std::count_if(kForms.begin(), kForms.end(),
                                   [&](const char* form) { return object.find(form).has_value(); });
  if (given > 1) {
    object.error("wrong-type", "a cookie has exactly one kind of content",
                 R"(write one of "value", "template", "file" ...)");
    return std::nullopt;
  }
  if (given == 1) return TextValue::compile_beside(object, options);
  if (!object.misspelt({"value", "template", "text", "json", "file", "path_resource"}))
    object.error("missing-key", "a cookie needs a \"value\" or a \"template\"", "add one");
  return std::nullopt;
}

std::optional<Cookie> read_cookie(const base::JsonReader& member, const LoadOptions& options) {
  if (!is_field_name(member.key())) {
    member.error_at_key("bad-cookie", base::in_quotes(member.key()) + " is not a name for a cookie",
                        "names are letters, digits, - and _");
    return std::nullopt;
  }
  if (!member.is_object()) {
    auto value = TextValue::compile(member, options);
    if (!value) return std::nullopt;
    return Cookie{member.key(), std::move(*value), std::nullopt, {}};
  }
  member.object();
  auto value = read_value(member, options);
  if (!value) return std::nullopt;
  Cookie cookie{member.key(), std::move(*value), std::nullopt, {}};
  if (const auto age = member.find("maxAge")) {
    // A bare number is milliseconds here too, so 60 is less than a second: Moco's contract.
    if (const auto duration = read_duration_value(*age)) {
      cookie.max_age = std::chrono::duration_cast<std::chrono::seconds>(*duration);
    }
  }
  cookie.attributes =
      read_attribute(member, "path", "Path") + read_attribute(member, "domain", "Domain");
  if (read_flag(member, "secure")) cookie.attributes += "; Secure";
  if (read_flag(member, "httpOnly")) cookie.attributes += "; HTTPOnly";
  cookie.attributes += read_same_site(member);
  return cookie;
}

base::Shape cookie_shape() {
  using base::Shape;
  const Shape text = Shape::text();
  return Shape::either(
      {text,
       Shape::object({{"value", shape_of_text_value(), "its value"},
                      {"template", shape_of_template_text(), "a template that comes to its value"},
                      {"text", shape_of_plain_text(), "its value, too"},
                      {"json", Shape::any(), "this JSON as its value"},
                      {"file", shape_of_file_value(), "its value is the content of this file"},
                      {"path_resource", shape_of_file_value(), "that of a resource folder"},
                      {"path", text, "the paths that it is for"},
                      {"domain", text, "the hosts that it is for"},
                      {"maxAge", duration_value_shape(), "how long it lasts"},
                      {"secure", shape_of_flag(), "only over https"},
                      {"httpOnly", shape_of_flag(), "not for scripts"},
                      {"sameSite", text, "Strict, Lax or None"}},
                     {base::KeyRule::some_of(
                         {"value", "template", "text", "json", "file", "path_resource"})}),
       Shape::null()});
}

}  // namespace

base::Shape shape_of_cookies() { return base::Shape::map(cookie_shape()); }

std::unique_ptr<const ResponsePart> compile_cookies(const base::JsonReader& place,
                                                    PartContext& context) {
  static const base::Shape kShape = shape_of_cookies();
  const base::JsonReader value = place.as(kShape);
  if (!value.object()) return nullptr;
  std::vector<Cookie> cookies;
  for (const auto& member : value.members()) {
    if (member.value().is_null()) continue;
    auto cookie = read_cookie(member, context.options);
    if (!cookie) continue;
    if (const std::string* fixed = cookie->value.constant();
        fixed != nullptr && !is_cookie_value(*fixed)) {
      member.error("bad-cookie",
                   "a cookie cannot hold " + base::in_quotes(base::shorten(*fixed, 60)),
                   "no spaces, quotes, commas, semicolons or backslashes (RFC 6265 section 4.1.1)");
      continue;
    }
    cookies.push_back(std::move(*cookie));
  }
  return std::make_unique<Cookies>(std::move(cookies));
}

}  // namespace ricochet::stubserver
