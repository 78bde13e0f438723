// `ricochet schema`: what editors are given. What the schemas say is the matter of docs.schema.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "tests/e2e/e2e.h"
#include "tests/support/program.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

TEST(Schema, IsPrintedOrWrittenForEachKind) {
  const TempFolder folder;
  const ProgramEnd all = run_ricochet({"schema", "--dir", "made"}, folder.path());
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_EQ(all.out,
            "made/suite.schema.json\nmade/scenario.schema.json\nmade/include.schema.json\n"
            "made/stub.schema.json\n");
  for (const std::string kind : {"suite", "scenario", "include", "stub"}) {
    const ProgramEnd one = run_ricochet({"schema", kind});
    EXPECT_EQ(one.exit_code, 0) << one.err;
    EXPECT_EQ(one.out, base::read_file(folder.path() + "/made/" + kind + ".schema.json").value());
    EXPECT_TRUE(base::parse_json_body(one.out)) << kind;
  }
  EXPECT_EQ(run_ricochet({"schema", "stub", "--dir", "one"}, folder.path()).out,
            "one/stub.schema.json\n");
}

TEST(Schema, SaysWhichThereAre) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"schema"}, {"schema", "stubs"}}) {
    const ProgramEnd end = run_ricochet(words);
    EXPECT_EQ(end.exit_code, 2);
    for (const char* kind : {"suite", "scenario", "include", "stub"})
      EXPECT_THAT(end.err, HasSubstr(kind));
  }
}

TEST(Schema, OfANewSuiteIsThatOfTheProgram) {
  const TempFolder folder;
  ASSERT_EQ(run_ricochet({"new", "mine"}, folder.path()).exit_code, 0);
  for (const auto& [file, kind] :
       {std::pair{"ricochet.json", "suite"}, {"greeting.json", "scenario"}}) {
    const std::string schema = std::string(".schema/") + kind + ".schema.json";
    EXPECT_THAT(base::read_file(folder.path() + "/mine/" + file).value(),
                HasSubstr("\"$schema\": \"" + schema + "\""));
    EXPECT_EQ(base::read_file(folder.path() + "/mine/" + schema).value(),
              run_ricochet({"schema", kind}).out);
  }
  const ProgramEnd check = run_ricochet({"check", "mine"}, folder.path());
  EXPECT_EQ(check.out, "ok: 1 scenario, 1 suite, 1 stub file with 1 session\n") << check.err;
  EXPECT_EQ(run_ricochet({"check", "mine/stubs/hello.json"}, folder.path()).out,
            "ok: 1 stub file with 1 session\n");
}

}  // namespace
}  // namespace ricochet::e2e
