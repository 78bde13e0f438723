#include "requestbin/v2/await_request.h"

#include <algorithm>
#include <charconv>

#include "awaits/expectation_reader.h"
#include "base/json/json.h"
#include "base/json/reader.h"
#include "base/json/time.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::requestbin {

namespace {

using base::JsonReader;

constexpr std::size_t kMaxName = 200;
constexpr std::int64_t kMostNear = 10;
constexpr base::Duration kLongestGrace = std::chrono::minutes(1);
/// With those that were only counted: then the list is full, and they are counted again.
void take_over(const base::DiagList& from, base::DiagList& into) {
  for (const auto& finding : from.all()) into.add(finding);
  if (from.suppressed() == 0) return;
  const base::Diag counted(from.all().back().code, {});
  for (std::size_t i = 0; i < from.suppressed(); ++i) into.add(counted);
}

/// One reading of one request.
class Reading {
 public:
  Reading(const journal::CaptureLog& log, const journal::BinInfo* bin, bool verify,
          const AwaitBody& body, const JsonReader& root, AwaitRequest& request)
      : log_(log),
        bin_(bin),
        verify_(verify),
        body_(body),
        root_(root),
        request_(request),
        wanted_(request.expectation) {}

  bool read() {
    if (const auto name = root_.find("name")) {
      wanted_.name = name->string().value_or("");
      if (wanted_.name.size() > kMaxName)
        name->error("too-long", "a name of more than 200 bytes", "shorten it");
    }
    if (!read_bins()) return false;
    read_selector_of(root_, kind_, mixed_, wanted_.selector);
    if (const auto steps = root_.find("steps")) read_steps(*steps);
    if (const auto order = root_.find("order")) read_order(*order);
    if (wanted_.sources.empty()) {
      if (!root_.diags().has_errors())
        root_.error(base::Diag::Kind::kNotFound, "no-bin", "there is no bin to look at",
                    R"(add "bins": ["orders"])");
      return false;
    }
    read_after();
    wanted_.past_quiet = request_.anchored;
    read_correlate();
    read_rest();
    return read_counts() && !root_.diags().has_errors();
  }

 private:
  const journal::BinInfo* bin_named(const JsonReader& value) const {
    const auto name = value.string();
    if (!name) return nullptr;
    const auto* info = log_.info(*name);
    if (info != nullptr) return info;
    std::vector<std::string> names;
    for (const auto& bin : log_.bins()) {
      if (!bin.is_private) names.push_back(bin.name);
    }
    value.error(base::Diag::Kind::kNotFound, "no-bin",
                "there is no bin " + base::in_quotes(base::shorten(*name, 80)),
                base::did_you_mean(*name, names));
    return nullptr;
  }

  void add_source(const journal::BinInfo& bin) {
    const auto known =
        std::any_of(wanted_.sources.begin(), wanted_.sources.end(),
                    [&bin](const awaits::Source& source) { return source.bin == bin.name; });
    if (known) return;
    if (wanted_.sources.empty()) {
      kind_ = bin.kind;
    } else if ((bin.kind == journal::BinKind::kTopic) != (kind_ == journal::BinKind::kTopic)) {
      mixed_ = true;
    }
    awaits::Source source(bin.name, bin.cleared_through);
    source.from_held = true;
    wanted_.sources.push_back(std::move(source));
  }

  bool read_bins() {
    if (bin_ != nullptr) {
      add_source(*bin_);
      return true;
    }
    const auto bins = root_.find("bins");
    if (!bins) return true;
    for (const auto& element : bins->elements()) {
      if (const auto* info = bin_named(element)) add_source(*info);
    }
    if (wanted_.sources.size() > kMaxAwaitBins)
      bins->error("too-many-bins", "more than 100 bins", "wait for fewer at a time");
    return !root_.diags().has_errors();
  }

  /// `request` for calls, `event` for events; `holder` is the request or one of its steps.
  void read_selector_of(const JsonReader& holder, journal::BinKind kind, bool mixed,
                        std::shared_ptr<const match::Matcher>& selector) const {
    const auto call = holder.find("request");
    const auto event = holder.find("event");
    if (!call && !event) return;
    const bool topic = kind == journal::BinKind::kTopic;
    const auto& wrong = topic ? call : event;
    if (mixed) {
      (call ? call : event)
          ->error_at_key("mixed-kinds", "one selector for calls and events",
                         "use \"steps\", each with its own selector");
      return;
    }
    if (wrong) {
      wrong->error_at_key("wrong-kind",
                          topic ? "\"request\" for the bin of a topic" : "\"event\" for calls",
                          topic ? "its selector is \"event\"" : "their selector is \"request\"");
      return;
    }
    const auto& made = body_.selectors.at((topic ? *event : *call).pointer());
    take_over(made.diags, root_.diags());
    selector = made.matcher;
  }

