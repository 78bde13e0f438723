// The service that ci/bench run measures scenarios with: for each record of "orders" it makes one
// HTTP call, tells one event and commits, and hands on the header "traceparent". Told by its
// environment: BROKERS, CALL_HOST, CALL_PORT. A black box: nothing of Ricochet's own is in it.
#include <arpa/inet.h>
#include <librdkafka/rdkafka.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace {

volatile std::sig_atomic_t stop = 0;
void on_signal(int) { stop = 1; }

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::_Exit(1);
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) give_up(std::string(name) + " is not set");
  return value;
}

rd_kafka_t* client(rd_kafka_type_t type,
                   std::initializer_list<std::pair<const char*, std::string>> properties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  std::array<char, 512> error{};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf, name, value.c_str(), error.data(), error.size()) !=
        RD_KAFKA_CONF_OK)
      give_up(error.data());
  }
  rd_kafka_t* made = rd_kafka_new(type, conf, error.data(), error.size());
  if (made == nullptr) give_up(error.data());
  return made;
}

/// The value of the header, empty: there is none.
std::string mark_of(const rd_kafka_message_t* message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, "traceparent", &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return {};
  return {static_cast<const char*>(value), size};
}

/// One connection that stays.
class Caller {
 public:
  Caller(const std::string& host, int port)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, host.c_str(), &to.sin_addr);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      give_up("nobody listens at CALL_PORT");
  }
  ~Caller() { ::close(fd_); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  void post(std::string_view body, const std::string& mark) const {
    std::string request = "POST /charge HTTP/1.1\r\nHost: localhost\r\n";
    request += "Content-Type: application/json\r\n";
    if (!mark.empty()) request += "traceparent: " + mark + "\r\n";
    request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    request += body;
    if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) < 0) give_up("send failed");
    std::string answer;
    std::array<char, 4096> part{};
    for (std::size_t head = std::string::npos;;) {
      const auto got = ::recv(fd_, part.data(), part.size(), 0);
      if (got <= 0) give_up("the answer was cut");
      answer.append(part.data(), static_cast<std::size_t>(got));
      head = answer.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const auto length = answer.find("Content-Length: ");
      const std::size_t body_size =
          length < head ? std::strtoul(answer.c_str() + length + 16, nullptr, 10) : 0;
      if (answer.size() >= head + 4 + body_size) return;
    }
  }

 private:
  int fd_;
};

void told(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) give_up(rd_kafka_err2str(message->err));
}

void tell(rd_kafka_t* producer, const rd_kafka_message_t* message, const std::string& mark) {
  const auto sent = rd_kafka_producev(
      producer, RD_KAFKA_V_TOPIC("done"), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_KEY(message->key, message->key_len),
      RD_KAFKA_V_VALUE(message->payload, message->len),
      RD_KAFKA_V_HEADER("traceparent", mark.data(), mark.size()), RD_KAFKA_V_END);
  if (sent != RD_KAFKA_RESP_ERR_NO_ERROR) give_up(rd_kafka_err2str(sent));
  while (rd_kafka_outq_len(producer) > 0) rd_kafka_poll(producer, 100);
}

/// Else the first record waits up to a second for librdkafka to ask about its topic.
void know_topic(rd_kafka_t* producer, const char* name) {
  rd_kafka_topic_t* topic = rd_kafka_topic_new(producer, name, nullptr);
  const struct rd_kafka_metadata* metadata = nullptr;
  if (rd_kafka_metadata(producer, 0, topic, &metadata, 10'000) != RD_KAFKA_RESP_ERR_NO_ERROR)
    give_up("the topic is not known");
  rd_kafka_metadata_destroy(metadata);
  rd_kafka_topic_destroy(topic);
}

void serve() {
  const std::string brokers = variable("BROKERS");
  const Caller caller(variable("CALL_HOST"), std::atoi(variable("CALL_PORT").c_str()));
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set_dr_msg_cb(conf, told);
  rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), nullptr, 0);
  rd_kafka_conf_set(conf, "linger.ms", "0", nullptr, 0);
  std::array<char, 512> error{};
  rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error.data(), error.size());
  if (producer == nullptr) give_up(error.data());
  know_topic(producer, "done");
  rd_kafka_t* consumer = client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers},
                                                    {"group.id", "fast"},
                                                    {"enable.auto.commit", "false"},
                                                    {"auto.offset.reset", "earliest"},
                                                    {"fetch.wait.max.ms", "500"}});
  rd_kafka_poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* topics = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(topics, "orders", RD_KAFKA_PARTITION_UA);
  rd_kafka_subscribe(consumer, topics);
  rd_kafka_topic_partition_list_destroy(topics);
  while (stop == 0) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer, 100);
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      const std::string mark = mark_of(message);
      caller.post({static_cast<const char*>(message->payload), message->len}, mark);
      tell(producer, message, mark);
      rd_kafka_commit_message(consumer, message, 0);
    }
    rd_kafka_message_destroy(message);
  }
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
  rd_kafka_destroy(producer);
}

}  // namespace

int main() {
  std::signal(SIGTERM, on_signal);
  serve();
  return 0;
}
