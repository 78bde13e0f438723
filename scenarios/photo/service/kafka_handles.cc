#include "kafka_handles.h"

#include <array>
#include <stdexcept>
#include <string>

namespace photo {

KafkaConf kafka_conf(std::initializer_list<std::pair<const char*, const char*>> properties) {
  KafkaConf conf(rd_kafka_conf_new());
  std::array<char, 512> error{};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf.get(), name, value, error.data(), error.size()) !=
        RD_KAFKA_CONF_OK) {
      throw std::runtime_error(error.data());
    }
  }
  return conf;
}

KafkaHandle kafka_client(rd_kafka_type_t type, KafkaConf conf) {
  std::array<char, 512> error{};
  KafkaHandle client(rd_kafka_new(type, conf.get(), error.data(), error.size()));
  if (!client) throw std::runtime_error(error.data());
  (void)conf.release();  // the client owns it now
  return client;
}

void check(rd_kafka_resp_err_t code, const char* doing) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(std::string(doing) + ": " + rd_kafka_err2str(code));
  }
}

}  // namespace photo
