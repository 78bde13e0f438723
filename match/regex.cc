#define PCRE2_CODE_UNIT_WIDTH 8
#include "match/regex.h"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>

#include "base/text.h"
#include "match/give_up.h"
#include "match/regex_runaway.h"
#include "match/text_error.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

/// What the plain code may do: its steps times the length of the text, because under JIT one step
/// may look at all of it. What takes more goes to the counted code.
constexpr std::uint64_t kPlainWork = 1'000'000;
constexpr std::uint32_t kPlainSteps = 16;  ///< fewer are not worth a try
/// What a step of the counted code costs besides the characters it passes.
constexpr std::uint64_t kStepCost = 8;
constexpr std::uint32_t kHeapLimitKib = 16 * 1024;
constexpr std::size_t kJitStackStart = 32 * 1024;
constexpr std::size_t kJitStackMax = 1024 * 1024;

struct Free {
  void operator()(pcre2_code* p) const { pcre2_code_free(p); }
  void operator()(pcre2_match_data* p) const { pcre2_match_data_free(p); }
  void operator()(pcre2_match_context* p) const { pcre2_match_context_free(p); }
  void operator()(pcre2_compile_context* p) const { pcre2_compile_context_free(p); }
  void operator()(pcre2_jit_stack* p) const { pcre2_jit_stack_free(p); }
};

/// Working memory of a match, one per thread: compiled patterns are shared, this is not.
struct Scratch {
  std::unique_ptr<pcre2_match_data, Free> data{pcre2_match_data_create(1, nullptr)};
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

/// Java's ASCII classes and what POSIX calls them.
struct JavaClass {
  std::string_view java, posix;
};
constexpr std::array kJavaClasses = {
    JavaClass{"Lower", "lower"}, JavaClass{"Upper", "upper"}, JavaClass{"ASCII", "ascii"},
    JavaClass{"Alpha", "alpha"}, JavaClass{"Digit", "digit"}, JavaClass{"Alnum", "alnum"},
    JavaClass{"Punct", "punct"}, JavaClass{"Graph", "graph"}, JavaClass{"Print", "print"},
    JavaClass{"Blank", "blank"}, JavaClass{"Cntrl", "cntrl"}, JavaClass{"XDigit", "xdigit"},
    JavaClass{"Space", "space"}};

/// Rewrites what Java spells otherwise. `origin[i]` is the offset in the Java pattern of byte i of
/// the result.
struct Translation {
  std::string_view java;
  std::string out;
  std::vector<std::size_t> origin;
  bool in_class = false;
  std::size_t class_start = 0;

  void copy(std::size_t from, std::size_t n) {
    for (std::size_t i = from; i < from + n && i < java.size(); ++i) emit(java.substr(i, 1), i);
  }
  void emit(std::string_view s, std::size_t at) {
    out += s;
    origin.insert(origin.end(), s.size(), at);
  }

  /// `\p{Alpha}`, `\P{Alpha}`, `\p{IsGreek}`; true when it was one of Java's own. Advances `i`
  /// beyond it.
  bool property(std::size_t& i) {
    const auto close = java.find('}', i);
    if (i + 3 >= java.size() || java[i + 2] != '{' || close == std::string_view::npos) return false;
    const auto name = java.substr(i + 3, close - i - 3);
    const bool negated = java[i + 1] == 'P';
    for (const auto& known : kJavaClasses) {
      if (known.java != name) continue;
      const std::string posix =
          std::string(negated ? "[:^" : "[:") + std::string(known.posix) + ":]";
      emit(in_class ? posix : "[" + posix + "]", i);
      i = close + 1;
      return true;
    }
    if (name.size() > 2 && name.starts_with("Is")) {
      emit(std::string(negated ? "\\P{" : "\\p{") +
               std::string(name == "IsAlphabetic" ? "L" : name.substr(2)) + "}",
           i);
      i = close + 1;
      return true;
    }
    return false;
  }

