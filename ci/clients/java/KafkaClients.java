import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Apache Kafka's own client: java -cp CLASSES:'JARS/*' KafkaClients ADDRESS. */
public class KafkaClients extends Actions {
  static Admin admin;
  static final String TOPIC = fresh("java");
  static final String GROUP = fresh("group");

  static String create() throws Exception {
    admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
    expect(admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC).partitions().size() == 3, "partitions");
    return null;
  }

  static String configs() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    expect(admin.describeConfigs(List.of(topic)).all().get().get(topic).entries().size() > 30, "settings");
    admin.incrementalAlterConfigs(Map.of(topic, List.of(
        new AlterConfigOp(new ConfigEntry("retention.ms", "3600000"), AlterConfigOp.OpType.SET)))).all().get();
    expect(admin.describeConfigs(List.of(topic)).all().get().get(topic).get("retention.ms").value().equals("3600000"), "retention.ms");
    return null;
  }

  static String produce() throws Exception {
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      try (var producer = producer(null, codec)) {
        for (int i = 0; i < (codec.equals("none") ? 12 : 1); ++i) {
          var record = new ProducerRecord<>(TOPIC, "key " + i, "value " + i);
          record.headers().add("h", codec.getBytes());
          producer.send(record).get();
        }
      }
    }
    return null;
  }

  static String consume() {
    try (var reader = consumer(GROUP, "read_uncommitted")) {
      reader.subscribe(List.of(TOPIC));
      var keys = read(reader, 16).stream().filter(r -> new String(r.headers().lastHeader("h").value()).equals("none"))
          .map(ConsumerRecord::key).sorted().collect(Collectors.toList());
      expect(keys.size() == 12, keys);
      reader.commitSync();
    }
    return null;
  }

  static String resume() throws Exception {
    try (var producer = producer(null, "none")) {
      producer.send(new ProducerRecord<>(TOPIC, "later")).get();
    }
    try (var reader = consumer(GROUP, "read_uncommitted")) {
      reader.subscribe(List.of(TOPIC));
      var got = read(reader, 1);
      expect(got.size() == 1 && got.get(0).value().equals("later"), got);
    }
    return null;
  }

  static String rebalance() {
    String group = fresh("two");
    try (var one = consumer(group, "read_uncommitted"); var other = consumer(group, "read_uncommitted")) {
      one.subscribe(List.of(TOPIC));
      other.subscribe(List.of(TOPIC));
      until(() -> {
        one.poll(Duration.ofMillis(50));
        other.poll(Duration.ofMillis(50));
        int a = one.assignment().size();
        int b = other.assignment().size();
        return a + b == 3 && a > 0 && b > 0;
      });
    }
    return null;
  }

  static String time() {
    try (var reader = consumer(fresh("time"), "read_committed")) {
      Map<TopicPartition, Long> asked = new HashMap<>();
      for (int p = 0; p < 3; ++p) asked.put(new TopicPartition(TOPIC, p), 1L);
      for (var found : reader.offsetsForTimes(asked).values()) expect(found.offset() == 0, found);
    }
    return null;
  }

  static String transaction(boolean commit) throws Exception {
    String topic = fresh("txn");
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    try (var producer = producer(fresh("id"), "none"); var member = consumer(fresh("member"), "read_committed")) {
      member.subscribe(List.of(TOPIC));
      read(member, 1);
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "inside")).get();
      producer.sendOffsetsToTransaction(Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(1)), member.groupMetadata());
      if (commit) producer.commitTransaction();
      else producer.abortTransaction();
      // A second one shows that the first is over.
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "after")).get();
      producer.commitTransaction();
    }
    try (var reader = consumer(fresh("reader"), "read_committed")) {
      reader.subscribe(List.of(topic));
      var values = read(reader, commit ? 2 : 1).stream().map(ConsumerRecord::value).collect(Collectors.toList());
      expect(values.equals(commit ? List.of("inside", "after") : List.of("after")), values);
    }
    return null;
  }

  static String delete() throws Exception {
    admin.deleteTopics(List.of(TOPIC)).all().get();
    expect(!admin.listTopics().names().get().contains(TOPIC), "it is still there");
    return null;
  }

  public static void main(String[] args) {
    address = args[0];
    tellVersion("kafka-clients", "/kafka/kafka-version.properties");
    admin = admin();
    action("create", KafkaClients::create);
    action("configs", KafkaClients::configs);
    action("produce", KafkaClients::produce);
    action("consume", KafkaClients::consume);
    action("resume", KafkaClients::resume);
    action("rebalance", KafkaClients::rebalance);
    action("time", KafkaClients::time);
    action("commit-txn", () -> transaction(true));
    action("abort-txn", () -> transaction(false));
    action("delete", KafkaClients::delete);
    admin.close();
    end();
  }
}
