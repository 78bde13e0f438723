import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the Java programs share: each action is told in one line, and everybody connects in one way. */
public class Actions {
  static String address;
  static boolean failed = false;

  static String fresh(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** A body that returns a text is skipped for that reason. */
  static void action(String name, Callable<String> body) {
    try {
      String why = body.call();
      System.out.println(why == null ? "ok " + name : "skip " + name + ": " + why);
    } catch (Throwable error) {
      failed = true;
      error.printStackTrace();
      System.out.println("FAIL " + name + ": " + error);
    }
  }

  static void expect(boolean condition, Object what) {
    if (!condition) throw new AssertionError("not as expected: " + what);
  }

  static void until(BooleanSupplier done) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!done.getAsBoolean()) expect(System.nanoTime() < end, "it did not happen in time");
  }

  /** Where the broker is, and how it is asked to let us in. */
  static Map<String, Object> connection() {
    Map<String, Object> p = new HashMap<>();
    p.put("bootstrap.servers", address);
    String mechanism = System.getenv("KAFKA_MECHANISM");
    if (mechanism == null) return p;
    String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    p.put("security.protocol", "SASL_SSL");
    p.put("sasl.mechanism", mechanism);
    p.put("sasl.jaas.config", "org.apache.kafka.common.security." + module + " required username=\"" + System.getenv("KAFKA_USER")
        + "\" password=\"" + System.getenv("KAFKA_PASSWORD") + "\";");
    p.put("ssl.truststore.type", "PEM");
    p.put("ssl.truststore.location", System.getenv("KAFKA_CA"));
    return p;
  }

  static Admin admin() {
    return Admin.create(connection());
  }

  static KafkaProducer<String, String> producer(String transactionalId, String codec) {
    Map<String, Object> p = connection();
    p.put("acks", "all");
    p.put("compression.type", codec);
    if (transactionalId != null) p.put("transactional.id", transactionalId);
    return new KafkaProducer<>(p, new StringSerializer(), new StringSerializer());
  }

  static Map<String, Object> consumerSettings(String group, String isolation) {
    Map<String, Object> p = connection();
    p.put("group.id", group);
    p.put("auto.offset.reset", "earliest");
    p.put("enable.auto.commit", "false");
    p.put("isolation.level", isolation);
    p.put("session.timeout.ms", "6000");
    p.put("heartbeat.interval.ms", "500");
    return p;
  }

  static KafkaConsumer<String, String> consumer(String group, String isolation) {
    return new KafkaConsumer<>(consumerSettings(group, isolation), new StringDeserializer(), new StringDeserializer());
  }

  static List<ConsumerRecord<String, String>> read(KafkaConsumer<String, String> consumer, int count) {
    List<ConsumerRecord<String, String>> got = new ArrayList<>();
    until(() -> {
      consumer.poll(Duration.ofMillis(100)).forEach(got::add);
      return got.size() >= count;
    });
    return got;
  }

  /** The client says in a file of its jar which one it is. */
  static void tellVersion(String name, String file) {
    Properties p = new Properties();
    try (var in = Actions.class.getResourceAsStream(file)) {
      p.load(in);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    System.out.println("version " + name + " " + p.getProperty("version"));
  }

  static void end() {
    System.exit(failed ? 1 : 0);
  }
}
