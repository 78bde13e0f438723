#define PCRE2_CODE_UNIT_WIDTH 8
#include "match/text/regex/regex_code.h"

#include <pcre2.h>

#include <algorithm>
#include <array>

#include "match/work.h"

namespace ricochet::match {

namespace {

/// What the plain code may cost at most, and fewer steps than are worth a try.
constexpr std::uint64_t kPlainWork = 16'000'000;
constexpr std::uint64_t kPlainSteps = 16;
/// More are not worth a try either.
constexpr std::uint64_t enough_steps(std::uint64_t size) { return 500 + 2 * size; }
/// What a report costs besides the characters that were passed.
constexpr std::uint64_t kStepCost = 8;
/// Of a byte of the pattern, when the counted code is made.
constexpr std::uint64_t kCompileCost = 2000;
/// Shorter repeats and ways back are part of that.
constexpr std::uint64_t kSmall = 16;
constexpr std::uint32_t kHeapLimitKib = 16 * 1024;
constexpr std::size_t kJitStackStart = 32 * 1024;
constexpr std::size_t kJitStackMax = 1024 * 1024;

struct Free {
  void operator()(pcre2_match_context* p) const { pcre2_match_context_free(p); }
  void operator()(pcre2_compile_context* p) const { pcre2_compile_context_free(p); }
  void operator()(pcre2_jit_stack* p) const { pcre2_jit_stack_free(p); }
};

/// Working memory of a match, one per thread: compiled patterns are shared, this is not.
struct Scratch {
  RegexCode::MatchData data{pcre2_match_data_create(1, nullptr)};
  std::unique_ptr<pcre2_jit_stack, Free> stack{
      pcre2_jit_stack_create(kJitStackStart, kJitStackMax, nullptr)};
  std::unique_ptr<pcre2_match_context, Free> context{pcre2_match_context_create(nullptr)};

  Scratch() {
    pcre2_set_heap_limit(context.get(), kHeapLimitKib);
    pcre2_jit_stack_assign(context.get(), nullptr, stack.get());
  }
  static Scratch& mine() {
    thread_local Scratch scratch;
    return scratch;
  }
};

PCRE2_SPTR pcre_text(std::string_view s) {
  return reinterpret_cast<PCRE2_SPTR>(s.data() == nullptr ? "" : s.data());
}

RegexCode::Code compile_code(const std::string& pattern, std::uint32_t flags, int& number,
                             PCRE2_SIZE& offset) {
  std::unique_ptr<pcre2_compile_context, Free> context(pcre2_compile_context_create(nullptr));
  RegexCode::Code code(
      pcre2_compile(pcre_text(pattern), pattern.size(), flags, &number, &offset, context.get()));
  // Where there is no JIT the interpreter does it.
  if (code) pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  return code;
}

std::uint32_t info(const pcre2_code* code, std::uint32_t what) {
  std::uint32_t value = 0;
  pcre2_pattern_info(code, what, &value);
  return value;
}

/// Of all `{n`: in a class or quoted it costs nothing but a few units too many.
std::uint64_t longest_repeat(std::string_view pattern) {
  std::uint64_t longest = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') continue;
    std::uint64_t n = 0;
    while (i + 1 < pattern.size() && pattern[i + 1] >= '0' && pattern[i + 1] <= '9' && n < 65536)
      n = n * 10 + static_cast<std::uint64_t>(pattern[++i] - '0');
    longest = std::max(longest, n);
  }
  return longest;
}

/// Bytes between the brackets of the longest one: each property in it may be asked.
std::uint64_t longest_class(std::string_view pattern) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') ++i;
    if (i >= pattern.size() || pattern[i] != '[') continue;
    const auto open = i++;
    while (++i < pattern.size() && pattern[i] != ']') {
      if (pattern[i] == '\\') ++i;
      if (pattern.substr(i, 2) == "[:") i = std::min(pattern.find(":]", i), pattern.size() - 2) + 1;
    }
    longest = std::max(longest, i - open);
  }
  return longest;
}

RegexCode::Prices prices_of(const pcre2_code* code, std::string_view pattern) {
  RegexCode::Prices prices;
  prices.groups = info(code, PCRE2_INFO_CAPTURECOUNT);
  prices.character = 1 + longest_class(pattern) / 64;
  const auto repeat = longest_repeat(pattern);
  if (repeat > kSmall) prices.repeat = repeat;
  const std::uint64_t back = info(code, PCRE2_INFO_MAXLOOKBEHIND);
  if (back > kSmall) prices.look_behind = back;
  prices.alternatives +=
      static_cast<std::uint64_t>(std::count(pattern.begin(), pattern.end(), '|'));
  prices.back_references = info(code, PCRE2_INFO_BACKREFMAX) > 0;
  prices.grapheme = pattern.find("\\X") != std::string_view::npos;
  return prices;
}

