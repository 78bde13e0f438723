#include "http/router.h"

#include <algorithm>
#include <cassert>

#include "base/text/encoding.h"
#include "base/text/text.h"
#include "http/api.h"

namespace ricochet::http {
namespace {

/// The path of a target as it was sent, so that `%2F` is still told from `/`.
std::string_view raw_path(std::string_view target) {
  if (!target.starts_with('/')) {
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos) return target;  // "*"
    const auto slash = target.find_first_of("/?", scheme + 3);
    if (slash == std::string_view::npos || target[slash] == '?') return "/";
    target.remove_prefix(slash);
  }
  return target.substr(0, target.find('?'));
}

std::vector<std::string_view> segments_of(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return base::split(path, '/');
}

}  // namespace

const std::string& RouteCall::param(std::string_view name) const {
  for (const auto& field : params) {
    if (field.name == name) return field.value;
  }
  assert(false && "the route has no such parameter");
  static const std::string none;
  return none;
}

std::string Router::Path::allow() const {
  std::string list;
  const auto append = [&list](std::string_view method) {
    if (!list.empty()) list += ", ";
    list += method;
  };
  bool get = false;
  bool head = false;
  bool options = false;
  for (const auto& route : methods) {
    append(route.method);
    get = get || route.method == "GET";
    head = head || route.method == "HEAD";
    options = options || route.method == "OPTIONS";
  }
  if (get && !head) append("HEAD");
  if (!options) append("OPTIONS");
  return list;
}

std::vector<Router::Segment> Router::parse(std::string_view pattern) {
  assert(pattern.starts_with('/') && "a pattern starts with a slash");
  std::vector<Segment> segments;
  for (const auto part : segments_of(pattern)) {
    Segment segment{Kind::kLiteral, std::string(part)};
    if (part.starts_with('{') && part.ends_with('}')) {
      const bool rest = part.ends_with("*}");
      segment = {rest ? Kind::kRest : Kind::kParameter,
                 std::string(part.substr(1, part.size() - (rest ? 3 : 2)))};
    }
    assert((segments.empty() || segments.back().kind != Kind::kRest) &&
           "{name*} stands at the end");
    segments.push_back(std::move(segment));
  }
  return segments;
}

bool Router::fits(const std::vector<Segment>& pattern, const std::vector<std::string_view>& path,
                  std::vector<match::Field>* params) {
  const bool rest = !pattern.empty() && pattern.back().kind == Kind::kRest;
  const std::size_t fixed = pattern.size() - (rest ? 1 : 0);
  if (rest ? path.size() < fixed : path.size() != fixed) return false;
  for (std::size_t i = 0; i < fixed; ++i) {
    const Segment& segment = pattern[i];
    if (segment.kind == Kind::kLiteral) {
      if (path[i] != segment.text && base::percent_decode(path[i]) != segment.text) return false;
    } else if (path[i].empty()) {
      return false;
    } else if (params != nullptr) {
      params->push_back({segment.text, base::percent_decode(path[i])});
    }
  }
  if (rest && params != nullptr) {
    std::string joined;
    for (std::size_t i = fixed; i < path.size(); ++i) {
      if (i > fixed) joined += '/';
      joined += base::percent_decode(path[i]);
    }
    params->push_back({pattern.back().text, std::move(joined)});
  }
  return true;
}

bool Router::more_specific(const std::vector<Segment>& a, const std::vector<Segment>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].kind != b[i].kind) return a[i].kind < b[i].kind;
  }
  return a.size() > b.size();
}

void Router::add(std::string_view method, std::string_view pattern, RouteHandler handler) {
  routes_.push_back(std::string(method) + ' ' + std::string(pattern));
  auto path = std::find_if(paths_.begin(), paths_.end(),
                           [&](const Path& p) { return p.pattern == pattern; });
  if (path == paths_.end()) {
    paths_.push_back({std::string(pattern), parse(pattern), {}});
    path = std::prev(paths_.end());
  }
  assert(std::none_of(path->methods.begin(), path->methods.end(),
                      [&](const MethodRoute& route) { return route.method == method; }) &&
         "one handler for each method and pattern");
  path->methods.push_back({std::string(method), std::move(handler)});
}

std::vector<std::string> Router::routes() const { return routes_; }

const Router::Path* Router::find(const std::vector<std::string_view>& path) const {
  const Path* best = nullptr;
  for (const auto& candidate : paths_) {
    if (fits(candidate.segments, path, nullptr) &&
        (best == nullptr || more_specific(candidate.segments, best->segments))) {
      best = &candidate;
    }
  }
  return best;
}

void Router::handle(match::Request&& request, std::shared_ptr<Responder> responder) {
  // A copy of the target: the segments point into it, and the request moves on.
  const std::string target = request.target;
  const auto segments = segments_of(raw_path(target));
  const Path* const path = find(segments);
  if (path == nullptr) {
    if (fallback_) return fallback_({std::move(request), std::move(responder), {}});
    return responder->send(json_error(404, "there is nothing at " + request.path));
  }
  const auto route_for = [path](std::string_view method) {
    return std::find_if(path->methods.begin(), path->methods.end(),
                        [method](const MethodRoute& route) { return route.method == method; });
  };
  auto route = route_for(request.method);
  if (route == path->methods.end() && request.method == "HEAD") route = route_for("GET");
  if (route == path->methods.end()) route = route_for("*");
  if (route == path->methods.end()) {
    const bool options = request.method == "OPTIONS";
    Response response =
        options ? Response(204)
                : json_error(405, request.method + " is not possible here; try " + path->allow());
    response.set_header("Allow", path->allow());
    return responder->send(std::move(response));
  }
  RouteCall call{std::move(request), std::move(responder), {}};
  fits(path->segments, segments, &call.params);
  const RouteHandler handler = route->handler;  // a copy: it may add routes, and so move this one
  handler(std::move(call));
}

}  // namespace ricochet::http
