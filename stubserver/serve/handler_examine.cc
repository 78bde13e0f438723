// The half of the handler that has requests looked at by a worker.
#include <optional>
#include <utility>

#include "base/text/text.h"
#include "match/work.h"
#include "stubserver/serve/examination.h"
#include "stubserver/serve/handler.h"

namespace ricochet::stubserver {

std::uint64_t StubHandler::scope_of(const Examination& examination) const {
  return options_.scopes ? options_.scopes.scope_of(*examination.marks) : 0;
}

void StubHandler::examine(match::Request request, std::shared_ptr<http::Responder> responder,
                          std::optional<std::vector<std::string>> marks) {
  const std::uint64_t id = next_id_++;
  auto made = std::make_unique<Examination>();
  made->method = request.method;  // matched in upper case, as in handle()
  request.method = base::to_upper(request.method);
  made->seen = std::make_shared<Examination::Seen>(std::move(request));
  made->responder = responder;
  made->marks = std::move(marks);
  made->received = loop_.now();
  made->received_wall = loop_.wall_now();
  if (sink_ != nullptr) made->open = sink_->begun(options_.bin, made->received);
  examined_.emplace(id, std::move(made));
  responder->on_disconnect(alive_.guarded([this, id] { client_left(id); }));
  if (examined_.at(id)->marks) return look(id);
  look_whose(id);
}

/// Has a worker find what tells whose it is.
void StubHandler::look_whose(std::uint64_t id) {
  auto& examination = *examined_.at(id);
  using Marks = std::vector<std::string>;
  examination.ticket = loop_.pool().run(
      examination.seen->request.body.size(),
      [seen = examination.seen, marks_of = options_.scopes.marks_of]() -> base::Result<Marks> {
        const match::Work work;
        return marks_of(seen->subject);
      },
      [this, id](base::Result<Marks> marks) {
        if (!marks) return looked(id, marks.error());
        const auto found = examined_.find(id);
        if (found == examined_.end()) return;
        found->second->marks = std::move(*marks);
        look(id);
      });
}

void StubHandler::look(std::uint64_t id) {
  auto& examination = *examined_.at(id);
  ++examination.looks;
  examination.rules = rules_of(scope_of(examination));
  const auto bytes = examination.seen->request.body.size();
  examination.ticket = loop_.pool().run(
      bytes,
      [seen = examination.seen, rules = examination.rules, world = frozen(state_.world()),
       nearest = no_match().nearest] {
        look_ahead(seen->subject, *rules, world, nearest);
        return base::Status();
      },
      [this, id](const base::Status& done) {
        looked(id, done ? std::nullopt : std::optional(done.error()));
      });
}

/// Has the answer made once for nothing, so that its templates are filled in elsewhere. False: that
/// has been done, or is not needed.
bool StubHandler::rehearse_first(std::uint64_t id) {
  auto& examination = *examined_.at(id);
  if (examination.rehearsals == kMostLooks) return false;
  const auto scope = scope_of(examination);
  auto plan = plan_rehearsal(examination.seen->subject, *rules_of(scope), state_.in_scope(scope),
                             no_match().nearest);
  if (!plan || plan == examination.rehearsed) return false;
  ++examination.rehearsals;
  examination.rehearsed = plan;
  examination.ticket = loop_.pool().run(
      examination.seen->request.body.size(),
      [seen = examination.seen, plan = *plan, world = frozen(state_.world())]()
          -> base::Result<FilesAre> { return rehearse(plan, seen->subject, world); },
      [this, id, plan = *plan](const base::Result<FilesAre>& files) {
        if (const auto found = examined_.find(id); files && found != examined_.end())
          learn(plan, *files, state_.in_scope(scope_of(*found->second)));
        looked(id, files ? std::nullopt : std::optional(files.error()));
      });
  return true;
}

void StubHandler::looked(std::uint64_t id, const std::optional<base::Diag>& refused) {
  const auto found = examined_.find(id);
  if (found == examined_.end()) return;
  auto& now = *found->second;
  const auto scope = now.marks ? scope_of(now) : 0;
  const auto rules = rules_of(scope);
  if (!refused && now.rules != rules && now.looks < kMostLooks) return look(id);
  if (!refused && rehearse_first(id)) return;
  const auto examination = std::move(found->second);
  examined_.erase(found);
  if (refused) {
    const auto why = refused->message + " (" + refused->hint + ")";
    record_undecided(*examination, 503, why);
    http::Response answer(503, "text/plain; charset=utf-8", why + "\n");
    answer.set_header("Retry-After", "1");
    return examination->responder->send(std::move(answer));
  }
  auto seen = std::move(examination->seen);
  auto decision = decide(seen->subject, *rules, state_.in_scope(scope), no_match());
  decision.scope = scope;
  seen->request.method = examination->method;
  answer(std::move(seen->request), examination->responder, std::move(decision),
         examination->received, examination->received_wall);
  loop_.pool().discard(std::move(seen));
}

/// Who has only closed its sending side still waits for the answer. For who is gone a worker does
/// not begin any more; that the call came is recorded all the same.
void StubHandler::client_left(std::uint64_t id) {
  const auto found = examined_.find(id);
  if (found == examined_.end() || found->second->responder->connection() != nullptr) return;
  const auto examination = std::move(found->second);
  examined_.erase(found);
  record_undecided(*examination, 0, "the client went away while the request was looked at");
  loop_.pool().discard(std::move(examination->seen));
}

void StubHandler::cancel(
    const std::unordered_map<std::uint64_t, std::unique_ptr<Examination>>& examined) {
  for (const auto& [id, examination] : examined) {
    record_undecided(*examination, 0, "cancelled while the request was looked at");
    examination->responder->abort(false);
  }
}

/// A worker may still read the request, so it is copied.
void StubHandler::record_undecided(Examination& examination, int status, std::string why) {
  StubDecision decision;
  decision.response.status = status;
  decision.why_not = "no session was chosen: " + std::move(why);
  if (examination.marks) decision.scope = scope_of(examination);
  match::Request request = examination.seen->request;
  request.method = examination.method;
  if (log_ != nullptr) log_->on_decision(request, decision);
  record(std::move(request), decision, {}, examination.received, examination.received_wall);
}

}  // namespace ricochet::stubserver
