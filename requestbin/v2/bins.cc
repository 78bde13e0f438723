#include "requestbin/v2/bins.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "http/api.h"
#include "journal/record_json.h"
#include "requestbin/answers.h"
#include "requestbin/v1/api.h"
#include "requestbin/v2/bin_request.h"

namespace ricochet::requestbin {

namespace {

/// Sessions from here on are compiled by a worker: a thousand patterns take longer than a large
/// body.
constexpr std::size_t kLongToCompile = 8 << 10;

/// The body as a document; nullptr: 400 has been answered.
std::shared_ptr<const base::JsonDocument> document_of(const http::RouteCall& call,
                                                      const char* name) {
  const auto& body = call.request.body;
  auto document = base::JsonDocument::parse(name, body.empty() ? "{}" : body);
  if (document) return *document;
  call.responder->send(v2_error(document.error()));
  return nullptr;
}

/// Answers that came over the network must not read files of this machine.
bool names_file(const base::JsonReader& value) {
  if (value.key() == "json") return false;  // a body, whatever its keys are called
  bool found = false;
  if (value.is_array()) {
    for (const auto& element : value.elements()) found = names_file(element) || found;
  } else if (value.is_object()) {
    for (const auto& member : value.members()) {
      if (member.key() == "file" || member.key() == "path_resource" ||
          member.key() == "attachment") {
        member.error_at_key("no-file", base::in_quotes(member.key()) + " cannot be used over HTTP",
                            "send the content itself, as \"text\" or \"json\"");
        found = true;
      } else {
        found = names_file(member) || found;
      }
    }
  }
  return found;
}

}  // namespace

V2Bins::V2Bins(const V2Context& context, http::Router& router) : context_(context) {
  context_.log.add_observer(*this);
  const auto add = [this, &router](const char* method, const char* pattern, auto handle) {
    router.add(method, pattern,
               [this, handle](const http::RouteCall& call) { (this->*handle)(call); });
  };
  add("GET", "/api/v2/bins", &V2Bins::list);
  add("POST", "/api/v2/bins", &V2Bins::create);
  add("DELETE", "/api/v2/bins", &V2Bins::remove_group);
  router.add("GET", "/api/v2/bins/{bin}", [this](const http::RouteCall& call) {
    if (const auto* bin = context_.bin_of(call))
      call.responder->send(v2_answer(200, journal::bin_to_v2(*bin)));
  });
  add("PATCH", "/api/v2/bins/{bin}", &V2Bins::change);
  add("DELETE", "/api/v2/bins/{bin}", &V2Bins::remove);
  add("GET", "/api/v2/bins/{bin}/marks", &V2Bins::marks);
  add("POST", "/api/v2/bins/{bin}/marks/{name}", &V2Bins::set_mark);
  add("GET", "/api/v2/bins/{bin}/responses", &V2Bins::responses);
  add("PUT", "/api/v2/bins/{bin}/responses", &V2Bins::set_responses);
  add("DELETE", "/api/v2/bins/{bin}/responses", &V2Bins::clear_responses);
}

V2Bins::~V2Bins() { context_.log.remove_observer(*this); }

void V2Bins::list(const http::RouteCall& call) const {
  base::Json object;
  base::Json& list = object["bins"] = base::Json::array();
  for (const auto& bin : context_.log.bins()) {
    if (!bin.is_private)
      list.push_back(
          journal::bin_to_v2(bin));  // who knows the name of a private one may ask for it
  }
  object["cursor"] = context_.log.appended();
  call.responder->send(v2_answer(200, object));
}

void V2Bins::create(const http::RouteCall& call) {
  const auto document = document_of(call, "bin");
  if (document == nullptr) return;
  base::DiagList diags;
  NewBin wanted;
  auto bin = bin_defaults(context_.options);
  if (!read_bin_request(base::JsonReader(document, diags, "bin"), &wanted.name, bin))
    return call.responder->send(v2_error(diags));
  wanted.is_private = bin.is_private;
  const auto made = make_bin(context_.log, context_.options, wanted, std::move(bin));
  if (!made) return call.responder->send(v2_error(made.error()));
  auto answer = v2_answer(201, journal::bin_to_v2(*made));
  answer.set_header("Location", "/api/v2/bins/" + made->name);
  if (made->is_private) answer.headers.push_back({"Set-Cookie", session_cookie(*made)});
  call.responder->send(std::move(answer));
}

void V2Bins::change(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto document = document_of(call, "bin");
  if (document == nullptr) return;
  journal::BinOptions options;
  options.limits = bin->limits;
  options.ttl = bin->ttl;
  options.ttl_sliding = bin->ttl_sliding;
  options.labels = bin->labels;
  options.group = bin->group;
  base::DiagList diags;
  if (!read_bin_request(base::JsonReader(document, diags, "bin"), nullptr, options))
    return call.responder->send(v2_error(diags));
  context_.log.change_bin(bin->name, options);
  call.responder->send(v2_answer(200, journal::bin_to_v2(*bin)));
}

void V2Bins::remove(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  base::Json object;
  object["removed"] = context_.log.remove_bin(std::string(bin->name)) ? 1 : 0;
  call.responder->send(v2_answer(200, object));
}

/// Only a group: nobody removes everything by leaving something out.
void V2Bins::remove_group(const http::RouteCall& call) {
  const auto known = http::check_queries(call.request, {"group"});
  if (!known) return call.responder->send(v2_error(known.error()));
  const auto* group = http::query(call.request, "group");
  if (group == nullptr || group->empty()) {
    return call.responder->send(
        v2_error({"bin/no-group", "which bins are to be removed is not said",
                  "name their group: DELETE /api/v2/bins?group=run-17"}));
  }
  std::size_t removed = 0;
  for (const auto& bin : context_.log.bins()) {
    if (bin.group == *group && context_.log.remove_bin(bin.name)) ++removed;
  }
  base::Json object;
  object["removed"] = removed;
  call.responder->send(v2_answer(200, object));
}

void V2Bins::marks(const http::RouteCall& call) const {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  base::Json object;
  object["bin"] = bin->name;
  base::Json& marks = object["marks"] = base::Json::object();
  for (const auto& [name, seq] : context_.log.marks(bin->name)) marks[name] = seq;
  call.responder->send(v2_answer(200, object));
}

void V2Bins::set_mark(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto& name = call.param("name");
  const auto seq = context_.log.set_mark(bin->name, name);
  if (!seq) return call.responder->send(v2_error(seq.error()));
  base::Json object;
  object["bin"] = bin->name;
  object["mark"] = name;
  object["cursor"] = *seq;
  call.responder->send(v2_answer(200, object));
}

void V2Bins::set_responses(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  if (bin->kind != journal::BinKind::kBin || !context_.options.compile_answers) {
    return call.responder->send(
        v2_error({base::Diag::Kind::kConflict, "bin/no-responses",
                  "the answers of " + base::in_quotes(bin->name) + " cannot be set",
                  "only request bins take rules; a stub has its own"}));
  }
  const auto& body = call.request.body;
  if (body.size() < kLongToCompile)
    return answer_with(bin->name, compile(context_.options, bin->name, body), *call.responder);
  work_.run(
      context_.loop.pool(), body.size(),
      [&options = context_.options, name = bin->name, body]() -> base::Result<Answers> {
        return compile(options, name, body);
      },
      [this, name = bin->name, created = bin->created,
       responder = call.responder](base::Result<Answers> answers) {
        if (!answers) return responder->send(v2_error(answers.error()));
        const auto* still = context_.log.info(name);
        if (still == nullptr || still->created != created)
          return responder->send(v2_error(context_.no_bin(name)));
        answer_with(name, std::move(*answers), *responder);
      });
}

V2Bins::Answers V2Bins::compile(const BinServerOptions& options, const std::string& bin,
                                const std::string& body) {
  Answers out;
  const auto document = base::JsonDocument::parse("responses", body);
  if (!document) {
    out.syntax = document.error();
    return out;
  }
  const base::JsonReader sessions(*document, out.diags, "stub");
  if (!names_file(sessions)) out.make = options.compile_answers(bin, sessions);
  if (!out.make) return out;
  out.text = base::compact_json((*document)->root());
  out.rules = (*document)->root().size();
  return out;
}

void V2Bins::answer_with(const std::string& bin, Answers answers, http::Responder& responder) {
  if (answers.syntax) return responder.send(v2_error(*answers.syntax));
  if (!answers.make) return responder.send(v2_error(answers.diags));
  context_.captures.answer_with(bin, answers.make());
  responses_[bin] = std::move(answers.text);
  base::Json object;
  object["bin"] = bin;
  object["rules"] = answers.rules;
  responder.send(v2_answer(200, object));
}

void V2Bins::clear_responses(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  context_.captures.answer_with(bin->name, nullptr);
  base::Json object;
  object["bin"] = bin->name;
  object["rules"] = 0;
  responses_.erase(bin->name);
  call.responder->send(v2_answer(200, object));
}

void V2Bins::responses(const http::RouteCall& call) const {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto found = responses_.find(bin->name);
  http::Response answer(200, "application/json; charset=utf-8",
                        found == responses_.end() ? "[]" : found->second);
  answer.set_header("Cache-Control", "no-store");
  call.responder->send(std::move(answer));
}

}  // namespace ricochet::requestbin
