#include "runner/mask/secrets.h"

#include <algorithm>
#include <optional>

#include "base/json/json.h"
#include "base/json/number.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/mask/forms.h"
#include "runner/mask/names.h"

namespace ricochet::runner::mask {

namespace {

constexpr std::string_view kMark = "***";
/// How much of a value must stand before "..." to be known again.
constexpr std::size_t kShortestCut = 6;
constexpr std::size_t kLongestCut = 300;
/// Fewer characters of base64 may be anything: what they come to is looked at.
constexpr std::size_t kShortestBase64 = 8;
constexpr std::size_t kFewestBase64 = 4;

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_base64_char(char c) { return is_word_char(c) || c == '+' || c == '/' || c == '-'; }

/// With the characters of base64 around it.
Span base64_around(std::string_view text, Span core) {
  while (core.begin > 0 && is_base64_char(text[core.begin - 1])) --core.begin;
  while (core.end < text.size() && is_base64_char(text[core.end])) ++core.end;
  while (core.end < text.size() && text[core.end] == '=') ++core.end;
  return core;
}

std::size_t core_begin(std::size_t shift) { return shift == 0 ? 0 : shift + 1; }
/// How many characters hold some bit of the value.
std::size_t base64_size(std::string_view value, std::size_t shift) {
  return ((value.size() + shift) * 8 + 5) / 6;
}

/// Whether the core of the value at `begin` has the rest of the value around it.
bool holds(std::string_view text, std::size_t begin, std::string_view value, std::size_t shift) {
  if (begin < core_begin(shift)) return false;
  std::string coded(text.substr(begin - core_begin(shift), base64_size(value, shift)));
  std::replace(coded.begin(), coded.end(), '-', '+');
  std::replace(coded.begin(), coded.end(), '_', '/');
  coded.append((4 - coded.size() % 4) % 4, 'A');
  const auto bytes = base::base64_decode(coded);
  return bytes &&
         std::string_view(*bytes).substr(std::min(shift, bytes->size())).starts_with(value);
}

std::size_t pair_of(std::string_view text) {
  return static_cast<unsigned char>(text[0]) * 256u + static_cast<unsigned char>(text[1]);
}

/// The characters of base64 that are the same whatever stands around the value, when it begins
/// `shift` bytes behind a group of three.
std::string base64_core(std::string_view value, std::size_t shift) {
  const std::string whole = base::base64_encode(std::string(shift, '\0') + std::string(value));
  const std::size_t first = core_begin(shift);
  const std::size_t last = (value.size() + shift) * 8 / 6;
  return last > first ? whole.substr(first, last - first) : std::string();
}

std::string url_safe(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

/// The password in the value of `Authorization: Basic ...`.
std::string password_in(std::string_view base64) {
  const auto plain = base::base64_decode(base64);
  const auto colon = plain ? plain->find(':') : std::string::npos;
  return colon == std::string::npos ? std::string() : plain->substr(colon + 1);
}

bool is_masked(std::string_view value) {
  return value.starts_with(kMark) || value.starts_with("${") || value.starts_with("<captured>");
}

}  // namespace

void Secrets::add_name(std::string_view name) { names_.insert(base::to_lower(name)); }

bool Secrets::names(std::string_view name) const {
  if (names_secret(name)) return true;
  if (names_.empty()) return false;
  const std::string lower = base::to_lower(name);
  if (names_.contains(lower)) return true;
  const auto dot = lower.rfind('.');  // of a path, $.card.number
  return dot != std::string::npos && names_.contains(std::string_view(lower).substr(dot + 1));
}

void Secrets::learn(std::string_view name, std::string_view value) {
  if (!names(name)) return;
  for (const auto& part : secret_parts(name, value))
    remember(value.substr(part.begin, part.end - part.begin),
             names_.contains(base::to_lower(name)));
}

void Secrets::learn(const base::Json& value) {
  if (value.is_array()) {
    if (value.size() >= 2 && value[0].is_string() && value[1].is_string())
      learn(value[0].get_ref<const std::string&>(), value[1].get_ref<const std::string&>());
    for (const auto& element : value) learn(element);
    return;
  }
  if (value.is_string()) {
    learn_text(value.get_ref<const std::string&>());
    return;
  }
  if (!value.is_object()) return;
  for (const auto& [key, member] : value.items()) {
    const auto one = [&, name = std::string_view(key)](const base::Json& leaf) {
      if (leaf.is_string())
        learn(name, leaf.get_ref<const std::string&>());
      else if (base::is_number(leaf))
        learn(name, base::compact_json(leaf));
    };
    one(member);
    if (member.is_structured() && names(key)) {  // several values, or operators with theirs
      const bool flat = std::none_of(member.begin(), member.end(),
                                     [](const base::Json& leaf) { return leaf.is_structured(); });
      for (const auto& [name, leaf] : member.items())
        if (flat && name != "exist") one(leaf);
    }
    learn(member);
  }
}

void Secrets::learn_text(std::string_view text) {
  for (const auto& span : named_secrets(text, is_name_))
    remember(text.substr(span.begin, span.end - span.begin), false);
}

void Secrets::remember(std::string_view value, bool named) {
  if (value.empty() || is_masked(value)) return;
  const auto known = values_.find(value);
  if (known != values_.end() && (!named || strong_.contains(value))) return;
  if (known == values_.end() && values_.size() >= kMaxValues) return;
  const auto& [own, id] = *values_.try_emplace(std::string(value), numbers_.size()).first;
  if (id == numbers_.size()) numbers_.push_back(0);
  if (named) strong_.insert(std::string(value));
  if (value.size() >= (named ? kShortest : kShortestLearned)) add_spellings(own, id, !named);
  if (const std::string password = password_in(value); !password.empty()) remember(password, named);
}

void Secrets::add_spellings(const std::string& value, std::size_t id, bool bounded) {
  Spelling plain;
  plain.value = id;
  plain.of = &value;
  plain.bounded = bounded;
  for (const auto& form : forms()) add_spelling(form.write(value), plain);
  if (value.find('\n') != std::string::npos) {
    for (const auto line : base::split(value, '\n')) {
      if (base::trim(line).size() >= kShortestLearned)
        add_spelling(std::string(base::trim(line)), plain);
    }
  }
  Spelling coded = plain;
  coded.bounded = false;
  for (std::size_t shift = 0; shift < 3; ++shift) {
    coded.shift = shift;
    const std::string core = base64_core(value, shift);
    if (core.size() < kFewestBase64) continue;
    coded.base64 = core.size() < kShortestBase64 ? Base64::kIfItDecodes : Base64::kSurely;
    add_spelling(core, coded);
    add_spelling(url_safe(core), coded);
  }
}

void Secrets::add_spelling(std::string text, Spelling spelling) {
  if (text.size() < 2) return;
  begins_[pair_of(text)] = true;
  const auto [it, fresh] = spellings_.try_emplace(std::move(text), spelling);
  if (fresh) return;
  const bool bounded = it->second.bounded && spelling.bounded;
  if (spelling.base64 < it->second.base64) it->second = spelling;
  it->second.bounded = bounded;
}

std::size_t Secrets::number_of(std::size_t value) {
  if (numbers_[value] == 0) numbers_[value] = ++last_number_;
  return numbers_[value];
}

void Secrets::find_values(std::string_view text, std::vector<Found>& out) {
  if (spellings_.empty()) return;
  for (std::size_t i = 0; i + 1 < text.size();) {
    if (!begins_[pair_of(text.substr(i))]) {
      ++i;
      continue;
    }
    // The longest spelling that the text goes on with: among those before it in order, each that is
    // not has at most the common part with it.
    std::string_view rest = text.substr(i);
    std::optional<Found> best;
    for (auto it = spellings_.upper_bound(rest); it != spellings_.begin();) {
      --it;
      const auto& [spelling, what] = *it;
      const auto differ = std::mismatch(rest.begin(), rest.end(), spelling.begin(), spelling.end());
      const auto same = static_cast<std::size_t>(differ.first - rest.begin());
      if (same == spelling.size()) {
        std::size_t begin = i, end = i + same;
        bool meant =
            !what.bounded ||
            !((begin > 0 && is_word_char(text[begin - 1]) && is_word_char(text[begin])) ||
              (end < text.size() && is_word_char(text[end]) && is_word_char(text[end - 1])));
        if (what.base64 == Base64::kIfItDecodes)
          meant = meant && holds(text, i, *what.of, what.shift);
        if (meant) {
          if (what.base64 != Base64::kNo) {
            const auto around = base64_around(text, {begin, end});
            begin = around.begin;
            end = around.end;
          }
          best = Found{{begin, end}, number_of(what.value)};
          break;
        }
      }
      if (same < 2) break;
      rest = rest.substr(0, same == spelling.size() ? same - 1 : same);
      it = spellings_.upper_bound(rest);
    }
    if (best) out.push_back(*best);
    i = best ? std::max(best->at.end, i + 1) : i + 1;
  }
}

/// The beginning of a value before "...": somebody has cut it.
void Secrets::find_cut(std::string_view text, std::vector<Found>& out) {
  if (spellings_.empty()) return;
  for (std::size_t dots = text.find("..."); dots != std::string_view::npos;
       dots = text.find("...", dots + 3)) {
    const auto line = text.substr(0, dots).rfind('\n');
    std::size_t first = dots > kLongestCut ? dots - kLongestCut : 0;
    if (line != std::string_view::npos) first = std::max(first, line + 1);
    for (std::size_t i = first; i + kShortestCut <= dots; ++i) {
      if (!begins_[pair_of(text.substr(i))]) continue;
      const auto cut = text.substr(i, dots - i);
      const auto it = spellings_.lower_bound(cut);
      if (it == spellings_.end() || !it->first.starts_with(cut)) continue;
      if (it->second.base64 == Base64::kIfItDecodes) continue;
      if (it->second.bounded && i > 0 && is_word_char(text[i - 1])) continue;
      out.push_back({{i, dots}, number_of(it->second.value)});
      break;
    }
  }
}

void Secrets::find_named(std::string_view text, std::vector<Found>& out) {
  for (const auto& span : named_secrets(text, is_name_)) {
    const auto value = text.substr(span.begin, span.end - span.begin);
    remember(value, false);
    const auto spelling = spellings_.find(value);
    const auto known = values_.find(value);
    const std::size_t number = known != values_.end()         ? number_of(known->second)
                               : spelling != spellings_.end() ? number_of(spelling->second.value)
                                                              : 0;
    out.push_back({span, number});
  }
}

/// Named secrets in a piece that is percent-encoded as a whole: a URL in a query, JSON in a form.
void Secrets::find_encoded(std::string_view text, std::vector<Found>& out) {
  constexpr std::string_view kEnds = " \t\r\n\"'<>";
  for (std::size_t percent = text.find('%'); percent != std::string_view::npos;) {
    const auto before = text.substr(0, percent).find_last_of(kEnds);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(text.find_first_of(kEnds, percent), text.size());
    const auto piece = text.substr(begin, end - begin);
    const std::string plain = base::percent_decode(piece, true);
    for (const auto& span : named_secrets(plain, is_name_)) {
      const std::string value = plain.substr(span.begin, span.end - span.begin);
      if (value.size() < kShortest) continue;
      remember(value, false);
      const auto known = values_.find(value);
      for (const std::string& spelling : {value, base::percent_encode(value)}) {
        for (auto at = piece.find(spelling); at != std::string_view::npos;
             at = piece.find(spelling, at + spelling.size()))
          out.push_back({{begin + at, begin + at + spelling.size()},
                         known == values_.end() ? 0 : number_of(known->second)});
      }
    }
    percent = text.find('%', end);
  }
}

std::vector<Secrets::Found> Secrets::find(std::string_view text) {
  std::vector<Found> all;
  find_named(text, all);
  find_encoded(text, all);
  find_values(text, all);
  find_cut(text, all);
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return a.at.begin != b.at.begin ? a.at.begin < b.at.begin : a.at.end > b.at.end;
  });
  std::vector<Found> out;
  for (const auto& found : all) {
    if (out.empty() || found.at.begin >= out.back().at.end)
      out.push_back(found);
    else
      out.back().at.end = std::max(out.back().at.end, found.at.end);
  }
  return out;
}

std::string Secrets::mask(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (const auto& found : find(text)) {
    out.append(text, done, found.at.begin - done);
    out += mask_of(found.number);
    done = found.at.end;
  }
  return out.append(text, done);
}

std::string Secrets::mask_of(std::size_t number) {
  return std::string(kMark) + (number == 0 ? std::string() : std::to_string(number));
}

std::string Secrets::mask_value(std::string_view value) {
  if (value.empty() || is_masked(value)) return std::string(value);
  remember(value, false);
  const auto known = values_.find(value);
  return mask_of(known == values_.end() ? 0 : number_of(known->second));
}

}  // namespace ricochet::runner::mask