  base::Status run() {
    for (std::size_t i = 0; i < java.size();) {
      const char c = java[i];
      if (c == '\\' && i + 1 < java.size()) {
        if (java[i + 1] == 'Q') {
          const auto end = java.find("\\E", i);
          const auto stop = end == std::string_view::npos ? java.size() : end + 2;
          copy(i, stop - i);
          i = stop;
        } else if ((java[i + 1] != 'p' && java[i + 1] != 'P') || !property(i)) {
          copy(i, 2);
          i += 2;
        }
        continue;
      }
      if (!in_class && c == '[') {
        in_class = true;
        class_start = i;
      } else if (in_class && c == ']' && i > class_start + 1 &&
                 !(i == class_start + 2 && java[class_start + 1] == '^')) {
        in_class = false;
      } else if (in_class && c == '[' && java.substr(i, 2) == "[:") {
        const auto end = java.find(":]", i + 2);
        if (end != std::string_view::npos) {
          copy(i, end + 2 - i);
          i = end + 2;
          continue;
        }
      } else if (in_class && (c == '[' || java.substr(i, 2) == "&&")) {
        return text_error("match/bad-pattern",
                          c == '[' ? "a class inside a class is not supported"
                                   : "the class intersection && is not supported",
                          java, i, c == '[' ? 1 : 2,
                          c == '[' ? "write \\[ for the character, or merge the two classes"
                                   : "use a look-ahead: (?=[a-z])[^x]");
      }
      copy(i, 1);
      ++i;
    }
    return {};
  }
};

PCRE2_SPTR bytes(std::string_view s) {
  return reinterpret_cast<PCRE2_SPTR>(s.data() == nullptr ? "" : s.data());
}

using CodePtr = std::unique_ptr<pcre2_code, Free>;

CodePtr compile_code(const std::string& pattern, std::uint32_t flags, int& number,
                     PCRE2_SIZE& offset) {
  std::unique_ptr<pcre2_compile_context, Free> context(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANY);  // Java's `.` stops at every line terminator
  CodePtr code(
      pcre2_compile(bytes(pattern), pattern.size(), flags, &number, &offset, context.get()));
  // Where there is no JIT the interpreter does it.
  if (code) pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  return code;
}

/// Counts what the counted code does. Between two steps it passes each character between their
/// places once, or goes back; a back reference also compares what a group holds without moving.
struct Meter {
  std::uint64_t used = 0;
  std::uint64_t allowed = 0;
  PCRE2_SIZE place = 0;
  bool back_references = false;

  static int step(pcre2_callout_block* at, void* data) {
    auto& meter = *static_cast<Meter*>(data);
    const auto place = at->current_position;
    meter.used += kStepCost + (place > meter.place ? place - meter.place : meter.place - place);
    meter.place = place;
    for (std::uint32_t i = 1; meter.back_references && i < at->capture_top; ++i) {
      if (at->offset_vector[2 * i] != PCRE2_UNSET)
        meter.used += at->offset_vector[2 * i + 1] - at->offset_vector[2 * i];
    }
    return meter.used > meter.allowed ? PCRE2_ERROR_CALLOUT : 0;
  }
};

}  // namespace

/// Twice: plain, for nearly all values, and with a step reported before each item of the pattern,
/// made at first need.
struct Regex::Code {
  std::string pattern;
  std::uint32_t flags = 0;
  CodePtr plain;
  bool back_references = false;

  const pcre2_code* counted() const {
    std::call_once(once_, [this] {
      int number = 0;
      PCRE2_SIZE offset = 0;
      counted_ = compile_code(pattern, flags | PCRE2_AUTO_CALLOUT, number, offset);
    });
    return counted_.get();
  }

