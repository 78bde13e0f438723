// Every seed of every fuzz target, once, in whatever way this build is made: what a fuzzer has
// found stays found.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>

#include "base/file.h"

#define RICOCHET_FUZZ_TARGET(name) \
  extern "C" int fuzz_##name(const std::uint8_t* data, std::size_t size);
#include "fuzz_targets.inc"
#undef RICOCHET_FUZZ_TARGET

namespace ricochet::fuzz {
namespace {

void run_seeds(const std::string& name, int (*target)(const std::uint8_t*, std::size_t)) {
  std::size_t seeds = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(RICOCHET_SOURCE_DIR) +
                                                               "/tests/fuzz/corpus/" + name)) {
    const auto input = base::read_file(entry.path().string());
    ASSERT_TRUE(input) << entry.path();
    std::fprintf(stderr, "%s\n", entry.path().c_str());  // the last one is the one that aborts
    EXPECT_EQ(target(reinterpret_cast<const std::uint8_t*>(input->data()), input->size()), 0);
    ++seeds;
  }
  EXPECT_GT(seeds, 0u) << "corpus/" << name << " has no seed";
  target(nullptr, 0);
}

#define RICOCHET_FUZZ_TARGET(name) \
  TEST(FuzzCorpus, name) { run_seeds(#name, fuzz_##name); }
#include "fuzz_targets.inc"
#undef RICOCHET_FUZZ_TARGET

}  // namespace
}  // namespace ricochet::fuzz
