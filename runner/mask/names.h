#pragma once
#include <string_view>

namespace ricochet::runner::mask {

/// Whether what stands under this name is a secret unless somebody says otherwise: the name of a
/// header (Authorization, Cookie, X-Api-Key), of a query, a form field, a JSON member
/// (access_token), a variable (DB_PASSWORD), or a path that ends in one (`$.auth.client_secret`).
/// Case, '-', '_' and '.' do not matter. docs/scenarios.md (Secrets) has the list.
bool names_secret(std::string_view name);

/// A header of credentials: its value is a scheme and then the secret.
bool names_credentials(std::string_view name);
/// A header of cookies: each has a name of its own, and a secret.
bool names_cookies(std::string_view name);

}  // namespace ricochet::runner::mask
