#include "bus/kafka/errors.h"

#include "base/text/printable.h"

namespace ricochet::bus::kafka {

base::Diag unreachable(const std::string& bootstrap, base::Duration waited,
                       const std::string& reason) {
  base::Diag diag(base::Diag::Kind::kEnvironment, "bus/unreachable",
                  "no Kafka broker answers at " + base::in_quotes(bootstrap) + " (tried for " +
                      base::humanize(waited) + ")",
                  R"(start it, or name another one by --bus HOST:PORT or by "kafka" of "bus" in )"
                  R"(ricochet.json ("embedded" needs none))");
  if (!reason.empty()) diag.notes.push_back("the last try: " + base::printable(reason));
  return diag;
}

base::Diag topic_error(const std::string& topic, const std::string& why, std::string hint) {
  if (hint.empty()) hint = R"(see "topics" in ricochet.json and the broker's log)";
  return {base::Diag::Kind::kEnvironment, "bus/topic",
          "topic " + base::in_quotes(topic) + ": " + why, std::move(hint)};
}

base::Diag no_topic(const std::string& topic) {
  return {base::Diag::Kind::kNotFound, "bus/no-topic",
          "there is no topic " + base::in_quotes(topic) + " at the broker",
          "check the name, or create it first"};
}

base::Diag publish_error(const std::string& topic, rd_kafka_resp_err_t error,
                         const std::string& text) {
  const std::string where = "the record for topic " + base::in_quotes(topic);
  switch (error) {
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
      return {
          base::Diag::Kind::kEnvironment, "bus/timeout",
          where + " was not acknowledged in time: " + text,
          R"(is the broker still up? "message.timeout.ms" in "properties" of "bus" sets the time)"};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return {
          base::Diag::Kind::kEnvironment, "bus/publish-failed", where + " was refused: " + text,
          R"(make it smaller, or raise "message.max.bytes" in "properties" of "bus" and on the broker)"};
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return {base::Diag::Kind::kEnvironment, "bus/publish-failed", where + " was refused: " + text,
              R"(name the topic under "topics" in ricochet.json)"};
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return {base::Diag::Kind::kEnvironment, "bus/publish-failed", where + " was refused: " + text,
              R"(leave "partition" out, or give the topic more "partitions" in ricochet.json)"};
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
      return {
          base::Diag::Kind::kEnvironment, "bus/publish-failed", where + " was refused: " + text,
          R"(publish in smaller batches, or raise "queue.buffering.max.messages" in "properties" of "bus")"};
    default:
      return {base::Diag::Kind::kEnvironment, "bus/publish-failed", where + " was refused: " + text,
              "see the broker's log; "
              R"("properties" of "bus" are librdkafka's)"};
  }
}

base::Diag closed(const std::string& what) {
  return {base::Diag::Kind::kEnvironment, "bus/closed", what + " was given up: the bus was closed",
          "wait for it before closing the bus"};
}

}  // namespace ricochet::bus::kafka
