#include "runner/steps/run.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/matcher.h"
#include "match/operator/compile.h"
#include "runner/model/system_text.h"
#include "runner/steps/until_fits.h"
#include "runner/sut/process.h"
#include "runner/sut/spawn.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

constexpr base::Duration kTimeout = std::chrono::seconds(30);
constexpr std::size_t kShownBytes = 300;

/// What the program must have come to.
struct Wanted {
  int exit = 0;
  std::shared_ptr<const match::Matcher> out;  ///< nullptr: anything
};

/// What it did come to.
struct Ran {
  ExitStatus status;
  bool ended = true;  ///< false: it took too long, and was killed
  std::string out;
  bool cut = false;  ///< it printed more than that
  std::string errors;
};

/// stderr goes into memory that it cannot fill: a file of fixed size.
class ErrorText {
 public:
  ErrorText() : fd_(::memfd_create("stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
    if (fd_ && ::ftruncate(fd_.get(), kBytes) == 0)
      ::fcntl(fd_.get(), F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK);
  }
  int fd() const { return fd_.get(); }
  std::string text() const {
    std::string out(kShownBytes, '\0');
    const ::off_t end = ::lseek(fd_.get(), 0, SEEK_CUR);  // the position is shared with the child
    const auto wanted = std::min<::off_t>(std::max<::off_t>(end, 0), kShownBytes);
    const ssize_t n = ::pread(fd_.get(), out.data(), static_cast<std::size_t>(wanted),
                              end > wanted ? end - wanted : 0);
    out.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return out;
  }

 private:
  static constexpr ::off_t kBytes = 1 << 20;
  Fd fd_;
};

/// All that a program prints, byte for byte, up to a bound that it knows of.
class WholeOutput final : public SutObserver {
 public:
  static constexpr std::size_t kMost = std::size_t{8} << 20;

  void on_output(std::string_view bytes) override {
    const std::size_t room = kMost - bytes_.size();
    cut_ = cut_ || bytes.size() > room;
    bytes_ += bytes.substr(0, room);
  }
  bool cut() const { return cut_; }
  /// Without the last line end.
  std::string take() {
    if (bytes_.ends_with('\n')) bytes_.pop_back();
    if (bytes_.ends_with('\r')) bytes_.pop_back();
    return std::exchange(bytes_, {});
  }

 private:
  std::string bytes_;
  bool cut_ = false;
};

class RunStep final : public Step {
 public:
  RunStep(SutCommand command, Wanted wanted, base::Duration timeout,
          std::optional<base::Duration> within)
      : command_(std::move(command)),
        wanted_(std::move(wanted)),
        timeout_(timeout),
        within_(within) {}

  std::string title() const override {
    std::string words;
    for (const auto& word : command_.argv) words += (words.empty() ? "" : " ") + word;
    return "run " + base::shorten(base::printable(words), 120);
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    UntilFits until(context, within_);
    StepOutcome outcome;
    if (context.life().trouble()) co_return context.trouble_outcome();
    context.sets_off_unseen_work();
    std::optional<StepOutcome> judged;  // the last that came to its end
    do {
      const base::Duration limit = until.at_most(timeout_);
      base::Result<Ran> ran = co_await run_once(context, limit);
      if (context.life().trouble()) co_return context.trouble_outcome();
      if (!ran) co_return StepOutcome::error_of(ran.error());
      // One that `within` has cut off says less than the one before it.
      if (!ran->ended && limit < timeout_ && judged) co_return *judged;
      outcome = judge(*ran, limit);
      if (ran->ended) judged = outcome;
    } while (outcome.outcome != Outcome::kPassed && co_await until.again());
    co_return outcome;
  }

 private:
  Task<base::Result<Ran>> run_once(ScenarioContext& context, base::Duration limit) const {
    ErrorText errors;
    SutCommand command = command_;
    command.errors = errors.fd();
    command.watcher = context.world().watcher();
    WholeOutput output;
    SutProcess process(context.world().loop());
    process.observe(output);
    base::Status started = process.start(command);
    if (!started) co_return started.error();
    Ran ran;
    auto& loop = context.world().loop();
    base::Timer timer(loop);
    auto wait = [&](std::function<void(bool)> done) {
      process.on_exit([done](const ExitStatus&) { done(true); });
      timer.after(limit, [&] {
        ran.ended = false;
        process.signal(SIGKILL);
      });
    };
    const auto ended = co_await context.life().unless_trouble<bool>(wait);
    // Nobody waits for what it says any more: it ends now, with all that it has started.
    auto kill = [&process](std::function<void(bool)> done) {
      process.stop(SIGKILL, base::Duration(0), [done = std::move(done)] { done(true); });
    };
    if (!ended) co_await async<bool>(kill);
    ran.status = *process.exit_status();
    process.forget(output);
    ran.cut = output.cut();
    ran.out = output.take();
    ran.errors = errors.text();
    co_return ran;
  }

