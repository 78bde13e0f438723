#include "runner/model/names.h"

#include <algorithm>

#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::runner {

const std::vector<std::string>& fact_names() {
  static const std::vector<std::string> kNames{"bus", "stubs", "bins",     "sut",
                                               "env", "run",   "scenario", "iteration"};
  return kNames;
}

bool may_be_named(const base::JsonReader& member) {
  const auto& names = fact_names();
  if (std::find(names.begin(), names.end(), member.key()) == names.end()) return true;
  member.error_at_key("reserved-name",
                      base::in_quotes(member.key()) + " is a name that every scenario has",
                      "choose another name for the var");
  return false;
}

bool is_stub_of(const base::JsonReader& member, const Suite& suite) {
  if (suite.has_stub(member.key())) return true;
  std::vector<std::string> known;
  for (const auto& stub : suite.stubs) known.push_back(stub.name);
  member.error_at_key("unknown-stub", "the suite has no stub " + base::in_quotes(member.key()),
                      known.empty() ? "declare it under \"stubs\" in " + std::string(kSuiteFileName)
                                    : base::did_you_mean(member.key(), known));
  return false;
}

}  // namespace ricochet::runner
