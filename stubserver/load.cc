#include "base/json.h"
#include "stubserver/response/response.h"
#include "stubserver/rule_set.h"
#include "stubserver/session/session.h"
#include "stubserver/shadow.h"

namespace ricochet::stubserver {

namespace {

/// Collects the sessions of one or several arrays; any-sessions are set apart, wherever they stand.
class Loader {
 public:
  explicit Loader(const LoadOptions& options) : options_(options) {}

  void add(const base::JsonReader& array) {
    if (array.is_object()) {
      array.error("wrong-type", "a stub file must be an array of sessions, got one object",
                  "put it in [ ]");
      return;
    }
    for (const auto& session : array.elements()) {
      if (session.diags().full()) return;
      for (auto& rule : compile_session(session, options_)) {
        if (rule->any) {
          shadows_.add_any(session, rule->response->sets_body());
        } else if (const auto request = session.find("request"); request && is_plain(session)) {
          shadows_.add(session, *request);
        }
        (rule->any ? any_ : sessions_).push_back(std::move(rule));
      }
    }
  }

  std::shared_ptr<const RuleSet> finish() {
    std::vector<std::shared_ptr<const RuleBlock>> blocks;
    blocks.push_back(std::make_shared<const RuleBlock>(std::move(sessions_), std::move(any_)));
    return std::make_shared<const RuleSet>(std::move(blocks));
  }

 private:
  const LoadOptions& options_;
  ShadowCheck shadows_;
  Rules sessions_;
  Rules any_;
};

std::size_t errors_in(const base::DiagList& diags) {
  return diags.error_count() + diags.suppressed();
}

constexpr const char* kArea = "stub";

}  // namespace

std::shared_ptr<const RuleSet> RuleSet::parse(const base::JsonReader& array,
                                              const LoadOptions& options) {
  const std::size_t errors = errors_in(array.diags());
  Loader loader(options);
  loader.add(array.with_area(kArea));
  return errors_in(array.diags()) == errors ? loader.finish() : nullptr;
}

std::shared_ptr<const RuleSet> RuleSet::load(const std::vector<std::string>& files,
                                             const LoadOptions& options, base::DiagList& diags) {
  const std::size_t errors = errors_in(diags);
  Loader loader(options);
  for (const auto& file : files) {
    const auto document = base::JsonDocument::load(file);
    if (!document) {
      diags.add(document.error());
      continue;
    }
    loader.add(base::JsonReader(*document, diags, kArea));
  }
  return errors_in(diags) == errors ? loader.finish() : nullptr;
}

}  // namespace ricochet::stubserver
