package crmsync;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** How far the newest change of a customer got. */
final class Progress {
  final Change change;
  /** Names of the connectors that still have to get it, and of those that do not want it. */
  final Set<String> waiting;
  final Set<String> refused;

  Progress(Change change, Collection<String> waiting, Collection<String> refused) {
    this.change = change;
    this.waiting = new LinkedHashSet<>(waiting);
    this.refused = new LinkedHashSet<>(refused);
  }

  String write() {
    JsonObject out = change.body();
    out.addProperty("trace", change.trace());
    out.add("waiting", names(waiting));
    out.add("refused", names(refused));
    return out.toString();
  }

  static Progress read(String text, int partition) {
    JsonObject in = JsonParser.parseString(text).getAsJsonObject();
    String trace = in.get("trace").isJsonNull() ? null : in.get("trace").getAsString();
    Change change = new Change(in.get("customer").getAsString(), in.get("version").getAsLong(),
        in.getAsJsonObject("fields"), trace, partition);
    return new Progress(change, names(in.getAsJsonArray("waiting")), names(in.getAsJsonArray("refused")));
  }

  static JsonArray names(Collection<String> names) {
    JsonArray out = new JsonArray();
    names.forEach(out::add);
    return out;
  }

  private static Collection<String> names(JsonArray names) {
    Set<String> out = new LinkedHashSet<>();
    names.forEach(name -> out.add(name.getAsString()));
    return out;
  }
}
