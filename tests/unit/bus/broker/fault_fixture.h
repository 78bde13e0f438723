#pragma once
#include <gtest/gtest.h>

#include <string>

#include "base/json/reader.h"
#include "bus/broker/faults/apply.h"
#include "bus/broker/faults/reader.h"
#include "tests/unit/bus/broker/api_fixture.h"
#include "tests/unit/bus/broker/group_member.h"

namespace ricochet::bus::broker::api {

inline BrokerOptions three_brokers() {
  BrokerOptions options;
  options.brokers = 3;
  return options;
}

class FaultCommands : public ApiFixture {
 protected:
  using Asked = faults::Asked;
  explicit FaultCommands(BrokerOptions options = {}) : ApiFixture(std::move(options)) {}

  base::Result<faults::Applied> apply(const std::string& text) {
    base::DiagList diags;
    const auto document = base::JsonDocument::parse("fault.json", text);
    auto rule = faults::read_fault(base::JsonReader(*document, diags, "bus"));
    EXPECT_TRUE(rule) << diags.render_all();
    return faults::apply(broker_, *std::move(rule));
  }
  /// What was done, or the code of why not.
  std::string told(const std::string& text) {
    const auto done = apply(text);
    return done ? done->text : done.error().code;
  }
  /// The context of a request that these faults have fitted.
  Context with_plan(const Asked& asked, int version) {
    Context made = context(version);
    made.plan = broker_.faults().consult(asked, [](auto&, auto&) { return true; });
    return made;
  }

  void commit(const std::string& group, const std::string& topic, std::int64_t offset) {
    broker_.groups().ensure(group)->commit({"me", ""}, {{{topic, 0}, offset, -1, ""}});
  }
  std::int64_t committed(const std::string& group, const std::string& topic) {
    const auto* stored = broker_.groups().find(group)->offsets().find({topic, 0});
    return stored == nullptr ? -1 : stored->offset;
  }
};

class FaultsOnThree : public FaultCommands {
 protected:
  FaultsOnThree() : FaultCommands(three_brokers()) {}
};

}  // namespace ricochet::bus::broker::api
