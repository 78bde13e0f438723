#include "stubserver/response/parts.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "stubserver/response/shapes.h"
#include "stubserver/values/duration_value.h"
#include "stubserver/values/header_field.h"
#include "stubserver/values/scalar_value.h"

namespace ricochet::stubserver {

namespace {

constexpr std::string_view kAllowOrigin = "Access-Control-Allow-Origin";
constexpr std::string_view kAllowMethods = "Access-Control-Allow-Methods";
constexpr std::string_view kAllowHeaders = "Access-Control-Allow-Headers";
constexpr std::string_view kMaxAge = "Access-Control-Max-Age";
constexpr std::string_view kExposeHeaders = "Access-Control-Expose-Headers";
constexpr std::string_view kAllowCredentials = "Access-Control-Allow-Credentials";

constexpr std::string_view kAllowed = "true";

/// What to allow; an absent member adds no header.
struct Policy {
  std::optional<std::string> origin;
  std::optional<std::string> methods;  ///< as in the header: "GET,PUT"
  std::optional<std::string> headers;
  std::optional<std::string> max_age;  ///< seconds
  std::optional<std::string> expose;
  std::optional<std::string> credentials;

  bool allows_origin(std::string_view asked) const {
    return !origin || *origin == "*" || *origin == asked;
  }
  bool allows_method(std::string_view asked) const {
    if (!methods) return true;
    const auto listed = base::split(*methods, ',');
    return std::any_of(listed.begin(), listed.end(), [asked](std::string_view method) {
      return method == "*" || base::iequals(method, asked);
    });
  }
};

/// Moco's rules: requests without Origin get nothing; simple ones (GET, HEAD, POST) origin, expose
/// and credentials; all others origin, methods, headers and age. Who is not allowed gets nothing,
/// except for OPTIONS: the browser that asks ahead must see what is allowed to judge for itself.
/// Ours: all others get allowed credentials too. Without them in the answer to OPTIONS a browser
/// sends no credentials at all (Fetch Standard, section 4.8), and without them in the answer itself
/// it hides that from its page (section 4.9).
class Cors final : public ResponsePart {
 public:
  explicit Cors(Policy policy) : policy_(std::move(policy)) {}
  const ResponsePart* preflight() const override { return this; }

  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    const match::Request* request = input.subject.request();
    const std::string* origin = input.subject.message().header("Origin");
    if (request == nullptr || origin == nullptr) return {};
    const std::string& method = request->method;
    const bool simple = base::iequals(method, "GET") || base::iequals(method, "HEAD") ||
                        base::iequals(method, "POST");
    const bool ahead = base::iequals(method, "OPTIONS");
    if (!ahead && !policy_.allows_origin(*origin)) return {};
    if (!ahead && !simple && !policy_.allows_method(method)) return {};
    add(answer, kAllowOrigin, policy_.origin);
    if (simple) {
      add(answer, kExposeHeaders, policy_.expose);
      add(answer, kAllowCredentials, policy_.credentials);
    } else {
      add(answer, kAllowMethods, policy_.methods);
      add(answer, kAllowHeaders, policy_.headers);
      add(answer, kMaxAge, policy_.max_age);
      if (policy_.credentials == kAllowed) add(answer, kAllowCredentials, policy_.credentials);
    }
    return {};
  }

 private:
  static void add(AnswerDraft& answer, std::string_view name,
                  const std::optional<std::string>& value) {
    if (value) answer.response.set_header(name, *value);
  }
  Policy policy_;
};

std::optional<std::string> read_header_text(const base::JsonReader& value) {
  const auto text = value.nonempty_string();
  if (!text) return std::nullopt;
  if (is_field_value(*text)) return std::string(base::trim(*text));
  value.error("bad-header", base::in_quotes(value.key()) + " holds control characters",
              "keep it on one line");
  return std::nullopt;
}

using CheckItem = bool (*)(const base::JsonReader& item, std::string_view text);

/// "a,b": each item as it is written (Moco), or nullopt after a finding.
std::optional<std::string> read_list(const base::JsonReader& value, CheckItem check) {
  std::string joined;
  bool clean = true;
  const auto items = value.elements();
  for (const auto& item : items) {
    const auto text = read_header_text(item);
    clean = clean && text && check(item, *text);
    if (clean) joined += (joined.empty() ? "" : ",") + *item.string();
  }
  if (value.is_array() && items.empty()) {
    value.error("empty", base::in_quotes(value.key()) + " must not be empty",
                "name some, or remove the key");
  }
  joined = base::trim(joined);
  return clean && !joined.empty() ? std::optional(joined) : std::nullopt;
}

/// Methods have a case (RFC 9110 section 9.1), and a browser looks at it.
bool check_verb(const base::JsonReader& item, std::string_view text) {
  const std::vector<std::string> verbs = {"*",      "GET",   "HEAD",    "POST",  "PUT",
                                          "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"};
  const std::string upper = base::to_upper(text);
  if (std::find(verbs.begin(), verbs.end(), upper) == verbs.end()) {
    item.error("unknown-value", base::in_quotes(text) + " is not an HTTP method",
               base::did_you_mean(upper, verbs));
    return false;
  }
  if (upper != text) {
    item.warning("lower-case", "a browser does not take " + base::in_quotes(text) + " for " + upper,
                 "write " + base::in_quotes(upper));
  }
  return true;
}

/// One name, or several with commas between them.
bool check_header_names(const base::JsonReader& item, std::string_view text) {
  for (const auto part : base::split(text, ',')) {
    const std::string_view name = base::trim(part);
    if (is_field_name(name)) continue;
    item.error("bad-header", base::in_quotes(name) + " is not a name for a header",
               "names are letters, digits and -, with commas between them");
    return false;
  }
  return true;
}

std::optional<std::string> read_methods(const base::JsonReader& value) {
  if (value.value() == "*") return "*";
  return read_list(value, check_verb);
}
std::optional<std::string> read_names(const base::JsonReader& value) {
  return read_list(value, check_header_names);
}
std::optional<std::string> read_age(const base::JsonReader& value) {
  const auto age = read_duration_value(value);
  if (!age) return std::nullopt;
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*age).count());
}
std::optional<std::string> read_credentials(const base::JsonReader& value) {
  const auto allowed = read_flag_value(value);
  if (!allowed) return std::nullopt;
  return *allowed ? std::string(kAllowed) : "false";  // no browser knows "false"; Moco sends it
}

