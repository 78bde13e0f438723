#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json/json.h"
#include "base/json/reader.h"
#include "match/matcher.h"
#include "match/subject.h"

namespace ricochet::match {

/// A matcher from JSON text together with its findings.
struct Compiled {
  base::DiagList diags;
  std::shared_ptr<const Matcher> matcher;
  std::string errors() const {
    std::string out;
    for (const auto& d : diags.all()) out += (out.empty() ? "" : "\n") + base::render_line(d);
    return out;
  }
};

inline Compiled compile(const std::string& json, const CompileOptions& options = {}) {
  Compiled out;
  auto document = base::JsonDocument::parse("m.json", json).value();
  out.matcher = Matcher::compile(base::JsonReader(document, out.diags, "stub"), options);
  return out;
}

inline base::Json json(const std::string& text) { return base::Json::parse(text); }

/// A request in one line: `POST /a?x=1`, headers, body.
inline Request request(const std::string& line, std::vector<Field> headers = {},
                       std::string body = {}) {
  Request r;
  const auto space = line.find(' ');
  r.method = line.substr(0, space);
  r.set_target(line.substr(space + 1));
  r.headers = std::move(headers);
  r.body = std::move(body);
  return r;
}

inline bool fits(const std::string& matcher, const Request& r) {
  const auto compiled = compile(matcher);
  if (!compiled.matcher) throw std::runtime_error(compiled.errors());
  const Subject subject(r);
  const bool verdict = compiled.matcher->matches(subject);
  bool explained = true;
  for (const auto& c : compiled.matcher->explain(subject)) explained = explained && c.ok;
  if (explained != verdict)
    throw std::logic_error("matches() and explain() disagree on " + matcher);
  return verdict;
}

}  // namespace ricochet::match
