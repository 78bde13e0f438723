#pragma once
#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace ricochet::runner::mask {

/// A stretch of a text, in bytes.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

using IsSecretName = std::function<bool(std::string_view)>;

/// The secrets of the value of a header or field of that name: of `Authorization: Bearer abc` it is
/// `abc`, of cookies the value of each. In order.
std::vector<Span> secret_parts(std::string_view name, std::string_view value);

/// Secrets in a text of any kind (a log, a diff, a URL, JSON, a form, a multipart body, XML), found
/// by what stands before them: `"password": "x"`, `access_token=x`, `Authorization: Bearer x`,
/// `<secret>x</secret>`, `header x-api-key: expected "x", was "y"`, `Bearer x`,
/// `postgres://user:x@host`. JSON Web Tokens are found by themselves. In order, none overlaps
/// another; what is masked or a template (`${...}`) already is left out. Linear in the text.
std::vector<Span> named_secrets(std::string_view text, const IsSecretName& is_secret_name);

}  // namespace ricochet::runner::mask
