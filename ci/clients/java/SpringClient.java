import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.transaction.KafkaTransactionManager;
import org.springframework.util.backoff.FixedBackOff;

/** Spring Kafka, its listeners and its transactions: java -cp CLASSES:'JARS/*' SpringClient ADDRESS. */
public class SpringClient extends Actions {
  public static final String TOPIC = fresh("spring");
  public static final String ORDERS = TOPIC + "-orders";
  public static final String INVOICES = TOPIC + "-invoices";
  static final BlockingQueue<ConsumerRecord<String, String>> HEARD = new LinkedBlockingQueue<>();
  /** The listener fails at the first attempt with these. */
  static final Set<String> FAIL = ConcurrentHashMap.newKeySet();
  static AnnotationConfigApplicationContext context;
  static KafkaAdmin admin;

  @Configuration
  @EnableKafka
  public static class Application {
    @Bean
    KafkaAdmin admin() {
      KafkaAdmin made = new KafkaAdmin(connection());
      made.setFatalIfBrokerNotAvailable(true);
      made.setModifyTopicConfigs(true);
      return made;
    }

    @Bean
    KafkaAdmin.NewTopics topics() {
      return new KafkaAdmin.NewTopics(TopicBuilder.name(TOPIC).partitions(3).replicas(1).build(),
          TopicBuilder.name(ORDERS).build(), TopicBuilder.name(INVOICES).build());
    }

    static DefaultKafkaProducerFactory<String, String> producers() {
      return new DefaultKafkaProducerFactory<>(connection(), new StringSerializer(), new StringSerializer());
    }

    @Bean
    KafkaTemplate<String, String> template() {
      return new KafkaTemplate<>(producers());
    }

    @Bean
    KafkaTemplate<String, String> transactional() {
      var factory = producers();
      factory.setTransactionIdPrefix(TOPIC + "-");
      return new KafkaTemplate<>(factory);
    }