  void read_steps(const JsonReader& steps) {
    for (const auto& element : steps.elements()) {
      if (!element.object({"bin", "request", "event", "times", "name"})) continue;
      awaits::ExpectedStep step;
      const auto bin = bin_ == nullptr ? element.find("bin") : std::nullopt;
      const journal::BinInfo* info = bin_;
      if (bin) {
        info = bin_named(*bin);
      } else if (bin_ != nullptr && element.find("bin")) {
        element.find("bin")->error_at_key("bin-twice", "the path names the bin already",
                                          "post to /api/v2/await for several bins");
      } else if (bin_ == nullptr && wanted_.sources.size() == 1) {
        info = log_.info(wanted_.sources.front().bin);
      } else if (bin_ == nullptr) {
        element.error(base::Diag::Kind::kNotFound, "no-bin", "a step without a bin",
                      R"(add "bin": "orders")");
      }
      if (info == nullptr) continue;
      step.bin = info->name;
      if (bin) add_source(*info);
      if (const auto name = element.find("name")) step.name = name->string().value_or("");
      if (const auto times = element.find("times"))
        step.times =
            static_cast<std::uint64_t>(times->integer(1, awaits::kMaxStepTimes).value_or(1));
      read_selector_of(element, info->kind, false, step.selector);
      wanted_.steps.push_back(std::move(step));
    }
    if (wanted_.steps.empty() && !root_.diags().has_errors())
      steps.error("no-steps", "a list without steps asserts nothing", "list what must come");
    if (wanted_.sources.size() > kMaxAwaitBins)
      steps.error("too-many-bins", "more than 100 bins", "wait for fewer at a time");
  }

  void read_order(const JsonReader& value) {
    if (wanted_.steps.empty()) {
      value.error_at_key("no-steps", "\"order\" without \"steps\"", "list the steps, or remove it");
      return;
    }
    const auto word = value.word({"any", "subsequence", "strict"});
    if (!word) return;
    wanted_.order = *word == "any"      ? awaits::Order::kAny
                    : *word == "strict" ? awaits::Order::kStrict
                                        : awaits::Order::kSubsequence;
  }

  void set_after(awaits::Source& source, const JsonReader& value) {
    source.from_held = false;
    if (value.is_string()) {
      const auto seq = read_cursor(log_, source.bin, value.string().value_or(""));
      if (seq) {
        source.after = *seq;
      } else {
        value.repeat(seq.error());
      }
    } else if (const auto seq = value.integer(0, INT64_MAX)) {
      source.after = static_cast<journal::Seq>(*seq);
    }
  }

  void read_after() {
    const auto after = root_.find("after");
    if (!after) return;
    request_.anchored = true;
    if (after->is_object()) {
      for (const auto& member : after->members()) {
        const auto source =
            std::find_if(wanted_.sources.begin(), wanted_.sources.end(),
                         [&member](const awaits::Source& s) { return s.bin == member.key(); });
        if (source == wanted_.sources.end()) {
          std::vector<std::string> names;
          for (const auto& s : wanted_.sources) names.push_back(s.bin);
          member.error_at_key(base::Diag::Kind::kNotFound, "no-bin",
                              base::in_quotes(member.key()) + " is not waited for",
                              base::did_you_mean(member.key(), names));
        } else {
          set_after(*source, member);
        }
      }
      request_.anchored = after->members().size() == wanted_.sources.size();
      return;
    }
    const bool gseq = bin_ == nullptr && !after->is_string();
    const std::int64_t at = gseq ? after->integer(0, INT64_MAX).value_or(-1) : -1;
    for (auto& source : wanted_.sources) {
      if (!gseq) {
        set_after(source, *after);
      } else if (at >= 0) {
        source.from_held = false;
        source.after = log_.cursor_at(source.bin, static_cast<std::uint64_t>(at));
      }
    }
    if (at >= 0 && static_cast<std::uint64_t>(at) > log_.numbered())
      after->error("bad-cursor", "there is no record " + std::to_string(at) + " yet",
                   "in a request for several bins a number is a gseq; the cursor may be from "
                   "before a restart");
  }

