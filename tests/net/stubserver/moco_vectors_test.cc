#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

#include "base/json/json.h"
#include "tests/net/stubserver/vector_world.h"

// Runs the vectors of moco_vectors/ (its README.md says what they are made of).
namespace ricochet::stubserver {
namespace {

namespace fs = std::filesystem;
using base::Json;

const char* const kFolder = RICOCHET_SOURCE_DIR "/tests/net/stubserver/moco_vectors";

Json read_group(const std::string& file) {
  std::ifstream in(std::string(kFolder) + "/" + file);
  return Json::parse(in);
}

struct Vector {
  std::string file, name;
};

std::vector<Vector> all_vectors() {
  std::vector<Vector> out;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string file = entry.path().filename().string();
    const Json vectors = read_group(file).at("vectors");
    for (const auto& [name, exchanges] : vectors.items()) out.push_back({file, name});
  }
  std::sort(out.begin(), out.end(), [](const Vector& a, const Vector& b) {
    return std::tie(a.file, a.name) < std::tie(b.file, b.name);
  });
  return out;
}

std::string name_of(const testing::TestParamInfo<Vector>& info) {
  std::string name = fs::path(info.param.file).stem().string() + "_" + info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class MocoVectors : public testing::TestWithParam<Vector> {};

TEST_P(MocoVectors, Hold) {
  const Json group = read_group(GetParam().file);
  VectorWorld world;
  ASSERT_NO_FATAL_FAILURE(world.serve(group));
  for (const auto& step : group.at("vectors").at(GetParam().name)) {
    SCOPED_TRACE(step.dump());
    ASSERT_NO_FATAL_FAILURE(world.step(step));
  }
}
INSTANTIATE_TEST_SUITE_P(Moco, MocoVectors, testing::ValuesIn(all_vectors()), name_of);

}  // namespace
}  // namespace ricochet::stubserver
