#include "requestbin/server/pages.h"

#include <algorithm>

#include "base/text/text.h"
#include "journal/wire_text.h"
#include "match/subject.h"
#include "requestbin/web_text.h"

namespace ricochet::requestbin {

namespace {

constexpr std::size_t kMaxBody = 64u << 10;
constexpr std::size_t kMaxBins = 50;

std::string colour_text(const journal::Colour& c) {
  return "rgb(" + std::to_string(c[0]) + "," + std::to_string(c[1]) + "," + std::to_string(c[2]) +
         ")";
}

/// A presentation attribute, because the policy allows no inline style.
std::string dot(const journal::Colour& colour) {
  return "<svg class=\"dot\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><circle cx=\"5\" cy=\"5\" "
         "r=\"5\" fill=\"" +
         colour_text(colour) + "\"/></svg>";
}

std::string page(const std::string& title, const journal::Colour& colour, const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         html_escape(title) +
         "</title>\n<link rel=\"stylesheet\" href=\"/static/bin.css\">\n"
         "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' "
         "viewBox='0 0 1 1'%3E"
         "%3Crect width='1' height='1' fill='" +
         colour_text(colour) + "'/%3E%3C/svg%3E\">\n</head>\n<body>\n<main>\n" + body +
         "</main>\n</body>\n</html>\n";
}

std::string age(base::Duration d) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(d).count();
  if (seconds < 60) return std::to_string(seconds) + "s";
  if (seconds < 3600) return std::to_string(seconds / 60) + "m";
  if (seconds < 86400) return std::to_string(seconds / 3600) + "h";
  return std::to_string(seconds / 86400) + "d";
}

std::string table(const std::string& title, const std::vector<match::Field>& fields) {
  if (fields.empty()) return {};
  std::string out = "<h3>" + title + "</h3>\n<table>\n";
  for (const auto& field : fields) {
    out += "<tr><td>" + html_escape(field.name) + "</td><td>" + html_escape(field.value) +
           "</td></tr>\n";
  }
  return out + "</table>\n";
}

std::string body_block(const std::string& body) {
  if (body.empty()) return {};
  std::string out = "<h3>Body, " + base::format_bytes(body.size()) + "</h3>\n<pre>";
  out += html_escape(journal::as_text(journal::cut_text(body, kMaxBody)));
  out += "</pre>\n";
  if (body.size() > kMaxBody)
    out += "<p class=\"soft\">The first " + base::format_bytes(kMaxBody) + " are shown.</p>\n";
  return out;
}

std::string record_card(const journal::Record& record, base::TimePoint now) {
  std::string out = "<article class=\"card\" id=\"" + record.id + "\">\n<div class=\"line\">";
  if (const auto* call = record.request()) {
    const bool fine = record.answer.status >= 200 && record.answer.status < 400;
    const bool unreadable = record.refused != nullptr && call->target.empty();
    out += "<span class=\"method\">" + html_escape(call->method) +
           "</span><span class=\"target\">" +
           html_escape(unreadable ? record.title() : call->target) + "</span><span class=\"" +
           (fine ? "ok" : "bad") + "\">" +
           (record.answer.status == 0 ? std::string("no answer")
                                      : std::to_string(record.answer.status)) +
           "</span>";
  } else {
    out += "<span class=\"method\">EVENT</span><span class=\"target\">" +
           html_escape(record.title()) + "</span>";
  }
  out += "<a class=\"soft\" href=\"#" + record.id + "\">#" + std::to_string(record.seq) +
         "</a><time class=\"soft\" datetime=\"" + base::format_rfc3339(record.received_wall) +
         "\" title=\"" + base::format_rfc3339(record.received_wall) + "\">" +
         age(now - record.received) + "</time></div>\n";
  if (!record.rule.empty())
    out += "<div class=\"soft\">answered by " + html_escape(record.rule) + "</div>\n";
  if (record.refused)
    out += "<div class=\"bad\">refused: " + html_escape(record.refusal()) + "</div>\n";
  if (!record.matched)
    out += "<div class=\"bad\">no rule fitted: " + html_escape(record.why_not) + "</div>\n";
  if (const auto* call = record.request()) {
    out += "<div class=\"soft\">from " + html_escape(call->peer_address) + "</div>\n" +
           table("Query", call->queries);
    const match::Subject subject(*call);
    out += table("Form", subject.forms());
    if (!subject.forms().empty() && subject.is_unsure(match::Reading::kForms))
      out += "<div class=\"bad\">there may be more in the form: " +
             html_escape(subject.why_unsure(match::Reading::kForms)) + "</div>\n";
  }
  return out + table("Headers", record.message().headers) + body_block(record.message().body) +
         "</article>\n";
}

std::string limits_note(const journal::BinInfo& bin) {
  return "<p class=\"soft\">Holds the newest " + base::plural(bin.limits.records, "record") +
         " and " + base::format_bytes(bin.limits.bytes) +
         (bin.evicted > 0 ? "; " + std::to_string(bin.evicted) + " older were dropped" : "") +
         ".</p>\n";
}

/// For a shell: the URL holds nothing but a checked bin name and the Host header, so that is
/// quoted.
std::string empty_help(const std::string& url) {
  std::string quoted = "'";
  for (const char c : url) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  quoted += "'";
  return "<section class=\"card\">\n<h2>Nothing has come yet</h2>\n<p>Send something, then reload "
         "this page:</p>\n<pre>" +
         html_escape("curl -d 'hello=world' " + quoted) + "</pre>\n</section>\n";
}

}  // namespace

