package crmsync;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a connector still has to get: the newest change of each customer, who waits longest first. */
class Backlog {
  private final Map<String, Change> changes = new LinkedHashMap<>();

  /** Takes the place of an older change of that customer. */
  void add(Change change) {
    changes.put(change.customer(), change);
  }

  /** Null when there is nothing. */
  Change next() {
    return changes.isEmpty() ? null : changes.values().iterator().next();
  }

  /** Unless a newer one has taken its place. */
  void remove(Change change) {
    changes.remove(change.customer(), change);
  }

  void forget(Set<Integer> partitions) {
    changes.values().removeIf(change -> partitions.contains(change.partition()));
  }
}
