package crmsync;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Takes changes for one of the systems that want to know. */
interface Receiver {
  /** Is told what became of a change. */
  interface Report {
    void ended(String connector, Change change, Endpoint.Outcome outcome);
  }

  String name();

  /** Ends when the change was handed over, or when it waits for a receiver that is down. */
  CompletableFuture<Void> offer(Change change);

  /** What waits of these partitions is another instance's work now. */
  void forget(Set<Integer> partitions);
}
