#include "runner/sut/launch.h"

#include <filesystem>
#include <string_view>

#include "base/json/document.h"
#include "match/template/template.h"

namespace ricochet::runner {

namespace {

class Filler {
 public:
  Filler(const SutSpec& spec, const Suite& suite, const base::Json& facts)
      : spec_(spec), suite_(suite), scope_(facts) {}

  std::string fill(const std::string& text, const std::string& below) {
    auto parsed = match::Template::parse(text, match::Dialect::kScenario);
    auto rendered = parsed ? parsed->render(scope_) : base::Result<std::string>(parsed.error());
    if (rendered) return *rendered;
    if (!error_) {
      base::Diag diag = rendered.error();
      diag.code = "suite/template";
      if (suite_.document) diag.where = suite_.document->locate(spec_.pointer + below);
      error_ = std::move(diag);
    }
    return {};
  }

  const std::optional<base::Diag>& error() const { return error_; }

 private:
  const SutSpec& spec_;
  const Suite& suite_;
  match::JsonScope scope_;
  std::optional<base::Diag> error_;
};

/// Below the service: which of the probes it is.
std::string place_of(const ReadySpec& ready) {
  switch (ready.kind) {
    case ReadySpec::Kind::kLog:
      return "/ready/log";
    case ReadySpec::Kind::kTcp:
      return "/ready/tcp";
    case ReadySpec::Kind::kHttp:
      return "/ready/http";
    case ReadySpec::Kind::kGroup:
      return "/ready/group";
    case ReadySpec::Kind::kCommand:
      return "/ready/command";
    case ReadySpec::Kind::kNone:
      break;
  }
  return "/ready";
}

}  // namespace

base::Result<Launch> expand_launch(const SutSpec& spec, const Suite& suite,
                                   const base::Json& facts) {
  Launch launch;
  Filler filler(spec, suite, facts);
  launch.command.name = spec.name;
  launch.command.cwd = (std::filesystem::path(suite.folder) / spec.cwd).lexically_normal().string();
  for (std::size_t i = 0; i < spec.command.size(); ++i) {
    launch.command.argv.push_back(filler.fill(spec.command[i], "/command/" + std::to_string(i)));
  }
  for (const auto& [name, value] : spec.env) {
    launch.command.env[name] = filler.fill(value, base::pointer_append("/env", name));
  }
  launch.ready_text = filler.fill(spec.ready.text, place_of(spec.ready));
  launch.ready_command = launch.command;  // it sees the service's environment
  launch.ready_command.argv.clear();
  for (std::size_t i = 0; i < spec.ready.command.size(); ++i)
    launch.ready_command.argv.push_back(
        filler.fill(spec.ready.command[i], place_of(spec.ready) + "/" + std::to_string(i)));
  if (filler.error()) return *filler.error();
  return launch;
}

base::Diag placed(base::Diag diag, const SutSpec& spec, const Suite& suite) {
  struct Place {
    std::string_view code;
    const char* key;
  };
  constexpr Place kPlaces[] = {{"sut/bad-cwd", "/cwd"},
                               {"sut/no-free-port", "/ports"},
                               {"sut/not-found", "/command/0"},
                               {"sut/not-executable", "/command/0"},
                               {"sut/cannot-start", "/command/0"},
                               {"sut/exited-early", "/command/0"},
                               {"sut/not-ready", "/ready"},
                               {"sut/bad-ready", "/ready"},
                               {"sut/port-taken", "/ready"}};
  if (!diag.where.file.empty() || !suite.document) return diag;
  std::string pointer = spec.pointer;
  for (const auto& place : kPlaces) {
    const base::Json::json_pointer there(pointer + place.key);
    if (place.code != diag.code || !suite.document->root().contains(there)) continue;
    pointer += place.key;
    break;
  }
  diag.where = suite.document->locate(pointer);
  return diag;
}

}  // namespace ricochet::runner
