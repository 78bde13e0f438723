#include "stubserver/outgoing/target_url.h"

#include <algorithm>

#include "base/text/encoding.h"
#include "base/text/text.h"
#include "http/outbound.h"
#include "http/url.h"

namespace ricochet::stubserver {

namespace {

std::string where_to(const http::OutboundTargets& targets) {
  std::string out = targets.loopback() ? "this machine" : "";
  for (const auto& url : targets.urls()) out += (out.empty() ? "" : ", ") + url;
  return out.empty() ? "nobody" : out;
}

/// A URL, and one that this session may name.
bool is_url(const base::JsonReader& value, const std::string& text, const LoadOptions& options) {
  const auto url = http::parse_url(text);
  if (url && options.from_outside() && !options.targets->allow(text)) {
    value.error("target-not-allowed",
                "only a stub file may name this place: sessions from the control API may call " +
                    where_to(*options.targets),
                "start the server with --send-to and that place");
    return false;
  }
  if (url) return true;
  value.error("bad-url", url.error().message,
              url.error().hint.empty() ? R"(write where to call: "http://localhost:8080/a")"
                                       : url.error().hint);
  return false;
}

/// With a slash at the end.
std::string as_base(std::string url) { return url.ends_with('/') ? url : url + '/'; }

/// What RFC 3986 section 3.3 does not let stand in a path is percent-encoded.
std::string encode_path(std::string_view path) {
  return base::percent_encode(path, "-._~!$&'()*+,;=:@/");
}

}  // namespace

std::string_view raw_path(std::string_view target) {
  if (const auto scheme = target.find("://");
      scheme != std::string_view::npos && target[0] != '/') {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target.substr(0, target.find('?'));
}

std::optional<TargetUrl> TargetUrl::compile(const base::JsonReader& value,
                                            const LoadOptions& options) {
  TargetUrl out;
  out.text_ = TextValue::compile(value, options);
  if (!out.text_) return std::nullopt;
  const std::string* fixed = out.text_->constant();
  if (fixed != nullptr && !is_url(value, *fixed, options)) return std::nullopt;
  out.listed_ = options.from_outside();
  return out;
}

base::Result<CallTarget> TargetUrl::target(const AnswerInput& input) const {
  auto text = text_->text(input);
  if (!text) return text.error();
  CallTarget out{std::move(*text), !listed_};
  if (text_->constant() != nullptr) return out;
  if (const auto url = http::parse_url(out.url); !url)
    return text_->unfit("the target: " + url.error().message, url.error().hint);
  if (text_->is_ours()) return out;
  // What is filled in must not climb out of what stands before it.
  if (const auto url = http::parse_url(out.url); http::climbs(url->target))
    return clients_fault("the target: its path has a \"..\" in it",
                         "ask for the path that is meant");
  // What is filled in may follow the port directly: "http://h:8080${req.uri}".
  out.named = !listed_ && http::same_place(out.url, text_->head());
  return out;
}

std::string with_query(std::string url, const std::string& query) {
  url.resize(std::min(url.size(), url.find('#')));
  if (query.empty()) return url;
  const auto mark = url.find('?');
  if (mark == std::string::npos)
    url += '?';
  else if (mark + 1 != url.size() && url.back() != '&')
    url += '&';
  return url + http::ascii_url(query);
}

std::optional<PathSwap> PathSwap::compile(const base::JsonReader& object,
                                          const LoadOptions& options) {
  const auto from = object.require("from");
  const auto to = object.require("to");
  if (!from || !to) return std::nullopt;
  const auto path = from->nonempty_string();
  const auto url = to->nonempty_string();
  if (!path || !url) return std::nullopt;
  PathSwap out;
  out.from_ = base::trim(*path);
  out.to_ = base::trim(*url);
  if (!out.from_.starts_with('/')) {
    from->error("bad-url", "\"from\" is the beginning of a path", "write it with a / in front");
    return std::nullopt;
  }
  if (!is_url(*to, out.to_, options)) return std::nullopt;
  out.from_ = as_base(context_of(options) + out.from_);
  out.itself_ = out.to_;
  if (const auto mark = out.to_.find_first_of("?#"); mark != std::string::npos) {
    if (out.to_[mark] == '?') out.queries_ = out.to_.substr(mark, out.to_.find('#') - mark);
    out.to_.resize(mark);
  }
  out.to_ = as_base(out.to_);
  out.listed_ = options.from_outside();
  return out;
}

std::optional<CallTarget> PathSwap::target(const match::Request& request) const {
  const std::string_view raw = raw_path(request.target);
  const auto base = std::string_view(from_).substr(0, from_.size() - 1);
  if (!base.empty() && (raw == base || request.path == base)) return CallTarget{itself_, !listed_};
  std::string rest;
  if (raw.starts_with(from_))
    rest = http::ascii_url(raw.substr(from_.size()));
  else if (request.path.starts_with(from_))  // written with escapes that say the same
    rest = encode_path(request.path.substr(from_.size()));
  else
    return std::nullopt;
  if (rest.starts_with('/')) rest.erase(0, 1);  // one slash joins the two
  return CallTarget{to_ + rest + queries_, !listed_};
}

}  // namespace ricochet::stubserver
