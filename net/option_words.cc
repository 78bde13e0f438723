#include "net/option_words.h"

namespace ricochet::net {

base::Diag in_words_of(base::Diag diag, const std::string& port, const std::string& bind,
                       const std::string& any_free) {
  if (diag.code == "http/port-in-use") {
    diag.hint = "choose another " + port + " (" + any_free +
                "), or stop the program that holds it; `ss -ltnp` names it";
  } else if (diag.code == "http/cannot-bind") {
    constexpr std::string_view kUsual = "--bind";
    const auto at = diag.hint.find(kUsual);
    if (at != std::string::npos) diag.hint.replace(at, kUsual.size(), bind);
  }
  return diag;
}

}  // namespace ricochet::net
