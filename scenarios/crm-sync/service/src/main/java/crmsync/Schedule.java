package crmsync;

import java.time.Duration;

/** When a connector that is down is tried again. */
interface Schedule {
  /** The gap behind the n-th failure in a row, counted from 1. */
  Duration gap(int failures);

  /** 200 ms, then twice as long each time, 5 s at most. */
  static Schedule growing() {
    return failures -> Duration.ofMillis(Math.min(5000, 200L << Math.min(failures - 1, 10)));
  }
}
