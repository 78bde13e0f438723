#include "net/option_words.h"

namespace ricochet::net {

base::Diag in_words_of(base::Diag diag, const std::string& port, const std::string& bind) {
  if (diag.code == "http/port-in-use") {
    diag.hint = "choose another " + port +
                " (0: any free one), or stop the program that holds it; `ss -ltnp` names it";
  } else if (diag.code == "http/cannot-bind") {
    constexpr std::string_view kUsual = "--bind";
    const auto at = diag.hint.find(kUsual);
    if (at != std::string::npos) diag.hint.replace(at, kUsual.size(), bind);
  }
  return diag;
}

}  // namespace ricochet::net
