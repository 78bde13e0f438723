#include "bus/broker/api/releases.h"

#include <algorithm>

namespace ricochet::bus::broker::api {

namespace {

struct Since {
  int release;
  std::int16_t key, last;
};

// What changed, of APIs in the table: from this release on up to this version. Of franz-go's
// kversion (4.2), the same as what a Kafka 3.9.2 tells; DescribeTopicPartitions as with KRaft.
constexpr Since kSince[] = {
    {208, 0, 9},  {208, 1, 12}, {208, 2, 6},  {208, 3, 11}, {208, 8, 8},  {208, 9, 7},
    {208, 10, 3}, {208, 11, 7}, {208, 13, 4}, {208, 15, 5}, {208, 16, 4}, {208, 18, 3},
    {208, 22, 4}, {208, 25, 3}, {208, 26, 3}, {208, 28, 3}, {208, 42, 2}, {208, 60, 0},
    {300, 2, 7},  {300, 9, 8},  {300, 10, 4}, {300, 65, 0}, {300, 66, 0}, {301, 1, 13},
    {301, 3, 12}, {302, 11, 9}, {302, 13, 5}, {305, 1, 15}, {307, 0, 10}, {307, 1, 16},
    {307, 8, 9},  {307, 9, 9},  {307, 60, 1}, {308, 0, 11}, {308, 16, 5}, {308, 22, 5},
    {308, 25, 4}, {308, 26, 4}, {308, 28, 4}, {308, 66, 1}, {308, 75, 0}, {309, 1, 17},
    {309, 18, 4}, {400, 0, 12}, {400, 3, 13}, {400, 15, 6}, {400, 26, 5}, {400, 28, 5},
    {401, 0, 13}, {401, 1, 18}, {402, 8, 10}, {402, 9, 10},
};

constexpr int kReleases[] = {208, 300, 301, 302, 303, 304, 305, 306, 307, 308, 309, 400, 401, 402};

std::string name_of(int release) {
  return std::to_string(release / 100) + "." + std::to_string(release % 100);
}

}  // namespace

std::vector<std::string> release_names() {
  std::vector<std::string> names;
  for (const int release : kReleases) names.push_back(name_of(release));
  return names;
}

int release_named(const std::string& name) {
  const auto it = std::find_if(std::begin(kReleases), std::end(kReleases),
                               [&](int release) { return name_of(release) == name; });
  return it == std::end(kReleases) ? 0 : *it;
}

std::int16_t last_in(const Row& row, int release) {
  if (release == 0) return row.last;
  bool changed = false;
  std::int16_t last = -1;
  for (const Since& one : kSince) {
    if (one.key != row.key) continue;
    changed = true;
    if (one.release <= release) last = one.last;
  }
  return changed ? std::min(last, row.last) : row.last;
}

}  // namespace ricochet::bus::broker::api
