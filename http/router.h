#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/handler.h"

namespace ricochet::http {

/// One request on its way through a Router.
struct RouteCall {
  match::Request request;
  std::shared_ptr<Responder> responder;
  std::vector<match::Field> params;  ///< `{name}` parts, percent-decoded, in path order

  /// A path parameter; asserts that the route has one of that name.
  const std::string& param(std::string_view name) const;
};

/// Sends each request to the handler of its path and method, for control APIs. Patterns are made of
/// literal segments, `{name}` (exactly one segment, not empty) and, at the end, `{name*}` (the
/// rest, maybe empty):
/// `/api/v2/bins/{bin}/requests/{id}`. Segments are compared and decoded one by one, so an encoded
/// slash stays inside its parameter. A literal goes before `{name}`, and this before `{name*}`,
/// whatever the order of registration; a trailing slash counts.
///
/// Answers by itself: 404 for an unknown path (unless fallback() is set), 405 with Allow for an
/// unknown method, 204 with Allow for OPTIONS. HEAD goes to the GET route; the server leaves out
/// the body.
class Router final : public Handler {
 public:
  using RouteHandler = std::function<void(RouteCall call)>;

  /// `method` "*" takes every method. Two routes for the same method and pattern are a bug
  /// (asserted).
  void add(std::string_view method, std::string_view pattern, RouteHandler handler);
  /// What gets requests for paths that no pattern knows, instead of the 404.
  void fallback(RouteHandler handler) { fallback_ = std::move(handler); }
  /// "GET /api/v2/bins", in order of registration: what a description of the API must hold.
  std::vector<std::string> routes() const;

  void handle(match::Request&& request, std::shared_ptr<Responder> responder) override;

 private:
  enum class Kind { kLiteral, kParameter, kRest };
  struct Segment {
    Kind kind = Kind::kLiteral;
    std::string text;  // the literal, or the name
  };
  struct MethodRoute {
    std::string method;
    RouteHandler handler;
  };
  struct Path {
    std::string pattern;
    std::vector<Segment> segments;
    std::vector<MethodRoute> methods;
    std::string allow() const;
  };
  static std::vector<Segment> parse(std::string_view pattern);
  static bool fits(const std::vector<Segment>& pattern, const std::vector<std::string_view>& path,
                   std::vector<match::Field>* params);
  static bool more_specific(const std::vector<Segment>& a, const std::vector<Segment>& b);
  const Path* find(const std::vector<std::string_view>& path) const;

  std::vector<Path> paths_;
  std::vector<std::string> routes_;
  RouteHandler fallback_;
};

}  // namespace ricochet::http
