#include "runner/live/world_control.h"

#include <utility>

namespace ricochet::runner {

WorldControl::WorldControl(World& world, const ControlOptions& options)
    : bins_(world.loop(), world.log(), world.awaits(), options.bins) {
  add_stubs(world, options);
  if (auto* broker = world.bus_server()) {
    bus_.emplace(world.loop(), *broker, world.feed());
    bus_->add_routes(bins_.router());
    // What is wrong with our own document is a matter of the tests.
    static_cast<void>(bins_.describe(busview::BusApi::openapi()));
  }
}

WorldControl::~WorldControl() { stop(); }

void WorldControl::add_stubs(World& world, const ControlOptions& options) {
  std::vector<stubserver::ControlledStub> controlled;
  for (const auto& spec : world.suite().stubs) {
    stubserver::StubServer* const server = world.stub(spec.name);
    if (server == nullptr) continue;
    stubserver::ControlledStub& stub = controlled.emplace_back();
    stub.server = server;
    stub.load.file_root = folder_of(spec.file.empty() ? world.suite().file : spec.file);
    stub.clear_log = [&world, name = spec.name] { world.log().clear(name); };
    if (!spec.file.empty()) {
      stubserver::Sources sources;
      sources.files = {spec.file};
      sources.load = stub.load;
      stubserver::Reloader::Hooks hooks;
      hooks.use = [server](auto rules) { server->set_base(std::move(rules)); };
      hooks.say = [name = spec.name, say = options.say](const std::string& line) {
        if (say) say("stub " + name + ": " + line);
      };
      reloaders_.push_back(std::make_unique<stubserver::Reloader>(world.loop(), std::move(sources),
                                                                  std::move(hooks)));
      base::DiagList found;  // the world has read the same file a moment ago
      reloaders_.back()->load(found);
      stub.reloader = reloaders_.back().get();
    }
    stub.load.targets = options.targets;
  }
  stubs_.emplace(std::move(controlled));
  stubs_->add_routes(bins_.router());
}

void WorldControl::watch_stub_files() {
  for (const auto& reloader : reloaders_) reloader->watch();
}

void WorldControl::stop() {
  bins_.stop();
  if (bus_) bus_->stop();
}

}  // namespace ricochet::runner
