#include "runner/report/cause_text.h"

#include <algorithm>
#include <utility>

#include "base/text/text.h"

#include "runner/report/brief.h"

namespace ricochet::runner {

namespace {

/// A message that its story does not repeat is its own headline.
CauseText told(std::string message, std::string story, bool has_message) {
  CauseText out;
  if (!has_message) out.brief = message;
  out.message = std::move(message);
  out.story = std::move(story);
  out.story_has_message = has_message;
  return out;
}

std::string story_of(const Unmet& unmet) {
  std::string out = "expected: " + unmet.expected + "\n";
  for (const auto& seen : unmet.actual) {
    out += "actual:   " + seen.what + "\n";
    if (!seen.why.empty()) out += "          " + seen.why + "\n";
  }
  if (unmet.more > 0) out += "          and " + std::to_string(unmet.more) + " more\n";
  if (!unmet.help.empty()) out += "help:     " + unmet.help + "\n";
  return out;
}

std::string story_of(const Trouble& trouble) {
  std::string out = trouble.diag ? base::render(*trouble.diag) + "\n" : std::string();
  if (!trouble.given.empty()) out += "it had last:\n";
  for (const auto& record : trouble.given) out += "  " + record + "\n";
  if (!trouble.published.empty()) out += "published last: " + trouble.published + "\n";
  if (!trouble.last_output.empty()) out += "its last output:\n";
  for (const auto& line : trouble.last_output) out += "  " + line + "\n";
  return out;
}

/// What happened, a line each with its time; the gap stands where moments are left out.
std::string story_of(const Finding& finding) {
  std::string out = "expected: " + finding.expected + "\n";
  if (!finding.clue.empty()) out += "hint: " + finding.clue + "\n";
  bool first = true;
  for (const auto line : base::split(finding.help, '\n')) {
    if (!finding.help.empty())
      out += (std::exchange(first, false) ? "help:     " : "          ") + std::string(line) + "\n";
  }
  if (!finding.story.empty()) out += "what happened:\n";
  const std::size_t half = (finding.story.size() + 1) / 2;
  for (std::size_t i = 0; i < finding.story.size(); ++i) {
    const auto& moment = finding.story[i];
    if (finding.left_out > 0 && i == half)
      out += "  ... " + base::plural(finding.left_out, "more moment") + "\n";
    std::string at = "+" + base::humanize(moment.at);
    at.resize(std::max<std::size_t>(at.size(), 10), ' ');
    out += (moment.surplus ? "> " : "  ") + at + " " + moment.what + "\n";
  }
  for (const auto& note : finding.notes) out += "note:     " + note + "\n";
  for (const auto& other : finding.also) out += "also:     " + other + "\n";
  if (finding.wait) out += awaits::render_verdict(*finding.wait);
  if (!finding.exception.empty()) out += "if it is meant to be: " + finding.exception + "\n";
  return out;
}

struct Teller {
  CauseText operator()(std::monostate) const { return {}; }
  CauseText operator()(const Remark& remark) const {
    return told(remark.message, remark.help, false);
  }
  CauseText operator()(const base::DiagList& diags) const {
    if (diags.all().empty()) return {};
    return told(diags.all().front().message, diags.render_all(), true);
  }
  CauseText operator()(const awaits::Verdict& verdict) const {
    const std::string headline = brief(verdict);
    CauseText out = told(
        verdict.message,
        headline.empty() ? awaits::render_verdict(verdict) : awaits::render_details(verdict), true);
    out.brief = headline;
    return out;
  }
  CauseText operator()(const Told& words) const {
    CauseText out = told(words.message, words.story, words.story_has_message);
    if (!words.brief.empty()) out.brief = words.brief;
    return out;
  }
  CauseText operator()(const Unmet& unmet) const {
    return told(unmet.message, story_of(unmet), false);
  }
  CauseText operator()(const NotSetUp& suite) const {
    return told(suite.message,
                "the suite could not be set up: " + suite.message + " (see its first scenario)\n",
                true);
  }
  CauseText operator()(const Stopped& stopped) const {
    std::string story = story_of(stopped.trouble);
    if (stopped.wait) story += "\n" + awaits::render_verdict(*stopped.wait);
    return told(stopped.trouble.message, std::move(story), stopped.trouble.diag.has_value());
  }
  CauseText operator()(const Finding& finding) const {
    return told(finding.message, story_of(finding), false);
  }
};

}  // namespace

CauseText text_of(const Cause& cause) { return std::visit(Teller(), cause); }

std::string message_of(const Cause& cause) { return text_of(cause).message; }

bool names_place(const Cause& cause, const base::Location& where) {
  const auto* diags = std::get_if<base::DiagList>(&cause);
  return diags != nullptr && where.known() &&
         std::any_of(diags->all().begin(), diags->all().end(), [&](const base::Diag& diag) {
           return diag.where.known() && diag.where.str() == where.str();
         });
}

}  // namespace ricochet::runner
