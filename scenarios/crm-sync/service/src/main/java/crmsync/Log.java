package crmsync;

/** One line to stderr; stdout is kept for the readiness line. */
final class Log {
  private Log() {}

  static void line(String text) {
    System.err.println("crm-sync: " + text);
  }
}
