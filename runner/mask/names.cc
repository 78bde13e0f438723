#include "runner/mask/names.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace ricochet::runner::mask {

namespace {

/// What such names end in, without '-', '_' and '.'.
constexpr std::array<std::string_view, 26> kEndings{"token",
                                                    "tokens",
                                                    "secret",
                                                    "secrets",
                                                    "password",
                                                    "passwords",
                                                    "passwd",
                                                    "passphrase",
                                                    "pwd",
                                                    "apikey",
                                                    "apikeys",
                                                    "accesskey",
                                                    "secretkey",
                                                    "privatekey",
                                                    "signingkey",
                                                    "encryptionkey",
                                                    "subscriptionkey",
                                                    "credential",
                                                    "credentials",
                                                    "authorization",
                                                    "cookie",
                                                    "cookies",
                                                    "sessionid",
                                                    "jwt",
                                                    "bearer",
                                                    "otp"};
constexpr std::size_t kLongestEnding = 16;

/// The end of the name in small letters without '-', '_' and '.', and without what closes a path:
/// `$['access_token']` is "accesstoken".
class Ending {
 public:
  explicit Ending(std::string_view name) {
    while (!name.empty() && (name.back() == ']' || name.back() == '\'' || name.back() == '"'))
      name.remove_suffix(1);
    while (!name.empty() && at_ > 0) {
      const char c = name.back();
      name.remove_suffix(1);
      if (c == '-' || c == '_' || c == '.') continue;
      buffer_[--at_] = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  std::string_view text() const { return {buffer_.data() + at_, buffer_.size() - at_}; }

 private:
  std::array<char, kLongestEnding> buffer_{};
  std::size_t at_ = kLongestEnding;
};

}  // namespace

bool names_secret(std::string_view name) {
  const Ending ending(name);
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view each) { return ending.text().ends_with(each); });
}

bool names_credentials(std::string_view name) {
  return Ending(name).text().ends_with("authorization");
}

bool names_cookies(std::string_view name) {
  return Ending(name).text().ends_with("cookie") || Ending(name).text().ends_with("cookies");
}

}  // namespace ricochet::runner::mask
