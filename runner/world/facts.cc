#include "runner/world/facts.h"

#include <cstdlib>

namespace ricochet::runner {

base::Json address_facts(const std::string& url, std::uint16_t port) {
  base::Json out = base::Json::object();
  out["url"] = url;
  out["port"] = port;
  return out;
}

base::Json env_facts(const Suite& suite, const std::string& bin_dir) {
  base::Json env = base::Json::object();
  for (const auto& name : suite.env) {
    const char* value = std::getenv(name.c_str());
    env[name] = value == nullptr ? "" : value;
  }
  env["RICOCHET_BIN_DIR"] = bin_dir;
  return env;
}

base::Json facts_for_check(const Suite& suite, const std::string& bin_dir) {
  base::Json facts = base::Json::object();
  facts["bus"] = base::Json::object();
  if (suite.bus) facts["bus"]["kafka"] = "127.0.0.1:9092";
  facts["stubs"] = base::Json::object();
  for (const auto& stub : suite.stubs)
    facts["stubs"][stub.name] = address_facts("http://127.0.0.1:1", 1);
  facts["bins"] = base::Json::object();
  for (const auto& name : suite.bins)
    facts["bins"][name] = address_facts("http://127.0.0.1:1/" + name, 1);
  facts["env"] = env_facts(suite, bin_dir);
  return facts;
}

}  // namespace ricochet::runner
