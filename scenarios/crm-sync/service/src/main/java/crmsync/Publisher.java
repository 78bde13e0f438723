package crmsync;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/** Events, keyed by their customer; each is acknowledged before the call returns. */
final class Publisher implements News, AutoCloseable {
  static final String TRACE = "traceparent";
  private static final String TOPIC = "sync-events";
  private final KafkaProducer<String, String> producer;

  Publisher(Config config) {
    Properties settings = config.kafka(config.instance());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "20000");
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  @Override
  public void synced(Change change, List<String> connectors) {
    JsonObject event = about(change, "CustomerWasSynced");
    event.add("connectors", Progress.names(connectors));
    send(TOPIC, null, change, event.toString());
  }

  @Override
  public void refused(Change change, String connector) {
    JsonObject event = about(change, "CustomerWasRefused");
    event.addProperty("connector", connector);
    send(TOPIC, null, change, event.toString());
  }

  void send(String topic, Integer partition, Change change, String value) {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, partition, change.customer(), value);
    if (change.trace() != null) record.headers().add(TRACE, change.trace().getBytes(StandardCharsets.UTF_8));
    try {
      producer.send(record).get();
    } catch (ExecutionException failed) {
      throw new KafkaException("cannot publish to " + topic, failed.getCause());
    } catch (InterruptedException stopping) {
      throw new KafkaException("cannot publish to " + topic, stopping);
    }
  }

  @Override
  public void close() {
    producer.close();
  }

  private static JsonObject about(Change change, String type) {
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.addProperty("customer", change.customer());
    event.addProperty("version", change.version());
    return event;
  }
}
