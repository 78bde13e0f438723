#include "runner/world/services.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/json/json.h"
#include "base/random.h"
#include "runner/sut/launch.h"
#include "runner/sut/log_file.h"
#include "runner/task/all.h"
#include "runner/world/facts.h"

namespace ricochet::runner {

Services::Services(base::Loop& loop, const Suite& suite, ServicesOptions options)
    : loop_(loop), suite_(suite), options_(std::move(options)) {}

base::Status Services::reserve_ports() {
  base::Random random = base::Random(options_.seed).derive("ports");
  for (const auto& sut : suite_.suts) {
    for (const auto& port : sut.ports) {
      if (port.number != 0) continue;
      auto found = find_free_port(random);
      if (!found) return placed(found.error(), sut, suite_);
      ports_.insert_or_assign(sut.name + "/" + port.name, std::move(*found));
    }
  }
  return {};
}

Task<base::Status> Services::start(SutRunner& sut) const {
  base::Status up = co_await sut.start();
  if (!up) co_return placed(up.error(), sut.spec(), suite_);
  co_return up;
}

base::Json Services::port_facts() const {
  return runner::port_facts(suite_, [this](const SutSpec& sut, const PortSpec& port) {
    const auto found = ports_.find(sut.name + "/" + port.name);
    return found == ports_.end() ? port.number : found->second.number;
  });
}

/// LOGS/the suite's folder/the service.log; what lies above the working directory is named "up".
base::Status Services::open_log(SutRunner& sut) const {
  if (options_.logs.empty() || sut.spec().external) return {};
  std::filesystem::path path(options_.logs);
  const auto folder = std::filesystem::path(suite_.folder).lexically_normal().relative_path();
  for (const auto& part : folder) path /= part == ".." ? std::filesystem::path("up") : part;
  auto file = LogFile::open(loop_, (path / (sut.name() + ".log")).lexically_normal().string());
  if (!file) return file.error();
  sut.log_to(std::move(*file));
  return {};
}

base::Status Services::prepare(const base::Json& facts, const SutRunner::Crashed& crashed,
                               const GroupsOfBus& groups, mask::Secrets& secrets) {
  for (const auto& spec : suite_.suts) {
    auto launch = expand_launch(spec, suite_, facts);
    if (!launch) return launch.error();
    for (const auto& [name, value] : launch->command.env) secrets.learn(name, value);
    launch->command.watcher = options_.watcher;
    launch->ready_command.watcher = options_.watcher;
    all_.push_back(std::make_unique<SutRunner>(loop_, spec, std::move(*launch), crashed, groups));
    if (auto status = open_log(*all_.back()); !status) return status;
  }
  return {};
}

Task<base::Status> Services::revive() {
  std::vector<Task<base::Status>> starts;
  for (auto& sut : all_) {
    if (!sut->up()) starts.push_back(start(*sut));
  }
  base::Status ready = {};
  std::function<void(base::Status)> ended = [this, &ready](base::Status up) {
    if (up || !ready) return;
    ready = std::move(up);
    for (auto& other : all_) other->give_up();  // nobody waits for it any more
  };
  reviving_ = true;
  co_await all<base::Status>(std::move(starts), ended);
  reviving_ = false;
  co_return ready;
}

Task<void> Services::stop(bool only_per_scenario) {
  std::vector<SutRunner*> chosen;
  for (auto& sut : all_) {
    if (!sut->spec().external && (!only_per_scenario || sut->spec().per_scenario))
      chosen.push_back(sut.get());
  }
  for (SutRunner* sut : chosen) sut->ask_to_stop();  // all at once, then wait for each
  for (SutRunner* sut : chosen) co_await sut->stop();
}

void Services::kill_all() {
  for (auto& sut : all_) sut->kill_now();
}

void Services::give_up() {
  for (auto& sut : all_) sut->give_up();
}

SutRunner* Services::find(const std::string& name) const {
  const auto it =
      std::find_if(all_.begin(), all_.end(), [&](const auto& s) { return s->name() == name; });
  return it == all_.end() ? nullptr : it->get();
}

SutRunner* Services::of_group(const std::string& group) const {
  const auto it = std::find_if(all_.begin(), all_.end(),
                               [&](const auto& sut) { return sut->ready_group() == group; });
  if (it != all_.end()) return it->get();
  return all_.size() == 1 ? all_.front().get() : nullptr;
}

bool Services::share_group(const std::string& group) const {
  return std::count_if(all_.begin(), all_.end(),
                       [&](const auto& sut) { return sut->ready_group() == group; }) > 1;
}

SutRunner* Services::at_port(std::uint16_t local_port) const {
  const auto it = std::find_if(all_.begin(), all_.end(),
                               [&](const auto& sut) { return sut->is_at(local_port); });
  return it == all_.end() ? nullptr : it->get();
}

std::vector<std::string> Services::ready_lines() const {
  std::vector<std::string> lines;
  for (const auto& sut : all_) {
    if (sut->up())
      lines.push_back(sut->name() + " ready after " + base::humanize(sut->start_took()));
  }
  return lines;
}

std::vector<Services::Line> Services::lines_since(base::TimePoint since) const {
  std::vector<Line> all;
  for (const auto& sut : all_) {
    for (auto& line : sut->output_since(since))
      all.push_back({line.at, sut->name(), std::move(line.text)});
    if (auto partial = sut->partial(); partial && partial->at >= since)
      all.push_back({partial->at, sut->name(), std::move(partial->text)});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Line& a, const Line& b) { return a.at < b.at; });
  return all;
}

std::vector<std::string> Services::take_remarks() {
  std::vector<std::string> remarks;
  for (auto& sut : all_) {
    for (auto& remark : sut->take_remarks()) remarks.push_back(std::move(remark));
  }
  return remarks;
}

}  // namespace ricochet::runner
