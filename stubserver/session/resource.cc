#include <algorithm>
#include <array>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "stubserver/outgoing/on.h"
#include "stubserver/response/response.h"
#include "stubserver/response/shapes.h"
#include "stubserver/session/extras.h"
#include "stubserver/session/quota.h"
#include "stubserver/session/request.h"
#include "stubserver/session/resource_area.h"
#include "stubserver/session/session.h"
#include "stubserver/session/state.h"
#include "stubserver/values/scalar_value.h"

namespace ricochet::stubserver {

namespace {

using base::Json;
using base::JsonReader;

enum class Id { kNone, kOptional, kRequired };

struct Verb {
  const char* key;
  const char* method;
  Id id;
};
/// In the order in which their entries are tried.
constexpr std::array<Verb, 6> kVerbs = {{{"get", "GET", Id::kOptional},
                                         {"post", "POST", Id::kNone},
                                         {"put", "PUT", Id::kRequired},
                                         {"delete", "DELETE", Id::kRequired},
                                         {"head", "HEAD", Id::kOptional},
                                         {"patch", "PATCH", Id::kRequired}}};

base::Shape entry_shape(const Verb& verb) {
  using base::Shape;
  std::vector<base::ShapeKey> rows = {
      {"request", Shape::either({match::matcher_shape(match::Kind::kRequest), Shape::object({})}),
       "what else a request must be; method and uri are the resource's"},
      required("response", response_shape(), "the answer"),
      {"on", on_shape(), "who is called when it answers"},
      {"state", state_shape(), "fits in certain states of a machine, and leads to others"},
      {"quota", quota_shape(), "how many requests it serves in a time"}};
  base::ShapeKey id = {"id", shape_of_name(), "the element; * is any", "the whole collection"};
  id.is_required = verb.id == Id::kRequired;
  if (id.is_required) id.otherwise.clear();
  if (verb.id != Id::kNone) rows.push_back(std::move(id));
  return Shape::object(std::move(rows));
}

/// What a resource has, nested or not.
std::vector<base::ShapeKey> resource_rows(std::vector<base::ShapeKey> rows);

const base::Shape& nested_form() {
  static const base::Shape kShape = base::Shape::object(
      resource_rows({required("id", shape_of_name(), "the element that has it; * is any"),
                     required("name", shape_of_name(), "the segment of the path behind that")}));
  return kShape;
}

std::vector<base::ShapeKey> resource_rows(std::vector<base::ShapeKey> rows) {
  using base::Shape;
  for (const auto& verb : kVerbs)
    rows.push_back({verb.key, Shape::list(entry_shape(verb)),
                    std::string("what ") + verb.method + " answers"});
  rows.push_back({"resource", Shape::list(Shape::named("resource", nested_form)),
                  "collections that its elements have"});
  return rows;
}

/// The segments of a path; nullopt is any one of them (`"id": "*"`).
using Path = std::vector<std::optional<std::string>>;

Path operator+(Path path, std::optional<std::string> segment) {
  path.push_back(std::move(segment));
  return path;
}

/// Every character for itself in a regular expression.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!word && byte < 0x80) out += '\\';
    out += c;
  }
  return out;
}

/// The `uri` that a matcher takes: a string where everything is known, else a `path` pattern, whose
/// `{id}` templates can name; a regular expression where a name would read as a pattern.
Json uri_of(const Path& path) {
  bool known = true, plain = true;
  std::string literal, pattern, regex;
  for (std::size_t i = 0; i < path.size(); ++i) {
    known = known && path[i].has_value();
    if (path[i]) {
      plain = plain && path[i]->find_first_of("*?{}") == std::string::npos;
      literal += "/" + *path[i];
      pattern += "/" + *path[i];
      regex += "/" + escaped(*path[i]);
    } else {
      // `*` alone would also take an empty last segment.
      pattern += i + 1 == path.size() ? "/{id}" : "/{parent" + std::to_string(i) + "}";
      regex += "/[^/]+";
    }
  }
  if (known) return literal;
  return plain ? Json{{"path", pattern}} : Json{{"match", regex}};
}

std::optional<std::string> read_name(const JsonReader& resource) {
  const auto value = resource.find("name");
  const auto name = value ? read_name_value(*value) : std::nullopt;
  if (!name) return std::nullopt;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".*_-").find(c) != std::string_view::npos;
  };
  if (std::all_of(name->begin(), name->end(), plain)) return name;
  value->error("bad-name", base::in_quotes(*name) + " cannot be the name of a resource",
               "use letters, digits, dots, - and _");
  return std::nullopt;
}

/// Reads one `resource` object with all that is nested in it.
class Compiler {
 public:
  Compiler(const JsonReader& session, const LoadOptions& options, Rules& out)
      : session_(session),
        options_(options),
        out_(out),
        shared_(compile_shared(session, options)) {}