/// Counts what the counted code does.
class Meter {
 public:
  Meter(const RegexCode::Prices& prices, std::string_view pattern, std::string_view text,
        std::size_t from, std::uint64_t allowed)
      : prices_(prices), pattern_(pattern), size_(text.size()), allowed_(allowed), place_(from) {
    special_ =
        prices.repeat > 0 || prices.look_behind > 0 || prices.back_references || prices.grapheme;
    if (!prices.grapheme) return;
    // Whether a flag ends is found by going back over all the flags before it.
    for (auto at = text.find(kFlag); at != text.npos; at = text.find(kFlag, at + kFlag.size()))
      ++flags_;
  }

  std::uint64_t used() const { return used_; }

  static int report(pcre2_callout_block* at, void* meter) {
    return static_cast<Meter*>(meter)->step(*at) ? 0 : PCRE2_ERROR_CALLOUT;
  }

 private:
  static constexpr std::string_view kFlag = "\xF0\x9F\x87";  // regional indicators begin so

  bool step(const pcre2_callout_block& at) {
    const auto place = at.current_position;
    const auto passed = place > place_ ? place - place_ : place_ - place;
    place_ = place;
    used_ += kStepCost + prices_.groups + passed * prices_.character;
    if (special_) used_ += ahead(at);
    return used_ <= allowed_;
  }

  /// What the next item may look at without being seen, because it fails there or goes back.
  std::uint64_t ahead(const pcre2_callout_block& at) const {
    const auto item = pattern_.substr(std::min(at.pattern_position, pattern_.size()));
    const std::uint64_t rest = size_ - std::min(at.current_position, size_);
    std::uint64_t price = 0;
    if (item.starts_with('('))
      price +=
          prices_.alternatives * std::min<std::uint64_t>(prices_.look_behind, at.current_position);
    if (prices_.grapheme && item.starts_with("\\X")) price += rest * (1 + flags_ / kSmall);
    std::uint64_t times = 1;
    if (prices_.repeat > 0 && item.substr(0, at.next_item_length).find('{') != item.npos) {
      times = prices_.repeat;
      price += std::min(times, rest) * prices_.character;
    }
    if (prices_.back_references && refers_back(item))
      price += std::min(rest, longest_group(at) * times);
    return price;
  }

  static bool refers_back(std::string_view item) {
    return item.starts_with("(?P=") ||
           (item.size() > 1 && item[0] == '\\' &&
            (item[1] == 'k' || item[1] == 'g' || (item[1] >= '1' && item[1] <= '9')));
  }

  static std::uint64_t longest_group(const pcre2_callout_block& at) {
    std::uint64_t longest = 0;
    for (std::uint32_t i = 1; i < at.capture_top; ++i) {
      const auto from = at.offset_vector[2 * i], to = at.offset_vector[2 * i + 1];
      if (from != PCRE2_UNSET && to != PCRE2_UNSET && to > from)
        longest = std::max<std::uint64_t>(longest, to - from);
    }
    return longest;
  }

  const RegexCode::Prices& prices_;
  std::string_view pattern_;
  std::size_t size_ = 0;
  std::uint64_t allowed_ = 0;
  std::uint64_t used_ = 0;
  std::uint64_t flags_ = 0;
  PCRE2_SIZE place_ = 0;
  bool special_ = false;
};

}  // namespace

void RegexCode::CodeFree::operator()(pcre2_code* code) const { pcre2_code_free(code); }
void RegexCode::DataFree::operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }

