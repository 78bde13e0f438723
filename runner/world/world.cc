#include "runner/world/world.h"

#include <algorithm>

#include "base/json/json.h"
#include "bus/broker/broker.h"
#include "bus/broker/server/server.h"
#include "bus/kafka/kafka_bus.h"
#include "bus/kafka/own_client.h"
#include "busview/event.h"
#include "http/server.h"
#include "net/option_words.h"
#include "requestbin/capture_handler.h"
#include "runner/world/facts.h"
#include "runner/world/groups_of_bus.h"
#include "stubserver/model/state_machines.h"
#include "stubserver/rules/rule_set.h"
#include "stubserver/serve/server.h"

namespace ricochet::runner {

struct World::Bins {
  Bins(base::Loop& loop, journal::CaptureLog& log, http::ServerOptions options)
      : handler(loop, log), server(loop, std::move(options), handler) {
    server.on_refused([this](const http::Exchange& call) { handler.refused(call); });
  }
  requestbin::CaptureHandler handler;
  http::Server server;
};

namespace {

/// How long stop() lets answers end that are on their way.
constexpr base::Duration kServerGrace = std::chrono::milliseconds(100);

constexpr const char* kBindKey = "\"bind\" of \"network\"";
constexpr const char* kAnyFree = "without it: any free one";

/// Those of further workers are told apart.
std::string logs_of(const WorldOptions& options) {
  if (options.logs.empty() || options.worker == 0) return options.logs;
  return options.logs + "/worker-" + std::to_string(options.worker + 1);
}

bus::EmbeddedOptions broker_options(const BusSpec& spec, const Suite& suite,
                                    const WorldOptions& options) {
  bus::EmbeddedOptions embedded;
  embedded.brokers = spec.brokers;
  embedded.join_members = spec.join_members;
  embedded.join_delay = spec.join_delay;
  embedded.seed = options.seed;
  embedded.log = options.talk;
  embedded.users = spec.users;
  if (!spec.certificate.empty()) {
    embedded.tls.emplace();
    embedded.tls->certificate_file = spec.certificate;
    embedded.tls->key_file = spec.key;
  }
  embedded.port = spec.port;
  if (suite.network) {
    embedded.bind = suite.network->bind;
    embedded.advertise = suite.advertised_host();
  }
  return embedded;
}

}  // namespace

World::World(base::Loop& loop, std::shared_ptr<const Suite> suite, WorldOptions options)
    : loop_(loop),
      suite_(std::move(suite)),
      options_(std::move(options)),
      buffered_(std::make_shared<http::Buffered>(http::Limits().buffered_bytes)),
      scopes_(suite_->scope),
      log_(loop),
      awaits_(loop, log_),
      machines_(std::make_shared<stubserver::StateMachines>()),
      feed_(loop, log_, {},
            [this](const std::string& line) {
              if (options_.talk) options_.talk("the bus " + line);
            }),
      activity_(loop, log_, feed_),
      services_(loop, *suite_, {options_.watcher, logs_of(options_), options_.seed}),
      waits_(loop) {
  if (scopes_.on())
    log_.tell_apart([this](const journal::Record& record) { return scopes_.of_record(record); });
}

World::~World() = default;

bus::broker::Server* World::bus_server() { return broker_ ? broker_->server() : nullptr; }
bus::broker::Broker* World::broker() {
  return bus_server() != nullptr ? &bus_server()->broker() : nullptr;
}

Task<base::Status> World::start() {
  auto bin = [&](const std::string& name, journal::BinKind kind) {
    journal::BinOptions bin_options;
    bin_options.kind = kind;
    bin_options.limits = options_.capture;
    auto made = log_.create_bin(name, std::move(bin_options));
    return made ? base::Status() : base::Status(made.error());
  };
  for (const auto& stub : suite_->stubs) {
    if (auto status = bin(stub.name, journal::BinKind::kStub); !status) co_return status;
  }
  for (const auto& name : suite_->bins) {
    if (auto status = bin(name, journal::BinKind::kBin); !status) co_return status;
  }
  for (const auto& topic : suite_->topics) {
    if (auto status = bin(topic.name, journal::BinKind::kTopic); !status) co_return status;
  }
  if (auto status = define_vars(); !status) co_return status;
  if (auto status = services_.reserve_ports(); !status) co_return at("/sut", status.error());
  if (auto status = start_stubs(); !status) co_return status;
  if (auto status = start_bins(); !status) co_return status;
  auto bus_up = co_await start_bus();
  if (!bus_up) co_return bus_up;
  auto services_up = co_await start_services();
  if (scopes_.on()) {
    stray_work_ = std::make_unique<StrayWork>(loop_, log_, scopes_, [this](const auto& record) {
      const SutRunner* sut =
          record.request() != nullptr ? services_.at_port(record.request()->peer_port) : nullptr;
      return sut == nullptr ? std::string() : sut->name();
    });
  }
  co_return services_up;
}

base::Status World::define_vars() {
  base::DiagList diags;
  known_facts_ = suite_facts(*suite_, options_.bin_dir, options_.seed, loop_.wall_now(), diags);
  learn_secrets_of_suite();
  return diags.has_errors() ? base::Status(diags.all().front()) : base::Status();
}

base::Status World::start_stubs() {
  const auto gate = std::make_shared<stubserver::CallGate>(loop_, options_.calls);
  for (const auto& spec : suite_->stubs) {
    stubserver::StubOptions options(spec.name);
    options.gate = gate;
    options.machines = machines_;
    options.scopes = scopes_.finder();
    options.buffered = buffered_;
    options.bind = suite_->bind_address();
    options.port = spec.port;
    auto server = std::make_unique<stubserver::StubServer>(loop_, std::move(options), &log_);
    if (!spec.file.empty()) {
      base::DiagList diags;
      stubserver::LoadOptions load;
      load.file_root = folder_of(spec.file);
      auto rules = stubserver::RuleSet::load({spec.file}, load, diags);
      if (!rules) return at(spec.pointer, diags.all().front());  // which may be gone by now
      server->set_base(std::move(rules));
    }
    auto endpoint = server->start();
    if (!endpoint)
      return at(spec.port != 0 ? base::pointer_append("/stubs", spec.name) + "/port" : "/network",
                net::in_words_of(endpoint.error(), "\"port\"", kBindKey, kAnyFree));
    stubs_[spec.name] = std::move(server);
  }
  return {};
}

base::Status World::start_bins() {
  if (suite_->bins.empty()) return {};
  http::ServerOptions options;
  options.name = "bins";
  options.buffered = buffered_;
  options.bind = suite_->bind_address();
  options.port = suite_->bins_port;
  bins_ = std::make_unique<Bins>(loop_, log_, std::move(options));
  auto endpoint = bins_->server.start();
  if (!endpoint)
    return at(suite_->bins_port != 0 ? "/bins/port" : "/network",
              net::in_words_of(endpoint.error(), "\"port\"", kBindKey, kAnyFree));
  return {};
}

Task<base::Status> World::start_bus() {
  if (!suite_->bus && options_.bus_servers.empty()) co_return base::Status();
  const BusSpec spec = suite_->bus.value_or(BusSpec{});
  const auto arrived = [this](const bus::Record& record) {
    if (hidden_.shows(record)) log_record(record);
  };
  bus::KafkaOptions kafka;
  kafka.properties = spec.properties;
  kafka.log = options_.talk;
  if (!options_.bus_servers.empty()) {
    kafka.bootstrap = options_.bus_servers;
  } else if (spec.embedded) {
    bus::EmbeddedOptions embedded = broker_options(spec, *suite_, options_);
    embedded.sink = &feed_;
    early_ = std::make_unique<busview::EarlyRecords>(loop_, suite_->topics, arrived);
    feed_.on_batch([this](const bus::broker::Produced& batch) { early_->produced(batch); });
    auto broker = bus::start_embedded_broker(loop_, suite_->topics, std::move(embedded));
    if (!broker)
      co_return at(spec.port != 0 ? "/bus/port" : "/bus",
                   net::in_words_of(broker.error(), "\"port\"", kBindKey, kAnyFree));
    broker_ = std::move(*broker);
    // Faults are for services: one that we meet ourselves is an error, or a record sent twice.
    if (this->broker() != nullptr) this->broker()->faults().spare(bus::kOwnClientId);
    kafka.embedded = broker_.get();
    // A broker that was down a moment ago may keep us from having read what is deleted now.
    kafka.records_are_deleted = spec.reset;
    kafka.properties.merge(broker_->client_properties());
    // What our own client reads must not count as read by a service that calls itself the same.
    kafka.properties.erase("client.id");
  } else if (spec.servers.empty()) {
    co_return at("/bus/kafka", base::Diag("suite/bad-bus", "\"kafka\" has come to nothing",
                                          "is the environment variable that it names set? or name "
                                          "the brokers by --bus HOST:PORT"));
  } else {
    kafka.bootstrap = spec.servers;
  }
  auto made = bus::make_kafka_bus(loop_, std::move(kafka));
  if (!made) co_return made.error();
  bus_ = std::move(*made);
  bus_->on_record([this, arrived](const bus::Record& record) {
    if (!early_ || early_->is_new(record)) arrived(record);
  });
  bus_->on_fault([this](const base::Diag& diag) {
    // Records may be missing from the log from here on: no verdict may rest on it.
    Trouble trouble;
    trouble.kind = ErrorKind::kEnvironment;
    trouble.message = diag.message;
    trouble.diag = diag;
    interrupt(std::move(trouble));
  });
  auto open = [this](auto done) {
    bus_->open(suite_->topics, options_.bus_within, std::move(done));
  };
  const auto opened = co_await waits_.wait<base::Status>(open);
  if (opened) co_return *opened;
  co_return base::Diag(base::Diag::Kind::kEnvironment, "bus/timeout",
                       "the run ended while the bus was still to be opened",
                       "see what ended the run");
}

void World::log_record(const bus::Record& record) {
  log_.append(busview::event_of(record), loop_.now(), loop_.wall_now());
}

void World::show_topic(const std::string& topic, const std::optional<bus::Position>& but) {
  if (but) hidden_.hide(*but);
  for (const auto& record : hidden_.release(topic)) log_record(record);
}

base::Diag World::at(const std::string& pointer, base::Diag diag) const {
  const bool there = suite_->document && suite_->document->locate(pointer).known();
  if (!diag.where.known() && there) diag.where = suite_->document->locate(pointer);
  return diag;
}

Task<base::Status> World::start_services() {
  auto crashed = [this](SutRunner& sut, const std::string& how) { service_ended(sut, how); };
  if (auto status =
          services_.prepare(facts(), crashed, groups_of(*bus_, broker(), services_), secrets());
      !status)
    co_return status;
  co_return co_await revive();
}

void World::service_ended(SutRunner& sut, const std::string& how) {
  Trouble trouble;
  trouble.kind = ErrorKind::kSutCrashed;
  trouble.service = sut.name();
  trouble.at = loop_.now();
  trouble.message = sut.name() + " " + how + " while it was needed";
  const auto lines = sut.output_since(scenario_began_);
  constexpr std::size_t kShown = 10;
  for (std::size_t i = lines.size() > kShown ? lines.size() - kShown : 0; i < lines.size(); ++i)
    trouble.last_output.push_back(lines[i].text);
  interrupt(std::move(trouble));
  if (services_.reviving()) services_.give_up();  // with one of them gone nobody needs the others
}

void World::interrupt(Trouble trouble) {
  if (!trouble_ || trouble.kind == ErrorKind::kInterrupted) trouble_ = std::move(trouble);
  for (Interruptible* life : lives_) life->interrupt(trouble_);
  if (trouble_.kind == ErrorKind::kInterrupted) give_up();
}

/// A service that is still starting would be waited for; it is going to be stopped anyway.
void World::give_up() {
  services_.give_up();
  waits_.end();
}

void World::clear_trouble() {
  if (trouble_.kind != ErrorKind::kInterrupted) trouble_ = Trouble();
}

std::string World::claim_owner(const std::string& name) {
  std::string owner = name;
  for (std::size_t n = 2; !owners_.insert(owner).second; ++n)
    owner = name + " (" + std::to_string(n) + ")";
  return owner;
}

std::vector<Services::Line> World::sut_lines_since(base::TimePoint since,
                                                   std::uint64_t scope) const {
  auto lines = services_.lines_since(since);
  if (scope != 0)
    std::erase_if(lines, [&](const auto& line) { return scopes_.names_another(line.text, scope); });
  return lines;
}

std::string World::sut_output_since(base::TimePoint since, std::uint64_t scope) const {
  std::string out;
  for (const auto& line : sut_lines_since(since, scope))
    out += line.service + " | " + line.text + "\n";
  return out;
}

std::vector<std::string> World::take_remarks() {
  std::vector<std::string> all = services_.take_remarks();
  for (auto& remark : std::exchange(remarks_, {})) all.push_back(std::move(remark));
  return all;
}

Task<void> World::stop() {
  co_await wind_down();
  if (bus_) {
    co_await async<bool>([this](auto done) { bus_->close([done] { done(true); }); });
  }
  bus_.reset();
  broker_.reset();
  for (auto& [name, stub] : stubs_) {
    co_await async<bool>(
        [&stub = stub](auto done) { stub->stop(kServerGrace, [done] { done(true); }); });
  }
  if (bins_) {
    co_await async<bool>(
        [this](auto done) { bins_->server.stop(kServerGrace, [done] { done(true); }); });
  }
}

stubserver::StubServer* World::stub(const std::string& name) {
  const auto it = stubs_.find(name);
  return it == stubs_.end() ? nullptr : it->second.get();
}

std::size_t World::open_exchanges() const {
  std::size_t open = bins_ ? bins_->server.open_exchanges() : 0;
  for (const auto& [name, stub] : stubs_) open += stub->open_exchanges() + stub->open_callbacks();
  return open;
}

base::Json World::facts() const {
  base::Json facts = known_facts_;
  facts["bus"] = base::Json::object();
  if (bus_) {
    facts["bus"]["kafka"] = bus_address();
    facts["bus"]["embedded"] = broker_ != nullptr;
  }
  facts["stubs"] = base::Json::object();
  for (const auto& [name, stub] : stubs_) {
    const net::Endpoint told = as_told(stub->server().endpoint());
    facts["stubs"][name] = address_facts(told.url(), told.port);
  }
  facts["bins"] = base::Json::object();
  for (const auto& name : suite_->bins) {
    if (!bins_) break;  // the suite was not set up so far
    const net::Endpoint told = as_told(bins_->server.endpoint());
    facts["bins"][name] = address_facts(told.url() + "/" + name, told.port);
  }
  facts["sut"] = services_.port_facts();
  base::DiagList told;  // by the check
  add_urls(*suite_, facts, told);
  return facts;
}

net::Endpoint World::as_told(net::Endpoint endpoint) const {
  if (suite_->network) endpoint.address = suite_->advertised_host();
  return endpoint;
}

std::string World::bus_address() const {
  return broker_ ? broker_->advertised_servers() : bus_->bootstrap_servers();
}

std::string World::summary() const {
  std::vector<std::string> parts;
  if (bus_) parts.push_back("bus " + bus_address() + (broker_ ? " (embedded)" : ""));
  for (const auto& [name, stub] : stubs_)
    parts.push_back("stub " + name + " " + as_told(stub->server().endpoint()).url());
  if (bins_) parts.push_back("bins " + as_told(bins_->server.endpoint()).url());
  for (const auto& line : services_.ready_lines()) parts.push_back(line);
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace ricochet::runner