base::Shape names_shape() { return base::Shape::list(base::Shape::nonempty(), 1); }
base::Shape methods_shape() {
  return base::Shape::either({base::Shape::word({"*"}), names_shape()});
}

struct Key {
  std::string_view name;
  std::string_view alias;  ///< the header's own name
  std::optional<std::string> Policy::*member;
  std::optional<std::string> (*read)(const base::JsonReader& value);
  base::Shape (*shape)();
  std::string_view text;
};
constexpr std::array<Key, 6> kKeys = {
    {{"allowOrigin", kAllowOrigin, &Policy::origin, read_header_text, base::Shape::nonempty,
      "the origin that may ask, or *"},
     {"allowMethods", kAllowMethods, &Policy::methods, read_methods, methods_shape,
      "the methods that it may use, or *"},
     {"allowHeaders", kAllowHeaders, &Policy::headers, read_names, names_shape,
      "the headers that it may send"},
     {"maxAge", kMaxAge, &Policy::max_age, read_age, duration_value_shape,
      "how long a browser need not ask again"},
     {"exposeHeaders", kExposeHeaders, &Policy::expose, read_names, names_shape,
      "the headers of the answer that it may see"},
     {"allowCredentials", kAllowCredentials, &Policy::credentials, read_credentials, shape_of_flag,
      "whether it may send cookies and the like"}}};

std::optional<base::JsonReader> find_key(const base::JsonReader& object, const Key& key) {
  auto value = object.find(key.name);
  const auto alias = object.find(key.alias);
  if (value && alias) {
    alias->error_at_key(
        "duplicate-key",
        base::in_quotes(key.alias) + " says the same as " + base::in_quotes(key.name),
        "keep one of them");
  }
  return value ? value : alias;
}

/// Fetch Standard, section 3.2.5: with credentials `*` is not a wildcard but a name.
void warn_of_credentials(const base::JsonReader& cors, const Policy& policy) {
  if (policy.credentials != kAllowed) return;
  for (const auto& key : kKeys) {
    const auto& text = policy.*key.member;
    auto member = cors.find(key.name);
    if (!member) member = cors.find(key.alias);
    if (!member || text != "*") continue;
    member->warning(
        "credentials-to-all",
        "a browser that sends credentials does not take \"*\" in " + base::in_quotes(member->key()),
        "name what is allowed, or remove \"allowCredentials\"");
  }
}

Policy everything() {
  Policy policy;
  policy.origin = policy.methods = policy.headers = "*";
  return policy;
}

}  // namespace

base::Shape shape_of_cors() {
  std::vector<base::ShapeKey> keys;
  for (const auto& key : kKeys)
    keys.push_back({std::string(key.name), key.shape(), std::string(key.text)});
  for (const auto& key : kKeys)
    keys.push_back({std::string(key.alias), key.shape(), "the same as " + std::string(key.name)});
  return base::Shape::either({base::Shape::yes(), base::Shape::object(std::move(keys))});
}

std::unique_ptr<const ResponsePart> compile_cors(const base::JsonReader& place, PartContext&) {
  static const base::Shape kShape = shape_of_cors();
  const base::JsonReader value = place.as(kShape);
  if (value.is_bool()) {
    if (*value.boolean()) return std::make_unique<Cors>(everything());
    value.error("bad-cors", "\"cors\" cannot be false", "remove it: without it nothing is allowed");
    return nullptr;
  }
  if (!value.is_object()) {
    value.error(
        "wrong-type",
        "\"cors\" must be true or an object, got " + base::JsonReader::describe(value.value()),
        R"(write true, or { "allowOrigin": "*" })");
    return nullptr;
  }
  value.object();
  Policy policy;
  bool any = false;
  for (const auto& key : kKeys) {
    const auto member = find_key(value, key);
    if (!member) continue;
    any = true;
    policy.*key.member = key.read(*member);
  }
  if (!any && value.members().empty()) {
    value.error("empty", "\"cors\" allows nothing", R"(write true, or { "allowOrigin": "*" })");
  }
  warn_of_credentials(value, policy);
  return std::make_unique<Cors>(std::move(policy));
}

}  // namespace ricochet::stubserver