    static ConcurrentKafkaListenerContainerFactory<String, String> listeners() {
      var made = new ConcurrentKafkaListenerContainerFactory<String, String>();
      made.setConsumerFactory(new DefaultKafkaConsumerFactory<>(consumerSettings(TOPIC, "read_committed"),
          new StringDeserializer(), new StringDeserializer()));
      made.getContainerProperties().setMissingTopicsFatal(true);
      return made;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, String> plain() {
      var made = listeners();
      made.getContainerProperties().setAckMode(ContainerProperties.AckMode.RECORD);
      made.setConcurrency(2);
      return made;
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, String> inTransactions(KafkaTemplate<String, String> transactional) {
      var made = listeners();
      made.getContainerProperties().setKafkaAwareTransactionManager(
          new KafkaTransactionManager<>(transactional.getProducerFactory()));
      made.setCommonErrorHandler(new DefaultErrorHandler(new FixedBackOff(0, 3)));
      return made;
    }

    @Bean
    Listeners listenersOfOurs(KafkaTemplate<String, String> transactional) {
      return new Listeners(transactional);
    }
  }

  public static class Listeners {
    private final KafkaTemplate<String, String> transactional;

    Listeners(KafkaTemplate<String, String> transactional) {
      this.transactional = transactional;
    }

    @KafkaListener(id = "plain", topics = "#{T(SpringClient).TOPIC}", containerFactory = "plain", autoStartup = "false")
    void hear(ConsumerRecord<String, String> record) {
      HEARD.add(record);
    }

    /** Reads, writes and commits what it read in one transaction. */
    @KafkaListener(id = "orders", topics = "#{T(SpringClient).ORDERS}", containerFactory = "inTransactions", autoStartup = "false")
    void order(ConsumerRecord<String, String> record) {
      transactional.send(INVOICES, record.value(), "invoice of " + record.value());
      if (FAIL.remove(record.value())) throw new IllegalStateException("as told");
    }
  }

  static KafkaListenerEndpointRegistry registry() {
    return context.getBean(KafkaListenerEndpointRegistry.class);
  }

  @SuppressWarnings("unchecked")
  static KafkaTemplate<String, String> template(String name) {
    return (KafkaTemplate<String, String>) context.getBean(name);
  }

  static ConsumerRecord<String, String> hear() throws Exception {
    var record = HEARD.poll(20, TimeUnit.SECONDS);
    expect(record != null, "nothing was heard");
    return record;
  }

  static String create() {
    context = new AnnotationConfigApplicationContext(Application.class);
    admin = context.getBean(KafkaAdmin.class);
    expect(admin.describeTopics(TOPIC).get(TOPIC).partitions().size() == 3, "partitions");
    return null;
  }

  static String configs() throws Exception {
    admin.createOrModifyTopics(TopicBuilder.name(TOPIC).partitions(3).replicas(1).config("retention.ms", "3600000").build());
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    try (var client = admin()) {
      String value = client.describeConfigs(List.of(topic)).all().get().get(topic).get("retention.ms").value();
      expect(value.equals("3600000"), value);
    }
    return null;
  }

  static String produce() throws Exception {
    for (int i = 0; i < 12; ++i) {
      var record = new ProducerRecord<>(TOPIC, "key " + i, "value " + i);
      record.headers().add("h", "x".getBytes());
      template("template").send(record).get();
    }
    return null;
  }

  static String consume() throws Exception {
    registry().getListenerContainer("plain").start();
    for (int i = 0; i < 12; ++i) expect(new String(hear().headers().lastHeader("h").value()).equals("x"), "a header");
    registry().getListenerContainer("plain").stop();
    return null;
  }

  static String resume() throws Exception {
    template("template").send(TOPIC, "later").get();
    registry().getListenerContainer("plain").start();
    String value = hear().value();
    expect(value.equals("later"), value);
    return null;
  }

  /** Its two consumers share the partitions. */
  static String rebalance() {
    until(() -> {
      Map<String, ?> shares = registry().getListenerContainer("plain").getAssignmentsByClientId();
      List<Integer> sizes = shares.values().stream().map(share -> ((Collection<?>) share).size()).sorted().toList();
      return sizes.equals(List.of(1, 2));
    });
    registry().getListenerContainer("plain").stop();
    return null;
  }

  static List<String> invoices(int count) {
    try (var reader = consumer(fresh("reader"), "read_committed")) {
      reader.subscribe(List.of(INVOICES));
      return read(reader, count).stream().map(ConsumerRecord::value).toList();
    }
  }

  static String commit() throws Exception {
    registry().getListenerContainer("orders").start();
    template("transactional").executeInTransaction(within -> within.send(ORDERS, "1"));
    var told = invoices(1);
    expect(told.equals(List.of("invoice of 1")), told);
    return null;
  }

  /** What the first attempt wrote is never read, nor is an order of a transaction that was given up. */
  static String abort() throws Exception {
    FAIL.add("3");
    try {
      template("transactional").executeInTransaction(within -> {
        within.send(ORDERS, "2").join();
        throw new IllegalStateException("as told");
      });
      expect(false, "an error");
    } catch (IllegalStateException asTold) {
      template("transactional").executeInTransaction(within -> within.send(ORDERS, "3"));
    }
    template("transactional").executeInTransaction(within -> within.send(ORDERS, "4"));
    var told = invoices(3);
    expect(told.equals(List.of("invoice of 1", "invoice of 3", "invoice of 4")), told);
    expect(FAIL.isEmpty(), "it did not fail");
    return null;
  }

  static String delete() throws Exception {
    registry().stop();
    try (var client = admin()) {
      client.deleteTopics(List.of(TOPIC, ORDERS, INVOICES)).all().get();
      expect(!client.listTopics().names().get().contains(TOPIC), "it is still there");
    }
    return null;
  }

  public static void main(String[] args) {
    address = args[0];
    System.out.println("version spring-kafka " + KafkaTemplate.class.getPackage().getImplementationVersion());
    action("create", SpringClient::create);
    action("configs", SpringClient::configs);
    action("produce", SpringClient::produce);
    action("consume", SpringClient::consume);
    action("resume", SpringClient::resume);
    action("rebalance", SpringClient::rebalance);
    action("time", () -> "Spring leaves it to Kafka's own client");
    action("commit-txn", SpringClient::commit);
    action("abort-txn", SpringClient::abort);
    action("delete", SpringClient::delete);
    end();
  }
}
