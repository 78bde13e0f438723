#include "stubserver/outgoing/proxy.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/outbound.h"
#include "stubserver/outgoing/proxy_call.h"
#include "stubserver/outgoing/target_url.h"
#include "stubserver/values/file_path.h"
#include "stubserver/values/value_shapes.h"

namespace ricochet::stubserver {

namespace {

/// In place of which status the stored answer is used, when the file does not say (Moco).
constexpr int kDefaultFailure = 400;

/// Refused, not normalised: what another server makes of the path need not be what we would.
base::Diag climbing(const match::Request& request) {
  return clients_fault("the path " + base::in_quotes(base::shorten(request.target, 200)) +
                           " has a \"..\" in it, and would lead out of what is proxied",
                       "ask for the path that is meant");
}

/// The key `proxy`: the answer is that of another server, asked with the same request.
class Proxy final : public ResponsePart {
 public:
  Proxy(std::optional<TargetUrl> single, std::optional<PathSwap> batch,
        std::shared_ptr<const ProxyPlan> plan)
      : single_(std::move(single)), batch_(std::move(batch)), plan_(std::move(plan)) {}

  bool sets_body() const override { return true; }

  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto to = target(input);
    if (!to) return to.error();
    to->url = with_query(std::move(to->url), input.subject.request()->query);
    answer.errands.push_back(std::make_unique<ProxyCall>(plan_, std::move(*to)));
    return {};
  }

 private:
  base::Result<CallTarget> target(const AnswerInput& input) const {
    if (single_) return single_->target(input);
    const match::Request& request = *input.subject.request();
    if (http::climbs(raw_path(request.target))) return climbing(request);
    if (auto to = batch_->target(request)) return std::move(*to);
    return base::Diag("stub/proxy-prefix",
                      "the path " + base::in_quotes(base::shorten(request.path, 200)) +
                          " is not below " + base::in_quotes(batch_->from()),
                      "let \"request\" take only paths below \"from\"");
  }

  std::optional<TargetUrl> single_;
  std::optional<PathSwap> batch_;
  std::shared_ptr<const ProxyPlan> plan_;
};

bool read_failures(const base::JsonReader& list, std::vector<int>& out) {
  const auto elements = list.elements();
  if (!list.is_array()) return false;
  for (const auto& element : elements) {
    const auto status = element.integer();
    if (!status) return false;
    out.push_back(static_cast<int>(*status));
  }
  return true;
}

bool read_file(const base::JsonReader& value, const LoadOptions& options, ProxyPlan& plan) {
  base::JsonReader name = value;
  plan.failures = {kDefaultFailure};
  if (value.is_object()) {
    value.object();
    const auto file = value.find("file");
    if (!file) return false;
    name = *file;
    if (const auto status = value.find("status")) {
      plan.failures.clear();
      if (!read_failures(*status, plan.failures)) return false;
    }
  }
  const auto text = name.nonempty_string();
  if (!text) return false;
  const std::string path(base::trim(*text));
  if (!may_name(name, path, options)) return false;
  plan.file.emplace(path_in(options.file_root, path));
  if (const auto checked = plan.file->check(); !checked) {
    name.error("bad-exchange-file", base::render_line(checked.error()),
               "mend or remove it: it is written anew");
    return false;
  }
  return true;
}

std::shared_ptr<const ProxyPlan> read_plan(const base::JsonReader& object,
                                           const LoadOptions& options) {
  auto plan = std::make_shared<ProxyPlan>();
  const auto call = CallOptions::compile(object, options);
  if (!call) return nullptr;
  plan->call = *call;
  const auto failover = object.find("failover");
  const auto playback = object.find("playback");
  if (failover && playback) {
    playback->warning("ignored", "\"playback\" has no effect beside \"failover\"",
                      "remove one of them");
  }
  plan->file_first = !failover && playback;
  const auto& stored = failover ? failover : playback;
  if (stored && !read_file(*stored, options, *plan)) return nullptr;
  return plan;
}

/// What every proxy has.
std::vector<base::ShapeKey> rows_with(std::vector<base::ShapeKey> rows) {
  using base::Shape;
  const Shape stored = Shape::either(
      {Shape::nonempty(), Shape::object({required("file", Shape::nonempty(), "the file of answers"),
                                         {"status", Shape::list(Shape::integer(100, 999)),
                                          "which answers are failures", "400"}})});
  rows.push_back({"failover", stored, "where answers are kept for when the server fails"});
  rows.push_back({"playback", stored, "where answers are kept, and asked for first"});
  return joined(std::move(rows), CallOptions::rows());
}

const char* const kFrom = "the beginning of the paths that are passed on";
const char* const kTo = "what stands in its place";

}  // namespace

