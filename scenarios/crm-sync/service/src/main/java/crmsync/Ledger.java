package crmsync;

import java.util.Collection;

/** Keeps what is known of each customer beyond a restart; sync-state. */
interface Ledger {
  /** Durable when it returns. */
  void keep(Progress progress);

  /** The newest of each customer in these partitions. */
  Collection<Progress> read(Collection<Integer> partitions);
}