std::shared_ptr<const RegexCode> RegexCode::compile(std::string pattern, std::uint32_t flags,
                                                    Bad& bad) {
  int number = 0;
  PCRE2_SIZE offset = 0;
  // In a search with groups and repeats, JIT's guess at where a match cannot start is wrong now and
  // then (PCRE2Project/pcre2#336); reports are in its way.
  const bool misled = (flags & PCRE2_ANCHORED) == 0 && pattern.find('(') != std::string::npos &&
                      pattern.find_first_of("*+") != std::string::npos;
  auto plain =
      compile_code(pattern, flags | (misled ? PCRE2_NO_START_OPTIMIZE : 0), number, offset);
  if (!plain) {
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(number, text.data(), text.size());
    bad = {reinterpret_cast<const char*>(text.data()), offset, number};
    return nullptr;
  }
  std::shared_ptr<RegexCode> code(new RegexCode);
  code->anchored_ = (info(plain.get(), PCRE2_INFO_ALLOPTIONS) & PCRE2_ANCHORED) != 0;
  code->prices_ = prices_of(plain.get(), pattern);
  code->pattern_ = std::move(pattern);
  code->flags_ = flags;
  PCRE2_SIZE jit_size = 0;
  pcre2_pattern_info(plain.get(), PCRE2_INFO_JITSIZE, &jit_size);
  code->jit_ = jit_size > 0;
  code->plain_ = std::move(plain);
  // Between two steps such items do more than to look at each character once.
  code->plain_sees_all_ =
      !code->prices_.back_references && code->prices_.look_behind == 0 && !code->prices_.grapheme;
  constexpr std::uint64_t kStride = 32;
  while (code->step_price(code->small_ + kStride) * enough_steps(code->small_ + kStride) <=
         kPlainWork)
    code->small_ += kStride;
  return code;
}

RegexCode::MatchData RegexCode::match_data() const {
  return MatchData(pcre2_match_data_create_from_pattern(plain_.get(), nullptr));
}

const pcre2_code* RegexCode::counted() const {
  std::call_once(counted_.once, [&] {
    int number = 0;
    PCRE2_SIZE offset = 0;
    counted_.code = compile_code(pattern_, flags_ | PCRE2_AUTO_CALLOUT, number, offset);
    counted_.made = true;
  });
  return counted_.code.get();
}

std::uint64_t RegexCode::step_price(std::uint64_t size) const {
  const auto step = (size + pattern_.size() + 1) * prices_.character;
  // Under JIT the count begins anew at each place where a match may start.
  return anchored_ ? step : step * (size + 1);
}

std::optional<int> RegexCode::match_plain(std::string_view text, std::size_t from,
                                          pcre2_match_data* data,
                                          pcre2_match_context* context) const {
  const auto rest = text.size() - from;
  const auto price = step_price(rest);
  const auto steps =
      rest <= small_ ? enough_steps(rest) : std::min(kPlainWork / price, enough_steps(rest));
  if (steps < kPlainSteps || !Work::may_run_uncounted(steps * price)) return std::nullopt;
  pcre2_set_match_limit(context, static_cast<std::uint32_t>(steps));
  const auto run = jit_ ? pcre2_jit_match : pcre2_match;  // past the checks of the other
  const int rc = run(plain_.get(), pcre_text(text), text.size(), from,
                     jit_ ? 0 : PCRE2_NO_UTF_CHECK, data, context);
  if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH) return rc;
  return std::nullopt;
}

bool RegexCode::may_look(std::string_view text) const {
  // Nothing is left: not even a look, which is long where there are many searches of a long text.
  if (text.size() > small_ && Work::left(text.size()) == 0) return false;
  // What looks at the text once before the first step, or instead of it.
  Work::use(text.size() / 8);
  Work::pass(text.size() / 2);
  return true;
}

int RegexCode::match(std::string_view text, std::size_t from, pcre2_match_data* data) const {
  auto& scratch = Scratch::mine();
  auto* context = scratch.context.get();
  if (data == nullptr) data = scratch.data.get();
  Work::use(2 * kStepCost);
  if (plain_sees_all_) {
    if (const auto rc = match_plain(text, from, data, context)) {
      // A search further on looks at what lies between: it may be many that go through the text.
      if (from > 0) Work::use((*rc >= 0 ? 0 : text.size() - from) / 8);
      return *rc;
    }
  }
  // It is compiled once more for that, which takes long where it is long.
  if (!counted_.made) Work::pass(kCompileCost * pattern_.size());
  const auto allowed = Work::left(text.size());
  const auto* code = allowed == 0 ? nullptr : counted();
  if (code == nullptr) return PCRE2_ERROR_MATCHLIMIT;
  Meter meter(prices_, pattern_, text, from, allowed);
  // The meter counts; PCRE2's limit only has to be out of its way.
  pcre2_set_match_limit(context, UINT32_MAX);
  pcre2_set_callout(context, Meter::report, &meter);
  const int rc =
      pcre2_match(code, pcre_text(text), text.size(), from, PCRE2_NO_UTF_CHECK, data, context);
  pcre2_set_callout(context, nullptr, nullptr);
  // What was paid ahead for an item that did not run any more is not used.
  Work::use(std::min(meter.used(), allowed + text.size()));
  return rc;
}

}  // namespace ricochet::match