  /// As pcre2_match().
  int match(std::string_view text, pcre2_match_data* data) const {
    auto* context = Scratch::mine().context.get();
    const auto steps = kPlainWork / std::max<std::uint64_t>(text.size(), 1);
    if (steps >= kPlainSteps) {
      pcre2_set_match_limit(context, static_cast<std::uint32_t>(steps));
      const int rc = pcre2_match(plain.get(), bytes(text), text.size(), 0, 0, data, context);
      if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH) return rc;
      Work::use(kPlainWork);
    }
    if (counted() == nullptr) return PCRE2_ERROR_MATCHLIMIT;
    Meter meter{0, Work::left(text.size()), 0, back_references};
    if (meter.allowed == 0) return PCRE2_ERROR_MATCHLIMIT;
    // The meter counts; this one only has to be out of its way.
    pcre2_set_match_limit(context, UINT32_MAX);
    pcre2_set_callout(context, Meter::step, &meter);
    const int rc = pcre2_match(counted(), bytes(text), text.size(), 0, 0, data, context);
    pcre2_set_callout(context, nullptr, nullptr);
    Work::use(meter.used);
    return rc;
  }

 private:
  mutable std::once_flag once_;
  mutable CodePtr counted_;
};

base::Result<Regex> Regex::compile(std::string_view pattern, Options options) {
  Translation translation{pattern, {}, {}};
  if (options.literal) {
    translation.copy(0, pattern.size());
  } else if (pattern.starts_with("(*")) {
    // PCRE2 would read a switch there, such as one that lifts our limits.
    return text_error("match/bad-pattern", "bad regular expression: nothing stands before *",
                      pattern, 1, 1, "write \\* for the character");
  } else {
    if (auto status = translation.run(); !status) return status.error();
    if (auto status = refuse_runaway(pattern); !status) return status.error();
  }
  std::uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.literal) flags = (flags & ~PCRE2_NEVER_BACKSLASH_C) | PCRE2_LITERAL;
  // At compile time, because JIT does not take the anchors when matching.
  if (options.whole) flags |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  int number = 0;
  PCRE2_SIZE offset = 0;
  auto plain = compile_code(translation.out, flags, number, offset);
  if (!plain) {
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(number, text.data(), text.size());
    const auto at =
        offset < translation.origin.size() ? translation.origin[offset] : pattern.size();
    return text_error(
        "match/bad-pattern",
        "bad regular expression: " + std::string(reinterpret_cast<const char*>(text.data())),
        pattern, at, 1, "in JSON every backslash is written twice, as in \"\\\\d+\"");
  }
  std::uint32_t count = 0;
  pcre2_pattern_info(plain.get(), PCRE2_INFO_CAPTURECOUNT, &count);
  std::uint32_t highest = 0;
  pcre2_pattern_info(plain.get(), PCRE2_INFO_BACKREFMAX, &highest);
  auto code = std::make_shared<Code>();
  code->back_references = highest > 0;
  code->pattern = std::move(translation.out);
  code->flags = flags;
  code->plain = std::move(plain);
  Regex regex;
  regex.group_count_ = count;
  regex.code_ = std::move(code);
  return regex;
}

Regex::Outcome Regex::match(std::string_view text) const {
  const int rc = code_->match(text, Scratch::mine().data.get());
  if (rc >= 0) return Outcome::kMatch;
  if (rc == PCRE2_ERROR_NOMATCH) return Outcome::kNoMatch;
  ++give_ups();
  return Outcome::kGaveUp;
}

std::optional<std::vector<std::string>> Regex::groups(std::string_view text) const {
  std::unique_ptr<pcre2_match_data, Free> data(
      pcre2_match_data_create_from_pattern(code_->plain.get(), nullptr));
  const int rc = code_->match(text, data.get());
  if (rc < 0) {
    if (rc != PCRE2_ERROR_NOMATCH) ++give_ups();
    return std::nullopt;
  }
  const auto* offsets = pcre2_get_ovector_pointer(data.get());
  std::vector<std::string> out(group_count_);
  for (std::size_t i = 1; i <= group_count_ && static_cast<int>(i) < rc; ++i) {
    if (offsets[2 * i] != PCRE2_UNSET)
      out[i - 1] = text.substr(offsets[2 * i], offsets[2 * i + 1] - offsets[2 * i]);
  }
  return out;
}

}  // namespace ricochet::match
