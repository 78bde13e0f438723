#pragma once
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "match/difference.h"
#include "match/selective_key.h"
#include "match/subject.h"

namespace ricochet::match {

/// What of a message a condition looks at: how much it says about which one was meant.
enum class Aspect { kOther, kPath, kMethod, kKey, kContent };

/// One part of a matcher, looked at alone: what a funnel, a near miss and "why not" are made of.
/// The texts are for people; a program that wants to know something finds it in the other members.
struct Condition {
  std::string name;  ///< "method", "uri", "header x-event", "json $.status", "key"
  bool ok = false;
  std::string expected;  ///< for people: `"POST"`, `match "/a/\d+"`, `exist "true"`
  std::string actual;    ///< for people: `"GET"`, `absent`, `the number 42`
  std::string detail;    ///< path of the first difference inside JSON or XML, else empty
  Aspect aspect = Aspect::kOther;
  Difference difference = Difference::kNone;  ///< of a value that nearly fits
};

/// How far a message is from fitting, without saying why: cheap enough to choose by.
struct Misfit {
  std::size_t failed = 0;  ///< how many conditions do not hold
  bool path = false;       ///< one of them is the path
};

/// What kind of thing a matcher selects: it decides which keys are allowed.
enum class Kind { kRequest, kEvent };

struct CompileOptions {
  Kind kind = Kind::kRequest;
  /// Folder that `file` operands are relative to; empty: the working directory (Moco's rule).
  std::string file_root;
  /// Folders that `path_resource` is looked up in, in this order (Moco: the Java class path).
  std::vector<std::string> resources;
  /// False for what came over the network: it may name neither files nor environment variables of
  /// this machine (no-file).
  bool may_read_machine = true;
  /// For who may name files, but not those outside the folders above (no-file): see stays_below().
  bool only_below = false;
  /// What `secret_env` is looked up in: getenv(3), or what a test puts in its place.
  char* (*environment)(const char* name) = ::getenv;
  /// For expectations and filters, which are ours: `"text": ""` fits a body that is empty. In
  /// Moco's own files nothing does.
  bool empty_text_fits = false;
  /// Put before every `uri` (Moco's `context`); see make_prefixed(). Does not limit a matcher that
  /// has no `uri`: see beneath().
  std::string uri_prefix;
};

/// `any`, `all` and `not` inside one another, at most.
inline constexpr std::size_t kMaxMatcherNesting = 16;

/// A compiled Moco `request` object (for Kind::kEvent: the parts of it that an event has, and
/// `key`, `partition`). Immutable, shared between threads. All parts must hold; evaluation stops at
/// the first that does not, cheap parts first.
class Matcher {
 public:
  /// Findings go to the reader's list; nullptr when there was an error. Unknown keys, empty objects
  /// (`{}` is not a selector; ask for none instead), bad patterns and paths are all found here.
  static std::shared_ptr<const Matcher> compile(const base::JsonReader& object,
                                                const CompileOptions& options = {});
  /// The matcher that everything fits.
  static std::shared_ptr<const Matcher> any();

  virtual ~Matcher() = default;
  virtual bool matches(const Subject& subject) const = 0;
  /// Every condition with its own result, in the order in which they are checked. Never throws.
  virtual std::vector<Condition> explain(const Subject& subject) const = 0;
  /// The same, but what needs the body is left out when the path does not fit: nobody asked for it
  /// there, and it may be dear.
  virtual std::vector<Condition> explain_unless_path_fails(const Subject& subject) const {
    return explain(subject);
  }
  /// What explain_unless_path_fails() would count.
  virtual Misfit misfit(const Subject& subject) const;
  /// One line for people: `POST /orders with json $.status "PAID"`.
  virtual std::string describe() const = 0;
  /// What an index may rely on: a request that fits none of these paths (methods) can never match.
  virtual SelectiveKey selective_key() const { return {}; }
  /// Whether a search of it may reach its bound, so that there is no verdict (give_up.h).
  virtual bool may_give_up() const { return true; }
  /// True when a verdict needs the body, so that a truncated one makes it unknown.
  virtual bool needs_body() const = 0;
  /// What the variables of a `path` operator on `uri` captured: `/a/{id}` on "/a/7" gives id = 7.
  /// Empty when there are none or the path does not fit.
  virtual std::map<std::string, std::string> path_variables(const Subject& subject) const = 0;
};

/// Moco's request object, or what selects events: its keys, and what may stand under each.
const base::Shape& matcher_shape(Kind kind);

/// The keys that a matcher of that kind knows. Who embeds a matcher's keys among its own needs
/// them.
std::vector<std::string> matcher_keys(Kind kind);

}  // namespace ricochet::match
