#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diag.h"
#include "match/matcher.h"

namespace ricochet::stubserver {

class CompiledResponse;
struct StateCondition;

/// What the files of an answer are, as far as is known. Those that are not quick a worker reads.
enum class FilesAre : std::uint8_t {
  kQuick,    ///< small, and read in no time; or there are none
  kUnknown,  ///< their names depend on the request, or the disk was slow: the next reading tells
  kLarge,    ///< one of them is, and may be again
};

/// One session of a Moco file, compiled and immutable. A pointer to it is its identity: counters
/// and positions hang on it (state.h).
struct Rule {
  /// Names it to people and the control API: made of its text, so it stays the same when the file
  /// is read again; the second of two equal sessions ends with "-2".
  std::string id;
  std::string source;       ///< its JSON, compact
  base::Location where;     ///< of the session
  std::string owner;        ///< the scenario that brought it; empty for the suite's own
  std::string description;  ///< Moco's comment, shown to people
  std::shared_ptr<const match::Matcher> matcher;
  /// Nobody wrote it: it comes with another one (the rest of a resource's area), so that it is
  /// never reported as unused.
  bool implied = false;
  bool any = false;  ///< no `request`: answers what no other session fits (Moco's "any response")
  /// All must hold. Empty: it fits whatever was before.
  std::vector<std::shared_ptr<const StateCondition>> states;
  /// The `resource` whose `quota` all its entries share: what was used up hangs on that one. It
  /// is not a session that is ever tried. nullptr: there is none.
  std::shared_ptr<const Rule> resource;
  std::shared_ptr<const CompiledResponse> response;
  std::size_t cursors = 0;            ///< how many `seq` and `cycle` positions its response has
  FilesAre files = FilesAre::kQuick;  ///< when it was compiled
  std::uint64_t fingerprint = 0;      ///< of the session's JSON: equal text, equal number

  /// "stubs/photos.json:12"
  std::string place() const;
  /// "GET /photos/a.jpg", "any request"
  std::string describe() const;
};

/// FNV-1a, the same on every machine.
std::uint64_t fingerprint_of(std::string_view text);

using Rules = std::vector<std::shared_ptr<const Rule>>;

}  // namespace ricochet::stubserver
