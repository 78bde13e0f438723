package crmsync;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands changes over, one at a time, in a thread of its own. When it cannot it is down: changes wait, and it plans for itself when
 * it tries the first of them again. It makes no call but for a change that waits.
 */
final class Connector implements Receiver {
  private final String name;
  private final Endpoint endpoint;
  private final Backlog backlog;
  private final Schedule schedule;
  private final Report report;
  private final Consumer<Throwable> fatal;
  private final ScheduledExecutorService thread;
  private boolean down;
  private int failures;

  Connector(String name, Endpoint endpoint, Backlog backlog, Schedule schedule, Report report, Consumer<Throwable> fatal) {
    this.name = name;
    this.endpoint = endpoint;
    this.backlog = backlog;
    this.schedule = schedule;
    this.report = report;
    this.fatal = fatal;
    this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread made = new Thread(task, name);
      made.setDaemon(true);
      return made;
    });
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized CompletableFuture<Void> offer(Change change) {
    backlog.add(change);
    return down ? CompletableFuture.completedFuture(null) : CompletableFuture.runAsync(this::handOverUnlessDown, thread);
  }

  @Override
  public synchronized void forget(Set<Integer> partitions) {
    backlog.forget(partitions);
  }

  /** Several offers may stand in line when the first of them finds that it is down: one plan is enough. */
  private void handOverUnlessDown() {
    if (!isDown()) handOver();
  }

  private synchronized boolean isDown() {
    return down;
  }

  private void handOver() {
    for (Change change = next(); change != null; change = next()) {
      Endpoint.Outcome outcome = endpoint.send(change);
      if (outcome == Endpoint.Outcome.UNREACHABLE) {
        planNextTry();
        return;
      }
      isBack(change);
      report.ended(name, change, outcome);
    }
  }

  private synchronized Change next() {
    Change change = backlog.next();
    if (change == null) down = false; // what it waited for was forgotten
    return change;
  }

  private synchronized void planNextTry() {
    down = true;
    long gap = schedule.gap(++failures).toMillis();
    Log.line(name + " is down, next try in " + gap + " ms");
    thread.schedule(this::tryAgain, gap, TimeUnit.MILLISECONDS);
  }

  private synchronized void isBack(Change sent) {
    if (down) Log.line(name + " is back");
    down = false;
    failures = 0;
    backlog.remove(sent);
  }

  private void tryAgain() {
    try {
      handOver();
    } catch (RuntimeException failed) {
      fatal.accept(failed);
    }
  }
}
