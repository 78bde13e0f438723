package crmsync;

import java.util.List;

/** Tells what became of changes; sync-events. */
interface News {
  void synced(Change change, List<String> connectors);

  void refused(Change change, String connector);
}
