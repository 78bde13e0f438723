#pragma once

namespace ricochet::bus {

/// Where reading of a topic starts when it is opened.
enum class ReadFrom {
  kEnd,        ///< what comes after open()
  kBeginning,  ///< all that the topic still holds, then what comes
  kNowhere,    ///< nothing: for publishing alone
};

}  // namespace ricochet::bus
