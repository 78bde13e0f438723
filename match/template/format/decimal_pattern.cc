#include <array>
#include <charconv>
#include <optional>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/template/format/decimal_format.h"

namespace ricochet::match::tpl {

/// Reads a pattern from the left to the right, once.
class DecimalPatternReader {
 public:
  DecimalPatternReader(std::string_view pattern, DecimalFormat& out)
      : whole_(pattern), pattern_(pattern), out_(out) {}

  base::Status run() {
    const auto options = pattern_.find(";;");
    std::string_view rest;
    if (options != std::string_view::npos) {
      rest = pattern_.substr(options + 2);
      pattern_ = pattern_.substr(0, options);
      if (auto status = read_options(rest); !status) return status;
    }
    if (pattern_.empty()) {
      out_.group_ = 3;
      out_.most_fraction_ = DecimalFormat::kMaxFraction;
      out_.negative_.prefix = out_.minus_;
      return {};
    }
    if (auto status = affix(out_.positive_.prefix, true); !status) return status;
    if (auto status = digits(); !status) return status;
    if (auto status = affix(out_.positive_.suffix, false); !status) return status;
    if (at_ < pattern_.size()) {
      ++at_;  // the ;
      if (auto status = affix(out_.negative_.prefix, true); !status) return status;
      while (at_ < pattern_.size() && std::string_view("#0,.E").find(pattern_[at_]) < 5) ++at_;
      if (auto status = affix(out_.negative_.suffix, false); !status) return status;
      if (at_ < pattern_.size()) return bad("it has more than two parts");
    }
    const bool same = out_.negative_.prefix == out_.positive_.prefix &&
                      out_.negative_.suffix == out_.positive_.suffix;
    if (negative_empty() || same) {
      out_.negative_.prefix = out_.minus_ + out_.positive_.prefix;
      out_.negative_.suffix = out_.positive_.suffix;
    }
    return {};
  }

 private:
  bool negative_empty() const {
    return out_.negative_.prefix.empty() && out_.negative_.suffix.empty();
  }

  base::Diag bad(const std::string& why) const {
    return base::Diag("template/bad-argument",
                      "a bad number format: " + base::in_quotes(whole_) + ": " + why,
                      "write for example '#.##', '0.00' or '#,##0'");
  }

  /// Text before or behind the digits.
  base::Status affix(std::string& out, bool before) {
    bool quoted = false;
    for (; at_ < pattern_.size(); ++at_) {
      const char c = pattern_[at_];
      if (c == '\'') {
        if (pattern_.substr(at_, 2) == "''") {
          out += c;
          ++at_;
        } else {
          quoted = !quoted;
        }
        continue;
      }
      if (!quoted) {
        if (c == ';') return {};
        if (std::string_view("#0,.").find(c) != std::string_view::npos) {
          if (before) return {};
          return bad("digits stand behind text");
        }
        if (c == '%') out_.multiplier_ = 100;
        if (pattern_.substr(at_).starts_with("\xE2\x80\xB0")) out_.multiplier_ = 1000;
        if (pattern_.substr(at_).starts_with("\xC2\xA4")) {  // the sign of the currency
          const bool twice = pattern_.substr(at_ + 2).starts_with("\xC2\xA4");
          out += twice ? "USD" : "$";
          at_ += twice ? 3 : 1;
          continue;
        }
        if (c == '-') {
          out += out_.minus_;
          continue;
        }
      }
      out += c;
    }
    if (quoted) return bad("a quote is never closed");
    return {};
  }

  /// Behind the dot: 0 before #.
  base::Status fraction(std::size_t& zeros, std::size_t& hashes) {
    for (; at_ < pattern_.size(); ++at_) {
      const char c = pattern_[at_];
      if (c == '0') {
        if (hashes > 0) return bad("a 0 stands behind a #");
        ++zeros;
      } else if (c == '#') {
        ++hashes;
      } else if (c == '.' || c == ',') {
        return bad(std::string("a second ") + c);
      } else {
        return {};
      }
    }
    return {};
  }

