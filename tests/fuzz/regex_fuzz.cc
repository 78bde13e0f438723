// A regular expression (the first line, behind a letter that says how it is meant) over a text (the
// rest), as it is and made long: the work is bounded, every code gives the same verdict, and what
// is refused is refused by our own translator.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text/utf8.h"
#include "match/give_up.h"
#include "match/text/error.h"
#include "match/text/regex/regex.h"
#include "match/work.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;
using match::Regex;
using match::Work;

constexpr std::size_t kLong = 50'000;

void check(const Regex& regex, const std::string& text) {
  const auto before = match::give_ups();
  const auto size = base::repair_utf8(text).size();  // what is searched
  auto outcome = Regex::MatchResult::kGaveUp;
  {
    const Work work;
    outcome = regex.match(text);
    require(Work::used() <= match::kSearchAtLeast + (match::kSearchPerByte + 2) * size + 100);
  }
  const Work work;
  while (Work::may_run_uncounted(match::kWorkUncounted / 100)) continue;
  const auto groups = regex.groups(text);  // counted
  require(!groups || groups->size() == regex.group_count());
  if (match::give_ups() == before)
    require(groups.has_value() == (outcome == Regex::MatchResult::kMatch));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty() || size > 2'000) return 0;
  const auto line = input.substr(1, input.find('\n') - 1);
  Regex::Options options;
  options.ignore_case = (input[0] & 1) != 0;
  options.whole = (input[0] & 2) != 0;
  options.literal = (input[0] & 12) == 12;
  options.dialect = (input[0] & 12) == 8 ? Regex::Dialect::kIRegexp : Regex::Dialect::kJava;
  const auto regex = Regex::compile(line, options);
  if (!regex) {
    require(options.literal || regex.error().message.find("PCRE2") == std::string::npos);
    require(!regex.error().message.empty() && match::offset_of(regex.error(), line) <= line.size());
    return 0;
  }
  const std::string text(input.substr(std::min(line.size() + 2, input.size())));
  check(*regex, text);
  if (text.empty()) return 0;
  std::string all;
  while (all.size() < kLong) all += text;
  check(*regex, all);
  check(*regex, std::string(kLong, text.front()) + text);
  return 0;
}
