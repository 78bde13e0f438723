package crmsync;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A member of the consumer group: each record is handled, then committed, then comes the next. */
final class Subscription implements AutoCloseable {
  /** Handles one record; it is committed when this returns. */
  interface Work {
    void handle(ConsumerRecord<String, String> record);
  }

  private final KafkaConsumer<String, String> consumer;
  private volatile boolean stopping;

  Subscription(Config config) {
    Properties settings = config.kafka(config.instance());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    // A static member: one that comes back after a crash need not wait for its own session to end.
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instance());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "200");
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  /** Until stop(). */
  void run(String topic, ConsumerRebalanceListener listener, Work work) {
    consumer.subscribe(List.of(topic), listener);
    try {
      while (!stopping) handle(consumer.poll(Duration.ofMinutes(1)), work);
    } catch (WakeupException stopped) {
      if (!stopping) throw stopped;
    }
  }

  void commit(ConsumerRecord<String, String> record) {
    consumer.commitSync(Map.of(new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1)));
  }

  /** From any thread. */
  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void handle(Iterable<ConsumerRecord<String, String>> records, Work work) {
    try {
      for (ConsumerRecord<String, String> record : records) {
        work.handle(record);
        commit(record);
      }
    } catch (CommitFailedException | RebalanceInProgressException thrownOut) {
      Log.line("not committed, it comes again: " + thrownOut.getClass().getSimpleName());
    }
  }

  static List<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).toList();
  }
}
