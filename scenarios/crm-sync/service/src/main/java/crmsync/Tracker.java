package crmsync;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Fans each change out to all receivers, and knows who has it. */
final class Tracker implements Receiver.Report {
  /** Whether a version has to be sent, when another is known already. */
  interface Freshness {
    boolean isNews(long version, long known);
  }

  private final Ledger ledger;
  private final News news;
  private final Freshness freshness;
  private final Map<String, Progress> customers = new HashMap<>();
  private List<? extends Receiver> receivers = List.of();

  Tracker(Ledger ledger, News news, Freshness freshness) {
    this.ledger = ledger;
    this.news = news;
    this.freshness = freshness;
  }

  void sendTo(List<? extends Receiver> all) {
    receivers = all;
  }

  /** When it returns, what has still to be done survives a crash: the change may be committed. */
  void handle(Change change) {
    if (!begin(change)) {
      Log.line("skipped, a version as new is known: " + change);
      return;
    }
    CompletableFuture.allOf(
        receivers.stream().map(receiver -> receiver.offer(change)).toArray(CompletableFuture[]::new)).join();
    keepIfUnfinished(change);
  }

  @Override
  public synchronized void ended(String connector, Change change, Endpoint.Outcome outcome) {
    Progress progress = customers.get(change.customer());
    if (progress == null || progress.change.version() != change.version()) return; // a newer one is on its way
    if (!progress.waiting.remove(connector)) return;
    if (outcome == Endpoint.Outcome.REFUSED) {
      Log.line(connector + " refuses " + change);
      progress.refused.add(connector);
      news.refused(change, connector);
    }
    if (!progress.waiting.isEmpty()) return;
    news.synced(change, names().stream().filter(name -> !progress.refused.contains(name)).toList());
    ledger.keep(progress);
  }

  synchronized boolean waits(String connector, Change change) {
    Progress progress = customers.get(change.customer());
    return progress != null && progress.change.equals(change) && progress.waiting.contains(connector);
  }

  /** These partitions are ours now: what other instances, or we before a crash, left undone goes on. */
  void takeOver(Collection<Integer> partitions) {
    for (Progress progress : ledger.read(partitions)) {
      synchronized (this) {
        customers.put(progress.change.customer(), progress);
      }
      for (Receiver receiver : receivers) {
        if (waits(receiver.name(), progress.change)) receiver.offer(progress.change);
      }
    }
  }

  synchronized void handOver(Collection<Integer> partitions) {
    Set<Integer> gone = new HashSet<>(partitions);
    customers.values().removeIf(progress -> gone.contains(progress.change.partition()));
    receivers.forEach(receiver -> receiver.forget(gone));
  }

  private synchronized boolean begin(Change change) {
    Progress known = customers.get(change.customer());
    if (known != null && !freshness.isNews(change.version(), known.change.version())) return false;
    customers.put(change.customer(), new Progress(change, names(), List.of()));
    return true;
  }

  private synchronized void keepIfUnfinished(Change change) {
    Progress progress = customers.get(change.customer());
    if (progress.waiting.isEmpty()) return;
    ledger.keep(progress);
    Log.line("kept for " + progress.waiting + ": " + change);
  }

  private List<String> names() {
    return receivers.stream().map(Receiver::name).toList();
  }
}
