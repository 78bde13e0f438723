package crmsync;

/** Where a connector takes changes. Blocks for at most a few seconds. */
interface Endpoint {
  enum Outcome {
    TAKEN,
    /** It does not want this change, and will not when it is asked again. */
    REFUSED,
    /** Nothing is known of the change: it must be sent again. */
    UNREACHABLE
  }

  Outcome send(Change change);
}
