#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/file_operand.h"
#include "match/json/path_values.h"
#include "match/jwt.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::Json;
using base::JsonReader;

enum class Time { kFree, kValid, kExpired };

/// The bearer token: its signature, its time, its claims and its header.
class JwtPart final : public Part {
 public:
  std::optional<JwtKey> key;
  Time time = Time::kFree;
  std::vector<JsonPathCondition> claims, header;

  bool matches(const Subject& subject) const override {
    const auto& tokens = subject.bearer_tokens().tokens;
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const Jwt& token) { return fits(token, subject); });
  }

  Condition explain(const Subject& subject) const override {
    const auto& found = subject.bearer_tokens();
    Condition c;
    c.name = "jwt";
    c.expected = "a bearer token";
    c.ok = !found.tokens.empty();
    c.actual = !c.ok                      ? "no token"
               : found.tokens.size() == 1 ? "a token"
                                          : base::plural(found.tokens.size(), "token");
    if (!c.ok) c.detail = found.problem;
    return c;
  }

  void explain_into(const Subject& subject, std::vector<Condition>& out) const override {
    out.push_back(explain(subject));
    const Jwt* shown = shown_of(subject.bearer_tokens().tokens, subject);
    if (shown == nullptr) return;
    const Jwt& token = *shown;
    if (key) {
      Condition c;
      c.name = "jwt signature";
      c.expected = "a good one by " + std::string(key->algorithm());
      c.detail = key->problem(token);
      c.ok = c.detail.empty();
      c.actual = c.ok ? "a good one" : "not a good one";
      out.push_back(std::move(c));
    }
    if (time != Time::kFree) out.push_back(time_of(token, subject));
    add(claims, "jwt claim ", token.claims, out);
    add(header, "jwt header ", token.header, out);
  }

  std::optional<Reading> reading() const override { return Reading::kToken; }
  std::string describe() const override {
    std::string out = "jwt";
    if (key) out += " signed with " + std::string(key->algorithm());
    if (time != Time::kFree) out += time == Time::kValid ? " in its time" : " out of its time";
    for (const auto& test : claims) out += " " + name_of(test) + " " + test.wanted();
    for (const auto& test : header) out += " header " + name_of(test) + " " + test.wanted();
    return out;
  }

 private:
  bool fits(const Jwt& token, const Subject& subject) const {
    if (key && !key->problem(token).empty()) return false;
    if (time != Time::kFree && !time_of(token, subject).ok) return false;
    const auto fit = [](const std::vector<JsonPathCondition>& tests, const Json& value) {
      return std::all_of(tests.begin(), tests.end(),
                         [&](const auto& test) { return test.fits(&value); });
    };
    return fit(claims, token.claims) && fit(header, token.header);
  }
  /// The one that fits, else the first.
  const Jwt* shown_of(const std::vector<Jwt>& tokens, const Subject& subject) const {
    if (tokens.empty()) return nullptr;
    const auto good = std::find_if(tokens.begin(), tokens.end(),
                                   [&](const Jwt& token) { return fits(token, subject); });
    return good == tokens.end() ? &tokens.front() : &*good;
  }
  static std::string name_of(const JsonPathCondition& test) {
    return test.path().starts_with("$.") ? test.path().substr(2) : test.path();
  }
  static void add(const std::vector<JsonPathCondition>& tests, const std::string& noun,
                  const Json& value, std::vector<Condition>& out) {
    for (const auto& test : tests) {
      auto c = test.explain(&value, "absent");
      c.name = noun + name_of(test);
      out.push_back(std::move(c));
    }
  }
  /// RFC 7519 sections 4.1.4 to 4.1.6, without leeway, when the request came: what is looked at
  /// later is judged as it was then. A token with a time that is not a NumericDate is neither valid
  /// nor expired: no two libraries read it in the same way.
  Condition time_of(const Jwt& token, const Subject& subject) const {
    const auto came = subject.request() != nullptr ? subject.request()->received : std::nullopt;
    std::string odd = came ? "" : "when the request came is not known";
    const auto seconds = [&](const char* claim) -> std::optional<double> {
      const auto it = token.claims.find(claim);
      if (it == token.claims.end()) return std::nullopt;
      if (base::is_number(*it)) return base::double_of(*it);
      if (odd.empty())
        odd = std::string(claim) + " is " + base::shorten(base::compact_json(*it), 60) +
              ", not a number of seconds";
      return std::nullopt;
    };
    const double at = came ? std::chrono::duration<double>(came->time_since_epoch()).count() : 0;
    const auto exp = seconds("exp");
    const auto nbf = seconds("nbf");
    seconds("iat");
    const bool over = exp && at >= *exp;
    const bool early = nbf && at < *nbf;
    Condition c;
    c.name = "jwt time";
    c.expected = time == Time::kValid ? "valid now" : "not valid now";
    c.ok = odd.empty() && (over || early) == (time == Time::kExpired);
    c.actual = !odd.empty() ? "neither valid nor expired: " + odd
               : over       ? "expired"
               : early      ? "not valid yet"
               : exp        ? "valid now"
                            : "valid for ever: it has no exp";
    return c;
  }
};

void read_tests(const JsonReader& object, const OperatorContext& context,
                std::vector<JsonPathCondition>& out) {
  if (!object.object({})) return;
  for (const auto& entry : object.members()) {
    auto test = entry.key().starts_with('$') ? JsonPathCondition::compile(entry, context)
                                             : JsonPathCondition::compile_member(entry, context);
    if (test) out.push_back(std::move(*test));
  }
}

void read_key(const JsonReader& value, const CompileContext& context, JwtPart& part) {
  std::vector<std::string> given;
  for (const char* name : {"secret", "secret_env", "public_key"}) {
    if (value.find(name)) given.emplace_back(name);
  }
  if (given.size() > 1) {
    value.find(given[1])->error_at_key("bad-jwt",
                                       "there is a " + base::in_quotes(given[0]) + " already",
                                       "a token is checked with one key: remove one of them");
    return;
  }
  if (const auto secret = value.find("secret")) {
    if (const auto text = secret->nonempty_string()) part.key = JwtKey::hs256(*text);
  } else if (const auto env = value.find("secret_env")) {
    const auto name = env->nonempty_string();
    if (!name || !may_read_machine(*env, context.options)) return;
    const char* found = context.options.environment(name->c_str());
    if (found == nullptr || *found == '\0')
      env->error("not-set", "the environment variable " + base::in_quotes(*name) + " is not set",
                 "set it, or write the key under \"secret\"");
    else
      part.key = JwtKey::hs256(found);
  } else if (const auto file = value.find("public_key")) {
    const auto pem = named_file(*file, context.options);
    if (!pem) return;
    auto key = JwtKey::rs256(pem->content);
    if (key)
      part.key = std::move(*key);
    else
      file->error("bad-key", key.error().message, key.error().hint);
  }
}

}  // namespace

void compile_jwt(const JsonReader& value, const CompileContext& context, Parts& out) {
  if (!value.object()) return;
  auto part = std::make_unique<JwtPart>();
  read_key(value, context, *part);
  if (const auto time = value.find("time")) {
    const auto word = time->word();
    if (word) part->time = *word == "valid" ? Time::kValid : Time::kExpired;
  }
  if (const auto claims = value.find("claims"))
    read_tests(*claims, text_values_of(context.options), part->claims);
  if (const auto header = value.find("header"))
    read_tests(*header, text_values_of(context.options), part->header);
  out.push_back(std::move(part));
}

}  // namespace ricochet::match
