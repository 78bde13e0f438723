package crmsync;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One bug, switched on by the environment variable DEFECT, so that the scenarios can be tested: each bug must turn at least one of
 * them red. All of it is in this file.
 */
final class Defects {
  private static final List<String> NAMES = List.of("forgets-newsletter", "forgets-event", "drops-trace", "says-synced-early",
      "no-backoff", "gives-up", "waits-for-the-one-that-is-down", "sends-outdated", "loses-what-waits",
      "handles-duplicates-twice", "takes-older-version", "asks-again-when-refused", "commits-before-work",
      "sends-out-of-order", "polls");
  private final String name;

  Defects(String name) {
    if (!name.isEmpty() && !NAMES.contains(name)) {
      throw new IllegalArgumentException("DEFECT=" + name + " is unknown; there are: " + String.join(" ", NAMES));
    }
    this.name = name;
  }

  void begin(HttpClient client, Collection<String> urls) {
    if (!is("polls")) return;
    HttpRequest request = HttpRequest.newBuilder(URI.create(urls.iterator().next() + "/health")).build();
    new Timer("polls", true).schedule(new TimerTask() {
      @Override
      public void run() {
        client.sendAsync(request, BodyHandlers.discarding());
      }
    }, 0, 100);
  }

  Tracker.Freshness freshness() {
    if (is("handles-duplicates-twice")) return (version, known) -> version >= known;
    if (is("takes-older-version")) return (version, known) -> version != known;
    return (version, known) -> version > known;
  }

  Schedule schedule(Schedule schedule) {
    return is("no-backoff") ? failures -> schedule.gap(1) : schedule;
  }

  String trace(String trace) {
    return is("drops-trace") ? null : trace;
  }

  Backlog backlog() {
    return is("sends-outdated") ? new EveryVersion() : new Backlog();
  }

  Endpoint endpoint(Endpoint endpoint) {
    if (is("asks-again-when-refused")) {
      return change -> {
        Endpoint.Outcome outcome = endpoint.send(change);
        return outcome == Endpoint.Outcome.REFUSED ? endpoint.send(change) : outcome;
      };
    }
    if (is("gives-up")) {
      Map<Change, Integer> tries = new HashMap<>();
      return change -> {
        Endpoint.Outcome outcome = endpoint.send(change);
        return outcome == Endpoint.Outcome.UNREACHABLE && tries.merge(change, 1, Integer::sum) == 3
            ? Endpoint.Outcome.REFUSED : outcome;
      };
    }
    return endpoint;
  }

  News news(News news) {
    if (!is("forgets-event")) return news;
    return new News() {
      @Override
      public void synced(Change change, List<String> connectors) {}

      @Override
      public void refused(Change change, String connector) {
        news.refused(change, connector);
      }
    };
  }

  Ledger ledger(Ledger ledger) {
    if (!is("loses-what-waits")) return ledger;
    return new Ledger() {
      @Override
      public void keep(Progress progress) {
        ledger.keep(new Progress(progress.change, List.of(), progress.refused));
      }

      @Override
      public Collection<Progress> read(Collection<Integer> partitions) {
        return ledger.read(partitions);
      }
    };
  }

  List<Receiver> receivers(List<Receiver> receivers, Tracker tracker) {
    if (is("forgets-newsletter")) return receivers.stream().filter(one -> !one.name().equals("newsletter")).toList();
    if (is("says-synced-early")) {
      return wrap(receivers, (inner, change) -> inner.offer(change).thenRun(
          () -> tracker.ended(inner.name(), change, Endpoint.Outcome.TAKEN)));
    }
    if (is("waits-for-the-one-that-is-down")) {
      return wrap(receivers, (inner, change) -> inner.offer(change).thenRunAsync(() -> {
        while (tracker.waits(inner.name(), change)) pause(10);
      }));
    }
    if (is("sends-out-of-order")) {
      Set<String> seen = ConcurrentHashMap.newKeySet();
      return wrap(receivers, (inner, change) -> {
        if (seen.add(inner.name() + change.customer()) || change.version() != 2) return inner.offer(change);
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(() -> inner.offer(change));
        return CompletableFuture.completedFuture(null);
      });
    }
    return receivers;
  }

  Subscription.Work work(Subscription.Work work, Consumer<ConsumerRecord<String, String>> commit) {
    if (!is("commits-before-work")) return work;
    return record -> {
      commit.accept(record);
      work.handle(record);
    };
  }

  private boolean is(String other) {
    return name.equals(other);
  }

  private interface Offer {
    CompletableFuture<Void> offer(Receiver inner, Change change);
  }

  private static List<Receiver> wrap(List<Receiver> receivers, Offer offer) {
    return receivers.stream().<Receiver>map(inner -> new Receiver() {
      @Override
      public String name() {
        return inner.name();
      }

      @Override
      public CompletableFuture<Void> offer(Change change) {
        return offer.offer(inner, change);
      }

      @Override
      public void forget(Set<Integer> partitions) {
        inner.forget(partitions);
      }
    }).toList();
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(Duration.ofMillis(milliseconds).toMillis());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything that ever came, the oldest first. */
  private static final class EveryVersion extends Backlog {
    private final Deque<Change> changes = new ArrayDeque<>();

    @Override
    void add(Change change) {
      changes.add(change);
    }

    @Override
    Change next() {
      return changes.peek();
    }

    @Override
    void remove(Change change) {
      changes.remove(change);
    }

    @Override
    void forget(Set<Integer> partitions) {
      changes.removeIf(change -> partitions.contains(change.partition()));
    }
  }
}