  StepOutcome judge(const Ran& ran, base::Duration limit) const {
    Unmet unmet;
    if (!ran.ended) {
      unmet.message = command_.name + " did not end within " + base::humanize(limit);
    } else if (ran.status.signal != 0 || ran.status.code != wanted_.exit) {
      unmet.message = command_.name + " " + ran.status.str() + ", expected status " +
                      std::to_string(wanted_.exit);
    } else if (wanted_.out && ran.cut) {
      const Remark remark(
          command_.name + " printed more than " + base::format_bytes(WholeOutput::kMost),
          "more is not kept for a verdict; let it print less, or expect its "
          "status alone");
      return StepOutcome::error_of(ErrorKind::kEnvironment, remark);
    } else if (wanted_.out) {
      match::Event printed;
      printed.body = ran.out;
      const match::Subject subject(printed);
      for (const auto& condition : wanted_.out->explain(subject)) {
        if (condition.ok) continue;
        unmet.message = "stdout " + condition.name + ": got " + condition.actual + ", expected " +
                        condition.expected;
        break;
      }
    }
    if (unmet.message.empty()) return StepOutcome::passed();
    unmet.expected = title() + " exits with status " + std::to_string(wanted_.exit) +
                     (wanted_.out ? ", stdout fits " + wanted_.out->describe() : std::string());
    unmet.actual.push_back({"stdout: " + shown(ran.out), "stderr: " + shown(ran.errors)});
    return StepOutcome::failed(std::move(unmet));
  }

  static std::string shown(const std::string& text) {
    return text.empty() ? "nothing" : base::shorten(base::printable(text), kShownBytes);
  }

  SutCommand command_;
  Wanted wanted_;
  base::Duration timeout_;
  std::optional<base::Duration> within_;
};

/// What of an event is asked of the output of a program.
constexpr std::array kBodyParts{"text",   "json",   "json_ignore", "json_paths",
                                "struct", "xpaths", "schema"};

/// As of what is printed, the last line end of an expected text does not count.
void drop_line_end(base::Json& text) {
  if (!text.is_string()) return;
  auto& value = text.get_ref<std::string&>();
  if (!value.ends_with('\n')) return;
  value.pop_back();
  if (value.ends_with('\r')) value.pop_back();
}

/// A text value, or an object of body matchers: { "json_paths": ... }.
std::shared_ptr<const match::Matcher> read_output(const JsonReader& value) {
  match::CompileOptions options;
  options.kind = match::Kind::kEvent;
  const bool parts = value.is_object() &&
                     std::any_of(kBodyParts.begin(), kBodyParts.end(),
                                 [&](const char* key) { return value.value().contains(key); });
  base::Json wanted = parts ? value.value() : base::Json{{"text", value.value()}};
  if (wanted.contains("text")) drop_line_end(wanted["text"]);
  return match::Matcher::compile(value.with_value(wanted), options);
}

}  // namespace

const base::Shape& run_shape() {
  using base::Shape;
  static const Shape kShape = [] {
    const Shape parts = Shape::object(
        match::matcher_shape(match::Kind::kEvent).rows({kBodyParts.begin(), kBodyParts.end()}),
        {base::KeyRule::some_of({kBodyParts.begin(), kBodyParts.end()}),
         base::KeyRule::needs("json_ignore", {"json"})});
    const Shape expect = Shape::object(
        {{"exit", Shape::integer(0, 255), "its status", "0"},
         {"stdout", Shape::either({match::text_value_shape(match::Place::kBody), parts}),
          "what it prints; the last line end does not count"}});
    return Shape::object(
        {required("command", Shape::list(Shape::text(), 1), "program and arguments"),
         {"env", Shape::map(Shape::text()), "added to our own environment"},
         {"cwd", Shape::text(), "the folder it runs in, below the suite's", "the suite's folder"},
         {"expect", expect, "what it must come to"},
         {"timeout", Shape::time(), "for one run; then it is killed", "30s"},
         {"within", Shape::time(), "it is run again until it fits, for so long"}});
  }();
  return kShape;
}

std::unique_ptr<Step> parse_run(const JsonReader& body, const Scenario& scenario) {
  const base::ErrorMark mark(body.diags());
  if (!body.object()) return nullptr;
  SutCommand command;
  command.what = "the program";
  command.cwd = scenario.suite->folder;
  if (const auto words = body.find("command")) {
    for (const auto& word : words->elements()) {
      command.argv.push_back(word.string().value_or(""));
      check_system_text(word);
    }
    if (words->is_array() && command.argv.empty())
      words->error("empty", "\"command\" must not be empty", R"(write ["psql", "-c", "select 1"])");
  }
  if (!command.argv.empty()) command.name = command.argv.front();
  if (const auto env = body.find("env"); env && env->object()) {
    for (const auto& member : env->members()) {
      if (auto value = member.string(); value && check_variable(member))
        command.env[member.key()] = *value;
    }
  }
  if (const auto cwd = body.find("cwd"); cwd && check_system_text(*cwd))
    command.cwd = folder_of(scenario.suite->folder + "/" + cwd->string().value_or("") + "/.");
  Wanted wanted;
  std::shared_ptr<const base::Json> kept;
  if (const auto expect = body.find("expect"); expect && expect->object()) {
    if (const auto exit = expect->find("exit"))
      wanted.exit = static_cast<int>(exit->integer().value_or(0));
    if (const auto out = expect->find("stdout")) wanted.out = read_output(*out);
  }
  const auto within = read_window(body, "within");
  const auto timeout = read_window(body, "timeout");
  if (!mark.clean()) return nullptr;
  return std::make_unique<RunStep>(std::move(command), std::move(wanted),
                                   timeout.value_or(kTimeout), within);
}

}  // namespace ricochet::runner
