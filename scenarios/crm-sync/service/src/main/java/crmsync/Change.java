package crmsync;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Optional;

/**
 * One CustomerWasChanged: the customer's fields as of this version.
 *
 * @param trace the traceparent of the event, null without one
 * @param partition of customer-changes; what is known of the customer lies in the same one of sync-state
 */
record Change(String customer, long version, JsonObject fields, String trace, int partition) {
  /** Nothing: the event is another one, or malformed. */
  static Optional<Change> read(String value, String trace, int partition) {
    try {
      JsonObject event = JsonParser.parseString(value).getAsJsonObject();
      if (!event.get("type").getAsString().equals("CustomerWasChanged")) return Optional.empty();
      return Optional.of(new Change(event.get("customer").getAsString(), event.get("version").getAsLong(),
          event.getAsJsonObject("fields"), trace, partition));
    } catch (RuntimeException malformed) { // whatever of it is missing, or of another type
      return Optional.empty();
    }
  }

  /** What a connector is told. */
  JsonObject body() {
    JsonObject out = new JsonObject();
    out.addProperty("customer", customer);
    out.addProperty("version", version);
    out.add("fields", fields);
    return out;
  }

  @Override
  public String toString() {
    return customer + " version " + version;
  }
}