  base::Status digits() {
    std::size_t hashes = 0, zeros = 0;
    std::optional<std::size_t> group;
    const auto begin = at_;
    for (; at_ < pattern_.size(); ++at_) {
      const char c = pattern_[at_];
      if (c == '#') {
        if (zeros > 0) return bad("a # stands behind a 0");
        ++hashes;
      } else if (c == '0') {
        ++zeros;
      } else if (c == ',') {
        group = 0;
        continue;
      } else {
        break;
      }
      if (group) ++*group;
    }
    if (group && *group == 0) return bad("a , stands before the dot");
    out_.group_ = group.value_or(0);
    std::size_t fraction_zeros = 0, fraction_hashes = 0;
    const bool dot = at_ < pattern_.size() && pattern_[at_] == '.';
    if (dot) {
      ++at_;
      if (auto status = fraction(fraction_zeros, fraction_hashes); !status) return status;
    }
    if (at_ == begin) return bad("it needs # or 0");
    // Java: of '#.##' the last # is a 0, and of '.##' the first.
    out_.least_integer_ = zeros;
    out_.most_integer_ = zeros + hashes;
    if (dot && zeros == 0 && fraction_zeros == 0) {
      if (hashes > 0)
        out_.least_integer_ = 1;
      else if (fraction_hashes > 0)
        fraction_zeros = 1, --fraction_hashes;
    }
    out_.least_fraction_ = fraction_zeros;
    out_.most_fraction_ = fraction_zeros + fraction_hashes;
    out_.always_dot_ = dot && out_.most_fraction_ == 0;
    if (zeros > DecimalFormat::kMaxInteger || out_.most_fraction_ > DecimalFormat::kMaxFraction)
      return bad("it asks for more than " + std::to_string(DecimalFormat::kMaxFraction) +
                 " digits");
    if (at_ < pattern_.size() && pattern_[at_] == 'E') {
      for (++at_; at_ < pattern_.size() && pattern_[at_] == '0'; ++at_) ++out_.exponent_;
      if (out_.exponent_ == 0) return bad("E needs a 0 behind it");
      out_.group_ = 0;
    }
    return {};
  }

  // ---- FreeMarker's options: name=value, separated by blanks or commas

  base::Status read_options(std::string_view text) {
    while (true) {
      const auto start = text.find_first_not_of(" ,\t\r\n");
      if (start == std::string_view::npos) return {};
      text.remove_prefix(start);
      const auto equals = text.find('=');
      if (equals == std::string_view::npos) return bad("an option needs a value: name=value");
      const auto name = base::trim(text.substr(0, equals));
      text.remove_prefix(equals + 1);
      text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
      std::string value;
      if (!text.empty() && (text.front() == '\'' || text.front() == '"')) {
        const auto close = text.find(text.front(), 1);
        if (close == std::string_view::npos) return bad("a quote is never closed");
        value = text.substr(1, close - 1);
        text.remove_prefix(close + 1);
      } else {
        const auto stop = std::min(text.find_first_of(" ,\t\r\n"), text.size());
        value = text.substr(0, stop);
        text.remove_prefix(stop);
      }
      if (auto status = option(name, value); !status) return status;
    }
  }

  base::Status option(std::string_view name, const std::string& value) {
    if (name == "roundingMode") return rounding(value);
    if (name == "multiplier") {
      std::int64_t number = 0;
      const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
      if (read.ec != std::errc() || read.ptr != value.data() + value.size() ||
          number > 1'000'000'000 || number < -1'000'000'000)
        return bad("a multiplier is a whole number");
      out_.multiplier_ = number;
      return {};
    }
    auto* symbol = name == "decimalSeparator"    ? &out_.dot_
                   : name == "groupingSeparator" ? &out_.comma_
                   : name == "minusSign"         ? &out_.minus_
                                                 : nullptr;
    if (symbol == nullptr)
      return bad("unknown option " + base::in_quotes(name) +
                 "; known: roundingMode, multiplier, decimalSeparator, groupingSeparator, "
                 "minusSign");
    *symbol = value;
    return {};
  }

  base::Status rounding(std::string_view value) {
    using Rounding = base::Decimal::Rounding;
    struct Mode {
      std::string_view name;
      Rounding rounding;
    };
    static constexpr std::array kModes = {Mode{"up", Rounding::kUp},
                                          Mode{"down", Rounding::kDown},
                                          Mode{"ceiling", Rounding::kCeiling},
                                          Mode{"floor", Rounding::kFloor},
                                          Mode{"halfUp", Rounding::kHalfUp},
                                          Mode{"halfDown", Rounding::kHalfDown},
                                          Mode{"halfEven", Rounding::kHalfEven}};
    for (const auto& mode : kModes) {
      if (mode.name != value) continue;
      out_.rounding_ = mode.rounding;
      return {};
    }
    return bad("roundingMode is one of up, down, ceiling, floor, halfUp, halfDown, halfEven");
  }

  std::string_view whole_, pattern_;
  DecimalFormat& out_;
  std::size_t at_ = 0;
};

base::Result<DecimalFormat> DecimalFormat::parse(std::string_view pattern) {
  DecimalFormat out;
  if (auto status = DecimalPatternReader(pattern, out).run(); !status) return status.error();
  return out;
}

}  // namespace ricochet::match::tpl
