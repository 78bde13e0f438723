package crmsync;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What the service is told by its environment. An empty variable counts as unset.
 *
 * @param connectors name to URL, in the order in which events name them
 */
record Config(String brokers, String group, String instance, Map<String, String> connectors, Defects defects) {
  Config {
    connectors = Collections.unmodifiableMap(new LinkedHashMap<>(connectors));
  }

  static Config read(Map<String, String> environment) {
    String group = environment.getOrDefault("GROUP", "crm-sync");
    return new Config(required(environment, "BROKERS", "localhost:9092"), group,
        environment.getOrDefault("INSTANCE", group + "-1"),
        connectors(required(environment, "CONNECTORS", "crm=http://localhost:8081 billing=http://localhost:8082")),
        new Defects(environment.getOrDefault("DEFECT", "")));
  }

  /** What all of our Kafka clients have in common. */
  Properties kafka(String client) {
    Properties settings = new Properties();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, client);
    // Nobody asks for metrics, and to start without them is quicker.
    settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
    return settings;
  }

  private static String required(Map<String, String> environment, String name, String example) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) throw new IllegalArgumentException("set " + name + ", for instance " + name + "='" + example + "'");
    return value;
  }

  private static Map<String, String> connectors(String text) {
    Map<String, String> out = new LinkedHashMap<>();
    for (String one : text.split(" +")) {
      int equals = one.indexOf('=');
      if (equals < 1) throw new IllegalArgumentException("CONNECTORS: \"" + one + "\" is not NAME=URL");
      out.put(one.substring(0, equals), one.substring(equals + 1));
    }
    return out;
  }
}