std::string home_page(const std::vector<journal::BinInfo>& bins) {
  std::string body =
      "<header class=\"bar\"><h1>Ricochet request bin</h1><a class=\"spread\" href=\"/\">Live "
      "page</a></header>\n"
      "<section class=\"card\">\n<p>A bin takes every HTTP request that is sent to it, and shows "
      "it.</p>\n"
      "<form method=\"post\" action=\"/ui/bins\">\n<button type=\"submit\">Create a bin</button>\n"
      "<label><input type=\"checkbox\" name=\"private\" value=\"true\"> private: only this browser "
      "sees its page</label>\n"
      "</form>\n</section>\n<h2>Bins</h2>\n";
  std::vector<journal::BinInfo> shown;
  std::copy_if(bins.begin(), bins.end(), std::back_inserter(shown),
               [](const journal::BinInfo& bin) { return !bin.is_private; });
  std::stable_sort(shown.begin(), shown.end(),
                   [](const auto& a, const auto& b) { return a.created > b.created; });
  if (shown.size() > kMaxBins) shown.resize(kMaxBins);
  if (shown.empty()) body += "<p class=\"soft\">None yet.</p>\n";
  body += "<ul class=\"bins\">\n";
  for (const auto& bin : shown) {
    body += "<li>" + dot(bin.colour) + "<a href=\"/" + html_escape(bin.name) + "?inspect\">" +
            html_escape(bin.name) + "</a><span class=\"soft\">" + to_string(bin.kind) +
            "</span><span class=\"soft spread\">" + std::to_string(bin.held) + "</span></li>\n";
  }
  return page("Ricochet request bin", {110, 160, 220}, body + "</ul>\n");
}

std::string inspect_page(const journal::BinInfo& bin,
                         const std::vector<journal::RecordPtr>& newest_first,
                         const std::string& base_url, base::TimePoint now) {
  const auto url = base_url + "/" + bin.name;
  std::string body = "<header class=\"bar\">" + dot(bin.colour) + "<h1>" + html_escape(bin.name) +
                     "</h1><span class=\"soft\">" + to_string(bin.kind) +
                     (bin.is_private ? ", private" : "") + ", " + std::to_string(bin.held) +
                     " held</span><a class=\"spread\" href=\"/?bin=" + html_escape(bin.name) +
                     "\">Live page</a><a href=\"/ui/bins\">All bins</a></header>\n";
  if (bin.kind == journal::BinKind::kBin) body += "<pre>" + html_escape(url) + "</pre>\n";
  if (newest_first.empty()) {
    body += bin.kind == journal::BinKind::kBin ? empty_help(url)
                                               : "<p class=\"soft\">Nothing has come yet.</p>\n";
  }
  const auto count = std::min(newest_first.size(), kPageRecords);
  for (std::size_t i = 0; i < count; ++i) body += record_card(*newest_first[i], now);
  if (bin.held > count) {
    body += "<p class=\"soft\">The newest " + std::to_string(count) + " of " +
            std::to_string(bin.held) + " are shown; <a href=\"/api/v2/bins/" +
            html_escape(bin.name) + "/requests\">the API</a> has them all.</p>\n";
  }
  return page(bin.name, bin.colour, body + limits_note(bin));
}

}  // namespace ricochet::requestbin