  void top(const JsonReader& resource) {
    resource.object();
    const auto name = read_name(resource);
    entries(resource, Path() + name, true);
    if (count_ == 0 && mark_.clean()) {
      resource.error("empty", "a resource needs an entry", R"(add "get": [ { "id": "1", ... } ])");
    }
    if (!name) return;
    auto area = begin_rule(session_, options_);
    area->implied = true;
    area->matcher = matcher(session_, Json{{"uri", Json{{"path", "/" + *name + "/**"}}}});
    area->response = area_response(context_of(options_) + "/" + *name, area->place());
    // No entry: it is there as long as they are, but moves nothing, uses nothing up, calls nobody.
    if (shared_.state != nullptr) {
      if (auto waiting = only_waiting(*shared_.state)) area->states.push_back(std::move(waiting));
    }
    out_.push_back(std::move(area));
  }

 private:
  /// `path` is that of the collection.
  void entries(const JsonReader& resource, const Path& path, bool top_level) {
    for (const auto& verb : kVerbs) {
      const auto list = resource.find(verb.key);
      if (!list) continue;
      for (const auto& reader : list->elements()) entry(reader, verb, path);
    }
    if (const auto nested = resource.find("resource")) {
      for (const auto& reader : nested->elements()) sub_resource(reader, path);
    }
    if (top_level) whole_collection(resource, path);
  }

  void sub_resource(const JsonReader& reader, const Path& path) {
    if (!reader.object()) return;
    const auto parent = reader.find("id");
    const auto id = parent ? read_name_value(*parent) : std::nullopt;
    const auto name = read_name(reader);
    if (!id || !name) return;
    entries(reader, path + segment(*id) + name, false);
  }

  static std::optional<std::string> segment(const std::string& id) {
    return id == "*" ? std::nullopt : std::optional(id);
  }

  void entry(const JsonReader& reader, const Verb& verb, const Path& collection) {
    ++count_;
    if (!reader.object()) return;
    Path path = collection;
    if (const auto id = reader.find("id")) {
      const auto text = read_name_value(*id);
      if (!text) return;
      path = path + segment(*text);
    } else if (verb.id == Id::kRequired) {
      return;
    }
    Json request = Json::object();
    const auto more = reader.find("request");
    if (more && !extra_request(*more, request)) return;
    request["method"] = verb.method;
    request["uri"] = uri_of(path);
    const auto response = reader.find("response");
    if (!response) return;
    auto rule = begin_rule(reader, options_);
    rule->matcher = matcher(more ? *more : reader, request);
    rule->fingerprint =
        fingerprint_of(base::compact_json(request) + rule->source + context_of(options_));
    PartContext context{options_};
    complete(*rule, reader, context, CompiledResponse::compile(*response, context), shared_);
    if (rule->matcher != nullptr && rule->response != nullptr) out_.push_back(std::move(rule));
  }

  static bool extra_request(const JsonReader& more, Json& request) {
    if (!more.object({})) return false;
    request = more.value();
    for (const char* key : {"uri", "method"}) {
      const auto value = more.find(key);
      if (!value) continue;
      value->error_at_key("misplaced", base::in_quotes(key) + " is what the resource itself says",
                          "remove it");
      return false;
    }
    return true;
  }

  /// What is at fault in `request` stands in the file where `reader` is.
  std::shared_ptr<const match::Matcher> matcher(const JsonReader& reader, const Json& request) {
    return match::Matcher::compile(reader.with_value(request), matcher_options(options_));
  }

  /// Moco's GET of a collection that has no entry of its own: the array of all single entries, if
  /// each answers with nothing but `json`.
  void whole_collection(const JsonReader& resource, const Path& path) {
    const auto list = resource.find("get");
    if (!list || !list->is_array() || list->value().empty() || !mark_.clean()) return;
    Json bodies = Json::array();
    for (const auto& reader : list->elements()) {
      if (!reader.find("id")) continue;  // of the collection itself: asked before the array
      const auto response = reader.find("response");
      const auto json = response ? response->find("json") : std::nullopt;
      if (!json || response->value().size() != 1) return;
      bodies.push_back(json->value());
    }
    if (bodies.empty()) return;
    auto rule = begin_rule(*list, options_);
    rule->implied = true;
    const Json request = {{"method", "GET"}, {"uri", uri_of(path)}};
    rule->matcher = matcher(*list, request);
    PartContext context{options_};
    // The switch keeps a ${ in it from being doubted.
    const Json response = {{"json", std::move(bodies)}, {"template", false}};
    complete(*rule, *list, context, CompiledResponse::compile(list->with_value(response), context),
             shared_);
    out_.push_back(std::move(rule));
  }

  const JsonReader& session_;
  const LoadOptions& options_;
  Rules& out_;
  std::size_t count_ = 0;
  const base::ErrorMark mark_{session_.diags()};
  SharedExtras shared_;
};

}  // namespace

const base::Shape& resource_shape() {
  static const base::Shape kShape = base::Shape::object(
      resource_rows({required("name", shape_of_name(), "the first segment of its paths")}));
  return kShape;
}

/// REST in short: entries by verb and id become sessions of their own, and a last one takes the
/// rest of the area, so that later sessions never see it.
void compile_resource(const base::JsonReader& session, const LoadOptions& options, Rules& out) {
  const auto resource = session.find("resource")->as(resource_shape());
  if (resource.object({})) Compiler(session, options, out).top(resource);
}

}  // namespace ricochet::stubserver
