#pragma once
#include <librdkafka/rdkafka.h>

#include <memory>

namespace ricochet::bus::kafka {

/// Calls the library's own destroy function.
template <auto kDestroy>
struct Destroy {
  template <class T>
  void operator()(T* handle) const {
    kDestroy(handle);
  }
};

template <class T, auto kDestroy>
using Handle = std::unique_ptr<T, Destroy<kDestroy>>;

/// Without leaving a group: we are in none. Joins the library's threads, so it may take a moment.
inline void destroy_client(rd_kafka_t* client) {
  rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

using ClientPtr = Handle<rd_kafka_t, destroy_client>;
using ConfPtr = Handle<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using TopicConfPtr = Handle<rd_kafka_topic_conf_t, rd_kafka_topic_conf_destroy>;
using QueuePtr = Handle<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using EventPtr = Handle<rd_kafka_event_t, rd_kafka_event_destroy>;
using TopicPtr = Handle<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using HeadersPtr = Handle<rd_kafka_headers_t, rd_kafka_headers_destroy>;
using ErrorPtr = Handle<rd_kafka_error_t, rd_kafka_error_destroy>;
using MetadataPtr = Handle<const rd_kafka_metadata_t, rd_kafka_metadata_destroy>;
using PartitionsPtr =
    Handle<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using AdminOptionsPtr = Handle<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using NewTopicPtr = Handle<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using DeleteTopicPtr = Handle<rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopic_destroy>;
using GroupOffsetsPtr =
    Handle<rd_kafka_ListConsumerGroupOffsets_t, rd_kafka_ListConsumerGroupOffsets_destroy>;

}  // namespace ricochet::bus::kafka
