package crmsync;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** In sync-state, a compacted topic with as many partitions as customer-changes. */
final class TopicLedger implements Ledger, AutoCloseable {
  private static final String TOPIC = "sync-state";
  private final Publisher publisher;
  private final KafkaConsumer<String, String> reader;

  TopicLedger(Config config, Publisher publisher) {
    this.publisher = publisher;
    Properties settings = config.kafka(config.instance() + "-state");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    reader = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
  }

  @Override
  public void keep(Progress progress) {
    publisher.send(TOPIC, progress.change.partition(), progress.change, progress.write());
  }

  @Override
  public Collection<Progress> read(Collection<Integer> partitions) {
    List<TopicPartition> ours = partitions.stream().map(partition -> new TopicPartition(TOPIC, partition)).toList();
    Map<String, Progress> newest = new LinkedHashMap<>();
    reader.assign(ours);
    reader.seekToBeginning(ours);
    Map<TopicPartition, Long> ends = reader.endOffsets(ours);
    while (!ours.stream().allMatch(partition -> reader.position(partition) >= ends.get(partition))) {
      reader.poll(Duration.ofSeconds(1)).forEach(
          record -> newest.put(record.key(), Progress.read(record.value(), record.partition())));
    }
    return newest.values();
  }

  @Override
  public void close() {
    reader.close();
  }
}
