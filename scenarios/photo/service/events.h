#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photo {

struct Download;

/// A product got a photo, somewhere on the web.
struct PhotoWasAdded {
  std::string product;
  std::string url;
  /// The same for every delivery of one event: its `id`, or product and url when it has none.
  std::string identity;
};

/// A message of the topic, as far as this service cares.
struct Incoming {
  std::optional<PhotoWasAdded> photo_was_added;  ///< empty: malformed, or an event for others
  std::string malformed;                         ///< what is wrong with it; empty: nothing
};
Incoming read_event(std::string_view payload);

/// The outcome as it is published and posted.
struct Outcome {
  std::string product;
  std::string json;
};
Outcome outcome_of(const PhotoWasAdded& event, const Download& download);

}  // namespace photo
