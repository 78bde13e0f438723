#pragma once
#include <string>

#include "runner/result/outcome.h"

namespace ricochet::runner {

/// A cause as people read it: the only place where one becomes text. Not cleaned: who prints it
/// does that.
struct CauseText {
  std::string message;  ///< one line, as a rule; empty: there is no cause
  std::string brief;    ///< the same, what was found first: "got 3, expected exactly 2"; or empty
  std::string story;    ///< several lines, may be empty
  /// The story begins with the message, or goes on where the brief ends.
  bool story_has_message = false;
};
CauseText text_of(const Cause& cause);

/// The message alone.
std::string message_of(const Cause& cause);

/// Whether the story says that place itself: then nobody else needs to.
bool names_place(const Cause& cause, const base::Location& where);

}  // namespace ricochet::runner
