#include "stubserver/rules/shadow.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

/// How many earlier sessions of a group each one is compared with: files of ten thousand sessions
/// with one and the same path must still load at once.
constexpr std::size_t kMaxCompared = 200;

/// Keys whose value is a map of conditions, each of which narrows the match.
bool is_map_of_conditions(const std::string& key) {
  return key == "headers" || key == "queries" || key == "cookies" || key == "forms" ||
         key == "json_paths" || key == "xpaths";
}

bool every_entry_in(const base::Json& part, const base::Json& whole) {
  if (!part.is_object() || !whole.is_object()) return false;
  for (const auto& [key, value] : part.items()) {
    const auto it = whole.find(key);
    if (it == whole.end() || *it != value) return false;
  }
  return true;
}

bool same_method(const base::Json& a, const base::Json& b) {
  return a.is_string() && b.is_string() &&
         base::iequals(base::trim(a.get_ref<const std::string&>()),
                       base::trim(b.get_ref<const std::string&>()));
}

/// A later `json` that overlooks more takes more, although the earlier one reads the same.
bool same_json_rules(const base::Json& earlier, const base::Json& later) {
  const auto a = earlier.find("json_ignore");
  const auto b = later.find("json_ignore");
  if (a == earlier.end() || b == later.end()) return b == later.end() || b->is_null();
  return *a == *b;
}

/// Every condition of `earlier` is one of `later`, so whatever fits the later fits the earlier.
bool wider(const base::Json& earlier, const base::Json& later) {
  for (const auto& [key, value] : earlier.items()) {
    if (value.is_null()) continue;
    if (key == "json" && !same_json_rules(earlier, later)) return false;
    const auto it = later.find(key);
    if (it == later.end()) return false;
    if (*it == value) continue;
    if (is_map_of_conditions(key) && every_entry_in(value, *it)) continue;
    if (key == "method" && same_method(value, *it)) continue;
    return false;
  }
  return true;
}

std::string place(const base::JsonReader& reader) {
  const base::Location at = reader.location();
  return at.file + ":" + std::to_string(at.line);
}

}  // namespace

struct ShadowCheck::Seen {
  base::Json request;
  std::string place;
};

ShadowCheck::ShadowCheck() = default;
ShadowCheck::~ShadowCheck() = default;

const ShadowCheck::Seen* ShadowCheck::shadow_in(const Group& group, const base::Json& request) {
  const auto end =
      group.begin() + static_cast<std::ptrdiff_t>(std::min(group.size(), kMaxCompared));
  const auto it = std::find_if(group.begin(), end,
                               [&](const Seen& seen) { return wider(seen.request, request); });
  return it == end ? nullptr : &*it;
}

void ShadowCheck::add(const base::JsonReader& session, const base::JsonReader& request) {
  const auto uri = request.find("uri");
  const std::string key = uri ? base::compact_json(uri->value()) : std::string();
  const Seen* shadow = shadow_in(by_uri_[std::string()], request.value());
  if (shadow == nullptr && !key.empty()) shadow = shadow_in(by_uri_[key], request.value());
  if (shadow != nullptr) {
    session.warning(
        "unreachable",
        "this session never answers: " + shadow->place + " takes every request that fits it",
        "put it before that one, or narrow that one's \"request\"");
    return;
  }
  by_uri_[key].push_back(Seen{request.value(), place(session)});
}

void ShadowCheck::add_any(const base::JsonReader& session, bool sets_body) {
  if (!sets_body) return;
  if (any_body_.empty()) {
    any_body_ = place(session);
    return;
  }
  session.warning("two-bodies",
                  "the body of this session is never sent: " + any_body_ +
                      " has no \"request\" either, and its body goes first",
                  "give it a \"request\", or remove the body");
}

}  // namespace ricochet::stubserver
