#include "cli/run/service_lines.h"

#include "base/text/printable.h"
#include "runner/sut/process.h"
#include "runner/sut/sut_runner.h"

namespace ricochet::cli {

class ServiceLines::Follower final : public runner::SutObserver {
 public:
  Follower(runner::SutRunner& service, runner::mask::Secrets& secrets, std::ostream& out)
      : service_(service), secrets_(secrets), out_(out) {
    for (const auto& line : service.output_since(base::TimePoint::min())) on_line(line);
    service_.observe(*this);
  }
  ~Follower() override { service_.forget(*this); }

  void on_line(const runner::OutputLine& line) override {
    out_ << base::printable(service_.name()) << " | " << base::printable(secrets_.mask(line.text))
         << std::endl;
  }

 private:
  runner::SutRunner& service_;
  runner::mask::Secrets& secrets_;
  std::ostream& out_;
};

ServiceLines::ServiceLines(runner::World& world, std::ostream& out) {
  for (const auto& spec : world.suite().suts) {
    if (auto* service = world.sut(spec.name))
      followers_.push_back(std::make_unique<Follower>(*service, world.secrets(), out));
  }
}
ServiceLines::~ServiceLines() = default;

}  // namespace ricochet::cli
