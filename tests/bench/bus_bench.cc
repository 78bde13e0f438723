// Measures one broker: bus_bench WHAT ADDRESS [NUMBERS]. Prints one line of figures.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>

#include "base/random.h"
#include "tests/bench/measures.h"

namespace ricochet::bench {

void give_up(const std::string& why) {
  std::cerr << "bus_bench: " << why << std::endl;
  std::exit(1);
}

std::string fresh_name(const std::string& name) { return name + "-" + base::secure_token(8); }

namespace {

void print(double value) { std::printf("%.2f\n", value); }

/// Median and 99th percentile.
void print(const std::vector<double>& values) {
  std::printf("%.3f %.3f\n", quantile(values, 0.5), quantile(values, 0.99));
}

double median_of(int rounds, const std::function<double()>& measure) {
  std::vector<double> all;
  for (int i = 0; i < rounds; ++i) all.push_back(measure());
  return quantile(all, 0.5);
}

}  // namespace

}  // namespace ricochet::bench

int main(int argc, char** argv) {
  using namespace ricochet::bench;
  if (argc < 3) give_up("bus_bench WHAT ADDRESS [NUMBER [NUMBER]]");
  const std::string what = argv[1], address = argv[2];
  const int n = argc > 3 ? std::atoi(argv[3]) : 1;
  const int m = argc > 4 ? std::atoi(argv[4]) : 0;
  const std::map<std::string, std::function<void()>> measures{
      {"first", [&] { print(median_of(n, [&] { return first_assignment(address); })); }},
      {"join", [&] { print(median_of(n, [&] { return two_member_join(address); })); }},
      {"latency", [&] { print(publish_to_fetch(address, n)); }},
      {"connections", [&] { print(connections(address, n)); }},
      {"native-first",
       [&] { print(median_of(n, [&] { return native_first_assignment(address); })); }},
      {"native-join",
       [&] { print(median_of(n, [&] { return native_two_member_join(address); })); }},
      {"native-latency", [&] { print(native_publish_to_poll(address, n)); }},
      {"native-throughput",
       [&] { print(native_throughput(address, static_cast<std::size_t>(n), m)); }}};
  const auto it = measures.find(what);
  if (it == measures.end()) give_up("there is no measure " + what);
  it->second();
  return 0;
}