base::Shape batch_proxy_shape() {
  using base::Shape;
  return Shape::object(rows_with(
      {required("from", Shape::nonempty(), kFrom), required("to", Shape::nonempty(), kTo)}));
}

base::Shape shape_of_proxy() {
  using base::Shape;
  return Shape::either(
      {Shape::text(),
       Shape::object(rows_with({{"url", shape_of_text_value(), "who is asked"},
                                {"from", Shape::nonempty(), kFrom},
                                {"to", Shape::nonempty(), kTo}}),
                     {base::KeyRule::one_of({"url", "from"}), base::KeyRule::needs("from", {"to"}),
                      base::KeyRule::needs("to", {"from"})})});
}

std::unique_ptr<const ResponsePart> compile_proxy(const base::JsonReader& place,
                                                  PartContext& context) {
  static const base::Shape kShape = shape_of_proxy();
  const base::JsonReader value = place.as(kShape);
  if (!value.is_object()) {
    auto target = TargetUrl::compile(value, context.options);
    if (!target) return nullptr;
    return std::make_unique<Proxy>(std::move(target), std::nullopt,
                                   std::make_shared<const ProxyPlan>());
  }
  value.object();
  const auto url = value.find("url");
  const auto from = value.find("from");
  const auto to = value.find("to");
  if (url && (from || to)) {
    url->error_at_key("two-targets", "\"url\" and \"from\" with \"to\" both say where to go",
                      "keep \"url\" for one target, \"from\" and \"to\" for a whole path");
    return nullptr;
  }
  if (!url && !from && !to && value.misspelt({"url", "from", "to"})) return nullptr;
  if (!url && !from && !to) {
    value.error("missing-key", "this proxy has no target",
                R"(add "url": "http://localhost:8080/a", or "from" and "to")");
    return nullptr;
  }
  std::optional<TargetUrl> single;
  std::optional<PathSwap> batch;
  if (url)
    single = TargetUrl::compile(*url, context.options);
  else
    batch = PathSwap::compile(value, context.options);
  auto plan = read_plan(value, context.options);
  if ((!single && !batch) || plan == nullptr) return nullptr;
  return std::make_unique<Proxy>(std::move(single), std::move(batch), std::move(plan));
}

std::unique_ptr<const ResponsePart> compile_batch_proxy(const base::JsonReader& place,
                                                        PartContext& context, std::string& from) {
  static const base::Shape kShape = batch_proxy_shape();
  const base::JsonReader value = place.as(kShape);
  if (value.is_object() && value.find("url")) {
    value.find("url")->error_at_key(
        "unknown-key", "a proxy without \"request\" passes a whole path on, it has no \"url\"",
        R"(write "from": "/a" and "to": "http://localhost:8080/b", or put it into "response")");
    return nullptr;
  }
  if (!value.object()) return nullptr;
  auto batch = PathSwap::compile(value, context.options);
  auto plan = read_plan(value, context.options);
  if (!batch || plan == nullptr) return nullptr;
  from = batch->from();
  return std::make_unique<Proxy>(std::nullopt, std::move(batch), std::move(plan));
}

}  // namespace ricochet::stubserver