  void read_correlate() {
    const auto correlate = root_.find("correlate");
    if (!correlate || !correlate->object({"by", "value"})) return;
    const auto by = correlate->require("by");
    const auto text = by ? by->string() : std::nullopt;
    if (!text) return;
    auto parsed = awaits::Correlation::parse(*text);
    if (!parsed) {
      by->error("bad-correlation", parsed.error().message, parsed.error().hint);
      return;
    }
    wanted_.correlate.emplace();
    wanted_.correlate->by = *parsed;
    if (const auto value = correlate->find("value")) wanted_.correlate->value = value->string();
  }

  void read_rest() {
    if (const auto near = root_.find("near"))
      wanted_.near = static_cast<std::size_t>(near->integer(0, kMostNear).value_or(0));
    if (const auto preflights = root_.find("preflights"))
      wanted_.preflights = preflights->boolean().value_or(false);
    if (verify_) return;
    if (const auto mode = root_.find("settle_mode"))
      wanted_.settle_fixed = mode->word({"quiet", "fixed"}) == "fixed";
    if (const auto grace = root_.find("late_grace")) {
      wanted_.late_grace = base::read_time(*grace);
      if (wanted_.late_grace && *wanted_.late_grace > kLongestGrace)
        grace->error("bad-time", "late arrivals are watched for a minute at most", "write \"1m\"");
    }
  }

  bool read_counts() {
    const bool topic = kind_ == journal::BinKind::kTopic;
    wanted_.noun = mixed_ ? "record" : topic ? "event" : "call";
    if (wanted_.steps.empty()) {
      wanted_.now = verify_;
      if (!awaits::read_expectation(root_, {}, wanted_)) return false;
    } else {
      for (const char* key : {"exactly", "at_least", "at_most", "between", "never", "for", "settle",
                              "settle_mode", "spacing", "tolerance"}) {
        if (const auto value = root_.find(key))
          value->error_at_key("bad-steps", base::in_quotes(key) + " beside \"steps\"",
                              "steps have their own counts: \"times\" of a step");
      }
      std::uint64_t times = 0;
      for (const auto& step : wanted_.steps) times += step.times;
      wanted_.count = awaits::Count::at_least(times);
      wanted_.now = verify_;
      if (const auto within = root_.find("within"))
        wanted_.within = base::read_time(*within).value_or(wanted_.within);
      if (const auto fine = wanted_.check(); !fine && !root_.diags().has_errors())
        root_.error("bad-steps", fine.error().message, fine.error().hint);
    }
    if (verify_) wanted_.within = wanted_.settle = base::Duration::zero();
    return true;
  }

  const journal::CaptureLog& log_;
  const journal::BinInfo* bin_;
  bool verify_;
  const AwaitBody& body_;
  const JsonReader& root_;
  AwaitRequest& request_;
  awaits::Expectation& wanted_;
  journal::BinKind kind_ = journal::BinKind::kBin;
  bool mixed_ = false;
};

}  // namespace

base::Result<journal::Seq> read_cursor(const journal::CaptureLog& log, const std::string& bin,
                                       const std::string& text) {
  journal::Seq seq = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, seq);
  if (problem == std::errc() && stop == end) {
    if (seq <= INT64_MAX) return seq;
    return base::Diag("await/bad-cursor", base::in_quotes(text) + " is not a cursor",
                      "cursors are what the lists and verdicts give");
  }
  const auto& marks = log.marks(bin);
  const auto mark = marks.find(text);
  if (mark != marks.end()) return mark->second;
  std::vector<std::string> names;
  for (const auto& [name, at] : marks) names.push_back(name);
  return base::Diag("await/no-mark",
                    "the bin " + base::in_quotes(bin) + " has no mark " +
                        base::in_quotes(base::shorten(text, 80)),
                    names.empty() ? "set one: POST /api/v2/bins/" + bin + "/marks/NAME"
                                  : base::did_you_mean(text, names));
}

bool read_await_request(const AwaitBody& body, const journal::CaptureLog& log,
                        const journal::BinInfo* bin, bool verify, base::DiagList& diags,
                        AwaitRequest& request) {
  take_over(body.diags, diags);
  if (!body.readable) return false;
  const JsonReader root(body.document, diags, "await");
  return Reading(log, bin, verify, body, root, request).read();
}

}  // namespace ricochet::requestbin
