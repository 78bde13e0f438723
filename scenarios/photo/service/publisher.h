#pragma once

#include "kafka_handles.h"

namespace photo {

struct Config;
struct Outcome;

/// Publishes outcomes and waits until the broker has them.
class Publisher {
 public:
  /// Asks for the topic's metadata at once: a producer that meets a topic late waits up to a
  /// second for it.
  explicit Publisher(const Config& config);
  void publish(const Outcome& outcome);

 private:
  KafkaHandle client_;
  KafkaTopic topic_;
};

}  // namespace photo
