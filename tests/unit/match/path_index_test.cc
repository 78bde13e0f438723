#include "match/path_index.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/random.h"

namespace ricochet::match {
namespace {

ValueKey segments(std::vector<std::optional<std::string>> of, bool open = false) {
  ValueKey key;
  key.kind = ValueKey::Kind::kSegments;
  key.segments = std::move(of);
  key.open = open;
  return key;
}

/// Small words over few letters, so that keys share beginnings, and paths meet them.
class PathIndexTest : public testing::TestWithParam<std::uint64_t> {
 protected:
  std::string word() {
    std::string out;
    for (auto n = random_.below(4); n > 0; --n) out += static_cast<char>('a' + random_.below(2));
    return out;
  }
  std::string path() { return "/" + word() + "/" + word(); }
  ValueKey value() {
    const auto dice = random_.below(3);
    if (dice == 0) return ValueKey::literal(path());
    if (dice == 1) return ValueKey::prefix(path().substr(0, random_.below(6)));
    std::vector<std::optional<std::string>> of;
    for (auto n = random_.below(3); n > 0; --n)
      of.push_back(random_.below(2) == 0 ? std::nullopt : std::optional("a" + word()));
    return segments(std::move(of), random_.below(2) == 0);
  }
  SelectiveKey key() {
    SelectiveKey out;
    if (random_.below(10) == 0) return out;
    out.paths.emplace();
    for (auto n = 1 + random_.below(2); n > 0; --n) out.paths->push_back(value());
    if (random_.below(3) == 0) out.methods = {random_.below(2) == 0 ? "GET" : "PUT"};
    return out;
  }
  static bool holds(const ValueKey& key, const std::string& path) {
    if (key.kind == ValueKey::Kind::kLiteral) return path == key.text;
    if (key.kind == ValueKey::Kind::kPrefix) return path.starts_with(key.text);
    const auto parts = path_segments(path);
    if (parts.size() < key.segments.size()) return false;
    if (parts.size() > key.segments.size() && !key.open) return false;
    for (std::size_t i = 0; i < key.segments.size(); ++i) {
      if (key.segments[i] && *key.segments[i] != parts[i]) return false;
    }
    return true;
  }
  /// Methods narrow literal paths only.
  static bool may_fit(const SelectiveKey& key, const std::string& path, const std::string& method) {
    if (!key.paths) return false;
    return std::any_of(key.paths->begin(), key.paths->end(), [&](const ValueKey& value) {
      const bool fits =
          value.kind != ValueKey::Kind::kLiteral || !key.methods || key.methods->front() == method;
      return fits && holds(value, path);
    });
  }

  base::Random random_{GetParam()};
};

TEST_P(PathIndexTest, FindsWhatIsThereAndNothingThatWasTakenOut) {
  PathIndex index;
  std::map<std::uint32_t, SelectiveKey> there;
  for (int i = 0; i < 3000; ++i) {
    const auto number = static_cast<std::uint32_t>(random_.below(40));  // in no order
    const auto found = there.find(number);
    if (found != there.end()) {
      index.remove(found->second, number);
      there.erase(found);
    } else {
      there[number] = key();
      index.add(there[number], number);
    }
    const auto asked = path();
    const std::string method = random_.below(2) == 0 ? "GET" : "PUT";
    Candidates candidates;
    index.collect(asked, method, candidates);
    std::vector<std::uint32_t> got, wanted, always;
    while (const auto next = candidates.next()) got.push_back(*next);
    for (const auto& [each, of] : there) {
      if (may_fit(of, asked, method)) wanted.push_back(each);
      if (!of.paths) always.push_back(each);
    }
    ASSERT_EQ(got, wanted) << "step " << i << ", " << method << " " << asked;
    ASSERT_EQ(index.always(), always) << "step " << i;
  }
  for (const auto& [number, of] : there) index.remove(of, number);
  EXPECT_TRUE(index.empty()) << "nothing is left of what was taken out";
}

INSTANTIATE_TEST_SUITE_P(Seeds, PathIndexTest, testing::Range<std::uint64_t>(1, 7));

TEST(PathIndex, CrowdIsTheFullestListThatAKeyWouldBePutInto) {
  PathIndex index;
  SelectiveKey a, ab, under, any;
  a.paths = {ValueKey::literal("/a")};
  ab.paths = {ValueKey::literal("/b"), ValueKey::literal("/a")};
  under.paths = {ValueKey::prefix("/a")};
  SelectiveKey variable;
  variable.paths = {segments({"a", std::nullopt})};
  for (std::uint32_t i = 0; i < 5; ++i) index.add(a, i);
  for (std::uint32_t i = 5; i < 8; ++i) index.add(under, i);
  index.add(variable, 8);
  index.add(any, 9);
  EXPECT_EQ(index.crowd(a), 5u);
  EXPECT_EQ(index.crowd(ab), 5u);
  EXPECT_EQ(index.crowd(under), 3u);
  EXPECT_EQ(index.crowd(variable), 1u);
  EXPECT_EQ(index.crowd(any), 1u);
  under.paths = {ValueKey::prefix("/")};
  EXPECT_EQ(index.crowd(under), 0u);
}

}  // namespace
}  // namespace ricochet::match
