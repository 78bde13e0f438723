import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/** Kafka Streams counts words, exactly once: java -cp CLASSES:'JARS/*' StreamsClient ADDRESS. */
public class StreamsClient extends Actions {
  static Admin admin;
  static final String APPLICATION = fresh("words");
  static final String LINES = APPLICATION + "-lines";
  static final String COUNTS = APPLICATION + "-counts";
  static final String CHANGELOG = APPLICATION + "-store-changelog";
  static final Map<String, Long> SEEN = new HashMap<>();
  /** Of all counts that were ever committed: a word that was counted twice shows here. */
  static final Set<String> TOLD = new HashSet<>();
  static final AtomicBoolean fail = new AtomicBoolean();

  static KafkaStreams streams(String folder) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.<String, String>stream(LINES)
        .flatMapValues(line -> Arrays.asList(line.split(" ")))
        .groupBy((key, word) -> word, Grouped.as("by-word"))
        .count(Materialized.as("store"))
        .toStream()
        .peek((word, count) -> {
          if (word.equals("bang") && fail.getAndSet(false)) throw new IllegalStateException("as told");
        })
        .mapValues(Object::toString)
        .to(COUNTS, Produced.with(Serdes.String(), Serdes.String()));
    Properties p = new Properties();
    p.putAll(connection());
    p.put("application.id", APPLICATION);
    p.put("processing.guarantee", "exactly_once_v2");
    p.put("default.key.serde", Serdes.StringSerde.class);
    p.put("default.value.serde", Serdes.StringSerde.class);
    p.put("state.dir", System.getProperty("java.io.tmpdir") + "/" + APPLICATION + folder);
    p.put("replication.factor", "1");
    p.put("statestore.cache.max.bytes", "0");
    p.put("session.timeout.ms", "6000");
    p.put("heartbeat.interval.ms", "500");
    KafkaStreams made = new KafkaStreams(builder.build(), p);
    made.setUncaughtExceptionHandler(error -> StreamThreadExceptionResponse.REPLACE_THREAD);
    made.start();
    return made;
  }

  static void say(String... lines) throws Exception {
    try (var producer = producer(null, "none")) {
      for (String line : lines) producer.send(new ProducerRecord<>(LINES, line, line)).get();
    }
  }

  /** Reads committed counts until these are there. */
  static void expectCounts(Map<String, Long> wanted) {
    SEEN.clear();
    TOLD.clear();
    try (var reader = consumer(fresh("reader"), "read_committed")) {
      reader.subscribe(List.of(COUNTS));
      until(() -> {
        reader.poll(Duration.ofMillis(100)).forEach(record -> {
          expect(TOLD.add(record.key() + record.value()), record.key() + " was " + record.value() + " twice");
          SEEN.merge(record.key(), Long.valueOf(record.value()), Math::max);
        });
        return SEEN.equals(wanted);
      });
    }
  }

  static int tasks(KafkaStreams streams) {
    return streams.metadataForLocalThreads().stream().mapToInt(thread -> thread.activeTasks().size()).sum();
  }

  static String create() throws Exception {
    admin.createTopics(List.of(new NewTopic(LINES, 3, (short) 1), new NewTopic(COUNTS, 3, (short) 1))).all().get();
    return null;
  }

  static String consume() {
    try (var streams = streams("-a")) {
      expectCounts(Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L));
    }
    return null;
  }

  /** Another machine: its store comes from the changelog. */
  static String resume() throws Exception {
    try (var streams = streams("-b")) {
      say("to go");
      expectCounts(Map.of("to", 3L, "be", 2L, "or", 1L, "not", 1L, "go", 1L));
    }
    return null;
  }

  static String configs() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, CHANGELOG);
    String policy = admin.describeConfigs(List.of(topic)).all().get().get(topic).get("cleanup.policy").value();
    expect(policy.equals("compact"), policy);
    return null;
  }

  static String rebalance() {
    try (var one = streams("-a"); var other = streams("-b")) {
      until(() -> {
        try {
          Thread.sleep(50);
        } catch (InterruptedException error) {
          throw new IllegalStateException(error);
        }
        return tasks(one) > 0 && tasks(other) > 0 && tasks(one) + tasks(other) == 6;
      });
    }
    return null;
  }

  /** The thread ends in the middle of a transaction, another one does its work again: counted once all the same. */
  static String abort() throws Exception {
    fail.set(true);
    try (var streams = streams("-a")) {
      say("bang bang");
      expectCounts(Map.of("to", 3L, "be", 3L, "or", 1L, "not", 1L, "go", 1L, "bang", 2L));
      expect(!fail.get(), "it did not fail");
    }
    return null;
  }

  static String delete() throws Exception {
    List<String> ours = admin.listTopics().names().get().stream().filter(name -> name.startsWith(APPLICATION)).toList();
    expect(ours.size() == 4, ours);
    admin.deleteTopics(ours).all().get();
    expect(admin.listTopics().names().get().stream().noneMatch(name -> name.startsWith(APPLICATION)), "they are still there");
    return null;
  }

  public static void main(String[] args) {
    address = args[0];
    tellVersion("kafka-streams", "/kafka/kafka-streams-version.properties");
    admin = admin();
    action("create", StreamsClient::create);
    action("produce", () -> {
      say("to be", "or not", "to be");
      return null;
    });
    action("consume", StreamsClient::consume);
    action("configs", StreamsClient::configs);
    action("resume", StreamsClient::resume);
    action("rebalance", StreamsClient::rebalance);
    action("time", () -> "Streams does not ask for it");
    action("commit-txn", () -> {
      try (var streams = streams("-a")) {
        say("be");
        expectCounts(Map.of("to", 3L, "be", 3L, "or", 1L, "not", 1L, "go", 1L));
      }
      return null;
    });
    action("abort-txn", StreamsClient::abort);
    action("delete", StreamsClient::delete);
    end();
  }
}
