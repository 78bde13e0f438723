package crmsync;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** crm-sync: tells every system that keeps customers when one of them has changed. */
public final class Main {
  private static final String TOPIC = "customer-changes";

  private Main() {}

  public static void main(String[] words) {
    try {
      serve(Config.read(System.getenv()));
    } catch (IllegalArgumentException setting) {
      Log.line(setting.getMessage());
      Runtime.getRuntime().halt(2);
    } catch (RuntimeException failed) {
      die(failed);
    }
  }

  private static void serve(Config config) {
    CountDownLatch left = new CountDownLatch(1);
    try (Publisher publisher = new Publisher(config);
        TopicLedger topic = new TopicLedger(config, publisher);
        Subscription subscription = new Subscription(config)) {
      Defects defects = config.defects();
      Tracker tracker = new Tracker(defects.ledger(topic), defects.news(publisher), defects.freshness());
      tracker.sendTo(defects.receivers(receivers(config, tracker), tracker));
      leaveTheGroupOnSignals(subscription, left);
      subscription.run(TOPIC, owner(tracker), defects.work(work(tracker, defects), subscription::commit));
    } finally {
      left.countDown();
    }
  }

  private static List<Receiver> receivers(Config config, Tracker tracker) {
    HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1)).build();
    Defects defects = config.defects();
    defects.begin(client, config.connectors().values());
    return config.connectors().entrySet().stream()
        .<Receiver>map(one -> new Connector(one.getKey(), defects.endpoint(new HttpEndpoint(client, one.getValue())),
            defects.backlog(), defects.schedule(Schedule.growing()), tracker, Main::die))
        .toList();
  }

  private static Subscription.Work work(Tracker tracker, Defects defects) {
    return record -> Change.read(record.value(), defects.trace(trace(record)), record.partition())
        .ifPresentOrElse(tracker::handle, () -> Log.line("no change of a customer, skipped: " + record.value()));
  }

  private static String trace(ConsumerRecord<String, String> record) {
    Header header = record.headers().lastHeader(Publisher.TRACE);
    return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static ConsumerRebalanceListener owner(Tracker tracker) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        tracker.takeOver(Subscription.numbers(partitions));
        System.out.println("crm-sync ready");
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        tracker.handOver(Subscription.numbers(partitions));
      }
    };
  }

  private static void leaveTheGroupOnSignals(Subscription subscription, CountDownLatch left) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      subscription.stop();
      try {
        left.await(4, TimeUnit.SECONDS);
      } catch (InterruptedException impatient) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  /** Somebody who starts it again gets on with what was not committed. */
  private static void die(Throwable failed) {
    Log.line("ends: " + failed + (failed.getCause() == null ? "" : ": " + failed.getCause()));
    Runtime.getRuntime().halt(1);
  }
}
